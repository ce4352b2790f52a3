"""Pictures of descents on a landscape: everything that the stage draws, in stage units; knows no web."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.drawing.contours import Frame, Level, levels
from optimizers.arithmetic import Array
from optimizers.descent import Descent
from optimizers.landscape import Landscape, Minimum
from optimizers.numbers import setting

TICKS = 5
BEYOND = 1e5
"""Where a point too far away to draw is put, in stage units: well outside of the picture, in the right direction."""


class Tick(NamedTuple):
    at: float
    text: str


class Mark(NamedTuple):
    """A minimum on the stage."""

    x: float
    y: float
    minimum: Minimum


class Exit(NamedTuple):
    """Where a path first leaves the view: at which step and side, the place, and the direction in degrees."""

    step: int
    side: str
    x: float
    y: float
    angle: float


class Trace(NamedTuple):
    """A drawn descent: the points of its polyline, its two ends, and where it left the view, if it did."""

    descent: Descent
    points: str
    start: tuple[float, float]
    end: tuple[float, float]
    exit: Exit | None


@dataclass(frozen=True)
class Picture:
    """A landscape with descents on it. All places are in stage units."""

    landscape: Landscape
    frame: Frame
    levels: tuple[Level, ...]
    marks: tuple[Mark, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    traces: tuple[Trace, ...]


def stage_picture(landscape: Landscape, descents: tuple[Descent, ...] = ()) -> Picture:
    """The landscape's contours, minima and axes, with each descent's path."""
    frame, view = Frame(landscape.view), landscape.view
    return Picture(
        landscape,
        frame,
        levels(landscape),
        tuple(_mark(frame, minimum) for minimum in landscape.minima),
        tuple(Tick((x - view.left) * frame.scale, setting(x)) for x in round_numbers(view.left, view.right)),
        tuple(Tick((view.top - y) * frame.scale, setting(y)) for y in round_numbers(view.bottom, view.top)),
        tuple(trace(frame, descent) for descent in descents),
    )


def trace(frame: Frame, descent: Descent) -> Trace:
    """A descent's path in stage units."""
    places = np.clip(frame.place(descent.points), -BEYOND, BEYOND)
    (x0, *_, x1), (y0, *_, y1) = places
    return Trace(descent, polyline(places), (x0, y0), (x1, y1), exit_of(frame, descent.points))


def polyline(places: Array) -> str:
    """The `points` of an SVG polyline, two decimals each."""
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in places.T)


def exit_of(frame: Frame, points: Array) -> Exit | None:
    """Where a path with these points, shape (2, n), first leaves the view."""
    view = frame.view
    x, y = points
    outside = np.flatnonzero((x < view.left) | (x > view.right) | (y < view.bottom) | (y > view.top))
    if outside.size == 0:
        return None
    step = int(outside[0])
    places = np.clip(frame.place(points), -BEYOND, BEYOND)
    return _crossing(frame, places[:, max(step - 1, 0)], places[:, step], step)


def _mark(frame: Frame, minimum: Minimum) -> Mark:
    ((x,), (y,)) = frame.place(np.array([[minimum.x], [minimum.y]]))
    return Mark(float(x), float(y), minimum)


def _crossing(frame: Frame, inside: Array, outside: Array, step: int) -> Exit:
    """The point of the view's edge between a place within and one beyond."""
    way = outside - inside
    reach = [(1.0, "start")]
    for at, far, low, high in ((inside[0], way[0], "left", "right"), (inside[1], way[1], "top", "bottom")):
        size = frame.width if low == "left" else frame.height
        if far and not 0 <= at + far <= size:
            reach.append((((size if far > 0 else 0.0) - at) / far, high if far > 0 else low))
    share, side = min(reach)
    x, y = np.clip(inside + way * share, 0, [frame.width, frame.height])
    return Exit(step, side, float(x), float(y), math.degrees(math.atan2(way[1], way[0])))


def round_numbers(low: float, high: float) -> list[float]:
    """About TICKS round numbers from low to high."""
    rough = (high - low) / TICKS
    power: float = 10.0 ** math.floor(math.log10(rough))
    gap = next(power * digit for digit in (1, 2, 2.5, 5, 10) if power * digit >= rough * 0.8)
    return [round(k * gap, 10) for k in range(math.ceil(low / gap - 1e-9), math.floor(high / gap + 1e-9) + 1)]
