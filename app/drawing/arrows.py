"""The arrows of one step, in stage units: the gradient uphill, the step, and the parts that add up to it."""

import math
from typing import NamedTuple

import numpy as np

from app.drawing.contours import Frame
from optimizers.arithmetic import Array
from optimizers.descent import Descent
from optimizers.numbers import setting
from optimizers.rule import Part

HEAD = 16.0
"""The length of an arrow's head, in stage units."""
SEEN = 36.0
"""Arrows whose longest is shorter than this are drawn enlarged, all by the same factor."""
FULL = 520.0
"""Arrows whose longest is longer than this are drawn reduced, all by the same factor."""
GOOD = 150.0
"""About how long the longest is then, and about how long a run's first gradient is drawn."""
STEEP = 260.0
"""A gradient is not drawn longer than this."""
MOST = 50.0
"""Arrows are never enlarged more than this: as the steps die away, so do their arrows."""
VISIBLE = 4.0
"""Arrows shorter than this are not drawn."""


class Arrow(NamedTuple):
    """A vector at a point: its name, its idea, what it is in words, and the data of its path."""

    name: str
    idea: str
    words: str
    d: str

    @property
    def is_part(self) -> bool:
        return self.name not in {"uphill", "step"}


class Arrows(NamedTuple):
    """The vectors of one step, and how many times longer than true the gradient and the steps are drawn."""

    gradient_scale: float
    magnified: float
    each: tuple[Arrow, ...]

    @property
    def scales(self) -> dict[str, str]:
        """What is to be known about the arrows' lengths, by the arrow's name; nothing where they are true."""
        step = "" if self.magnified == 1 else f"× {setting(self.magnified)}"
        return {"uphill": f"× {setting(self.gradient_scale)}", "step": step}

    @property
    def note(self) -> str:
        """Said where nothing can be drawn."""
        return "" if any(arrow.d for arrow in self.each) else "arrows too short to draw"


def arrows(frame: Frame, descent: Descent, step: int) -> Arrows:
    """The vectors of a step (from 1): the gradient where it was taken; where the step begins, itself and its parts."""
    here, there = _places(frame, descent.points, step - 1), _places(frame, descent.points, step)
    turn = np.array([frame.scale, -frame.scale])
    parts = [(part, np.asarray(part.value)[:, step - 1] * turn) for part in _told_apart(descent.parts)]
    factor = magnification(max(map(_length, [there - here, *(vector for _, vector in parts)])))
    uphill = descent.gradients[:, step - 1] * turn
    scale = gradient_scale(_length(descent.gradients[:, 0] * turn), _length(uphill))
    gradient = _arrow(_places(frame, descent.probes, step - 1), uphill * scale)
    whole = _arrow(here, (there - here) * factor)
    drawn = [Arrow("uphill", "gradient", "gradient, uphill", gradient), Arrow("step", "step", "step", whole)]
    tail = here
    for part, vector in parts:
        drawn.append(Arrow(part.name, part_idea(part.name), part.made_of, _arrow(tail, vector * factor)))
        tail = tail + vector * factor
    return Arrows(scale, factor, tuple(drawn))


def _told_apart(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts, unless the only one is the whole step."""
    return parts if len(parts) > 1 else ()


def part_idea(name: str) -> str:
    """The idea whose colour a part of a step takes."""
    return name if name in {"gradient", "velocity"} else "velocity" if "moment" in name else "step"


def magnification(longest: float) -> float:
    """A round factor that makes arrows of this length visible, or makes them fit; 1 where neither is called for."""
    if not math.isfinite(longest) or longest * MOST < VISIBLE or SEEN <= longest <= FULL:
        return 1.0
    return min(MOST, _round_below(GOOD / longest))


def gradient_scale(first: float, length: float) -> float:
    """How long a gradient is drawn, in units of the axes for each unit of slope: a round number.

    It is one and the same for the run, so that a gentler slope has a shorter arrow, until that would be too short to
    be seen or too long for the picture. first, length: of the run's first gradient and of this one, drawn true.
    """
    if not (math.isfinite(first) and first > 0 and math.isfinite(length)):
        return 1.0
    own = _round_below(GOOD / first)
    if own * MOST * length < VISIBLE or SEEN <= own * length <= STEEP:
        return own
    return _round_below(min(GOOD / length, own * MOST))


def _round_below(number: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not above a number."""
    power: float = 10.0 ** math.floor(math.log10(number * 1.0001))
    return next(power * digit for digit in (5, 2, 1) if power * digit <= number * 1.0001)


def _arrow(tail: Array, vector: Array) -> str:
    length = _length(vector)
    if not math.isfinite(length) or length < VISIBLE:
        return ""
    tip = tail + vector
    along = vector / length * min(HEAD, 0.45 * length)
    aside = np.array([-along[1], along[0]]) * 0.5
    left, right = tip - along + aside, tip - along - aside
    return f"M{_at(tail)}L{_at(tip)}M{_at(left)}L{_at(tip)}L{_at(right)}"


def _places(frame: Frame, points: Array, step: int) -> Array:
    return frame.place(points[:, step : step + 1])[:, 0]


def _at(place: Array) -> str:
    return f"{place[0]:.1f},{place[1]:.1f}"


def _length(vector: Array) -> float:
    return math.hypot(vector[0], vector[1])
