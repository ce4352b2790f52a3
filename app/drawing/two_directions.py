"""The figure of a quadratic's two directions: the error along each by step, and the settings at which it shrinks."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from contourpy import FillType, contour_generator

from app.drawing.contours import outline
from app.drawing.pictures import Tick
from optimizers.arithmetic import Array
from optimizers.descent import Descent
from optimizers.directions import Direction, directions, errors, recurrence, sizes, splits
from optimizers.landscape import Minimum
from optimizers.numbers import digits, setting
from optimizers.rule import FirstOrderRule

LEFT, RIGHT, TOP, BOTTOM = 54.0, 372.0, 12.0, 196.0
"""The field of both pictures, in units of their own."""
HEIGHT: Final = 236
DECADES: Final = (-6, 2)
"""The errors that are shown, as powers of ten: the same at all settings, so that the eye can compare."""
TALLEST: Final = 1.25
"""The largest factor that is shown."""
LEVELS: Final = (1.0, 0.98, 0.95, 0.9, 0.8, 0.6)
"""Sizes whose bounds are drawn on the plane of settings; the first is the bound of what is stable."""
GRID: Final = 121
BEYOND: Final = 1.08
"""How much farther than the largest stable rate the pictures reach."""
RAISED: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
EXACT: Final = 1e-12
"""Sizes that differ by less are called equal."""
NAMES: Final = ("gentle", "steep")


class Line(NamedTuple):
    """What is drawn and said of one direction."""

    name: str
    direction: Direction
    points: str
    factor: str
    words: str
    curve: str
    """The size of the factor by rate, for a rule without momentum."""
    mark: tuple[float, float]
    """Where the present rate meets that curve."""


@dataclass(frozen=True)
class TwoDirections:
    """The figure for a run of a rule that is linear, on a quadratic.

    highest: the largest learning rate shown. here: where the present settings lie on the plane. levels: from the
    bound of what is stable inwards.
    """

    rule: str
    lines: tuple[Line, Line]
    home: Minimum
    verdict: str
    highest: float
    here: tuple[float, float]
    levels: tuple[str, ...]
    limit: str
    rates: tuple[Tick, ...]
    steps: tuple[Tick, ...]

    @property
    def has_momentum(self) -> bool:
        """Whether the settings are a plane: rate and momentum."""
        return bool(self.levels)

    @property
    def powers(self) -> tuple[Tick, ...]:
        low, high = DECADES
        return tuple(Tick(_height(10.0**power), _power(power)) for power in range(low, high + 1, 2))

    @property
    def upwards(self) -> tuple[Tick, ...]:
        """Labels of the second picture's upright axis: momentum, or the factor's size."""
        top = 1.0 if self.has_momentum else TALLEST
        return tuple(Tick(_up(value, top), f"{value:g}") for value in (0.0, 0.5, 1.0))


def two_directions(descent: Descent, steps: int) -> TwoDirections | None:
    """The figure for a run that was asked for `steps` steps; None where directions mix, or factors change."""
    if not _has_factors(descent):
        return None
    rule: Any = descent.rule
    pair = directions(descent.landscape)
    highest = _highest(rule, pair[1].curvature)
    lines = tuple(
        _line(rule, name, each, error, steps, highest)
        for name, each, error in zip(NAMES, pair, errors(descent), strict=True)
    )
    gentle, steep = lines
    return TwoDirections(
        type(rule).id,
        (gentle, steep),
        descent.landscape.minima[0],
        verdict(rule, pair),
        highest,
        (_across(rule.lr, highest), _up(getattr(rule, "momentum", 0.0), 1.0)),
        _levels(type(rule).id, pair[0].curvature, pair[1].curvature, highest) if hasattr(rule, "momentum") else (),
        setting(_three(rule.stability_limit(pair[1].curvature) or 0.0)),
        tuple(Tick(_across(rate, highest), setting(rate)) for rate in _round(highest)),
        tuple(Tick(LEFT + (RIGHT - LEFT) * step / max(steps, 1), setting(step)) for step in _round(steps)),
    )


def _has_factors(descent: Descent) -> bool:
    """Whether the run is of a linear rule, whose rate stays as it is, where directions do not mix."""
    is_linear = isinstance(descent.rule, FirstOrderRule) and descent.rule.is_linear
    return is_linear and splits(descent.landscape) and bool((descent.factors == 1).all())


def factor(rule: Any, curvature: float) -> str:
    """What a step multiplies the error along a direction by. The page's script says the same, here and below."""
    found = recurrence(rule, curvature)
    if found.swing is not None:
        return f"× {digits(found.size, 3)}, swings"
    value = found.factors[0].real
    return f"× {digits(value if abs(value) > EXACT else 0.0, 3)}"


def words(rule: Any, curvature: float) -> str:
    """What becomes of the error along a direction."""
    found = recurrence(rule, curvature)
    fate = "grows" if found.size > 1 + EXACT else "fades" if found.size < 1 - EXACT else "stays"
    return f"It {fate}." if found.swing is None else f"It {fate}, once to and fro in {digits(found.swing, 3)} steps."


def verdict(rule: Any, pair: tuple[Direction, Direction]) -> str:
    """What the two factors come to."""
    gentle, steep = (recurrence(rule, each.curvature).size for each in pair)
    slower = NAMES[int(steep > gentle)]
    if min(gentle, steep) > 1 + EXACT:
        return "Both factors are larger than 1 in size: every error grows."
    if max(gentle, steep) > 1 + EXACT:
        return f"The {slower} direction’s factor is larger than 1 in size: the error along it grows."
    if max(gentle, steep) > 1 - EXACT:
        return f"The {slower} direction’s factor is exactly 1 in size: the error along it does not fade."
    longest = "both take equally long" if abs(gentle - steep) < EXACT else f"the {slower} one takes longest"
    return f"Both factors are smaller than 1 in size: the errors fade, and {longest}."


def _line(rule: Any, name: str, direction: Direction, error: Array, steps: int, highest: float) -> Line:
    pace = abs(1 - rule.lr * direction.curvature)
    return Line(
        name,
        direction,
        " ".join(
            f"{LEFT + (RIGHT - LEFT) * t / max(steps, 1):.1f},{_height(value):.1f}" for t, value in enumerate(error)
        ),
        factor(rule, direction.curvature),
        words(rule, direction.curvature),
        _curve(direction.curvature, highest),
        (_across(rule.lr, highest), _up(min(pace, TALLEST), TALLEST)),
    )


def _curve(curvature: float, highest: float) -> str:
    """|1 − ηλ| over the rates: down to the rate 1/λ, and up again."""
    rates = sorted({0.0, min(1 / curvature, highest), highest})
    places = ((rate, abs(1 - rate * curvature)) for rate in rates)
    return " ".join(f"{_across(rate, highest):.1f},{_up(size, TALLEST):.1f}" for rate, size in places)


@lru_cache(maxsize=64)
def _levels(rule: str, gentle: float, steep: float, highest: float) -> tuple[str, ...]:
    """The plane of settings: for each level, all settings at which both directions' sizes are at most that."""
    rates, momenta = np.linspace(0, highest, GRID), np.linspace(0, 1, GRID)
    size = sizes(rule, (gentle, steep), rates[None, :], momenta[:, None])
    x, y = np.linspace(LEFT, RIGHT, GRID), np.linspace(BOTTOM, TOP, GRID)
    tracer = contour_generator(x, y, size, fill_type=FillType.OuterOffset)
    return tuple(outline(tracer, level) for level in LEVELS)


def _highest(rule: Any, steep: float) -> float:
    """The rate at the right edge: a little beyond the largest that is stable at any momentum."""
    kind = type(rule)
    kinds = [kind(momentum=end) for end in (0.0, 1.0)] if hasattr(rule, "momentum") else [rule]
    return _three(BEYOND * max(each.stability_limit(steep) or 0.0 for each in kinds))


def _across(rate: float, highest: float) -> float:
    return LEFT + (RIGHT - LEFT) * min(rate / highest, 1.0)


def _up(value: float, top: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / top


def _height(error: float) -> float:
    """Where an error stands, on a scale of powers of ten; beyond the picture, a little outside."""
    low, high = DECADES
    power = math.log10(max(abs(error), 10.0 ** (low - 1)))
    return BOTTOM - (BOTTOM - TOP) * (min(power, high + 1) - low) / (high - low)


def _round(high: float) -> Iterator[float]:
    """Round numbers from 0 up to `high`: three to six of them."""
    power = 10.0 ** math.floor(math.log10(high))
    step = next(each * power for each in (0.2, 0.5, 1.0, 2.0) if high / (each * power) < 6)
    return (_three(step * index) for index in range(int(high / step) + 1))


def _three(value: float) -> float:
    return float(f"{value:.3g}")


def _power(power: int) -> str:
    return str(10**power) if power >= 0 else f"10{str(power).translate(RAISED)}"
