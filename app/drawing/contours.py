"""Contour lines of a landscape, as SVG paths in stage units, traced once for each landscape."""

import itertools
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from contourpy import ContourGenerator, FillType, contour_generator

from optimizers.arithmetic import Array
from optimizers.landscape import Landscape, View
from optimizers.pauses import pause

GRID = 161
LEVELS = 15
SIDE = 1000
"""The longer side of a view, in stage units."""
SMOOTH = 0.15
"""How far, in stage units, a simplified line may lie from the traced one."""
SPREAD = 2.4
"""Levels rise with this power of their number: evenly spaced lines on a slope that steepens as a bowl's does."""
DECADES = 6
"""How far under the highest point logarithmic levels begin, in powers of ten."""


class Frame(NamedTuple):
    """A view, and how its points lie on the stage: X = (x − left) s, Y = (top − y) s, the longer side being 1,000."""

    view: View

    @property
    def scale(self) -> float:
        """Stage units in one unit of the landscape."""
        return SIDE / (2 * self.view.radius)

    @property
    def width(self) -> float:
        return (self.view.right - self.view.left) * self.scale

    @property
    def height(self) -> float:
        return (self.view.top - self.view.bottom) * self.scale

    @property
    def view_box(self) -> str:
        """What the SVG shows: the picture, and room for the numbers at its left and lower edges on a phone's screen."""
        return f"-84 -24 {self.width + 100:.1f} {self.height + 82:.1f}"

    def place(self, points: Array) -> Array:
        """Points of shape (2, n) in stage units."""
        x, y = points
        return np.stack([(x - self.view.left) * self.scale, (self.view.top - y) * self.scale])


class Level(NamedTuple):
    """All points of the view that lie no higher than f, as the data of one SVG path (to fill by the even-odd rule)."""

    f: float
    d: str


@lru_cache(maxsize=256)
def levels(landscape: Landscape) -> tuple[Level, ...]:
    """The landscape's levels inside its view, from the highest, so that each lies on top of the one before."""
    frame = Frame(landscape.view)
    x, y, f = _surface(landscape, frame)
    tracer = contour_generator(x, y, f, fill_type=FillType.OuterOffset)
    traced = (Level(float(height), outline(tracer, float(height))) for height in _heights(landscape, f)[::-1])
    return tuple(level for level in traced if level.d)


def level_heights(landscape: Landscape) -> Array:
    """The values of f at which the landscape's lines are drawn, ascending."""
    return _heights(landscape, _surface(landscape, Frame(landscape.view))[2])


def _surface(landscape: Landscape, frame: Frame) -> tuple[Array, Array, Array]:
    """A grid over the view: columns and rows in stage units, and f at each crossing."""
    across, up = np.linspace(0, frame.width, GRID), np.linspace(frame.height, 0, GRID)
    view = frame.view
    x, y = np.meshgrid(np.linspace(view.left, view.right, GRID), np.linspace(view.bottom, view.top, GRID))
    f = np.asarray(landscape.f(np.stack([x.ravel(), y.ravel()])), dtype=float).reshape(GRID, GRID)
    return across, up, f


def _heights(landscape: Landscape, f: Array) -> Array:
    """Where to draw the lines, ascending."""
    low, high = float(f.min()), float(f.max())
    if landscape.even_levels:
        return np.linspace(low, high, LEVELS + 4)[1:-1]
    floor = min(landscape.lowest, low) if np.isfinite(landscape.lowest) else low
    if landscape.log_levels:
        first = max(high - floor, 1e-12) * 10.0**-DECADES
        return floor + np.geomspace(max(first, (low - floor) * 1.5), high - floor, LEVELS + 1)[:-1]
    return floor + (high - floor) * np.linspace(0, 1, LEVELS + 1)[1:-1] ** SPREAD


def outline(tracer: ContourGenerator, height: float) -> str:
    """The edges of all that lies no higher than `height`."""
    pause()
    traced: Any = tracer.filled(-np.inf, height)  # of OuterOffset: polygons, and where each one's rings begin
    rings = (line[a:b] for line, cuts in zip(*traced, strict=True) for a, b in itertools.pairwise(cuts))
    return "".join(_ring(ring) for ring in rings)


def _ring(line: Array) -> str:
    """One closed line: an absolute start, then relative moves, one decimal each."""
    corners = np.round(_simplified(line), 1)
    moves = np.diff(corners, axis=0)
    moves = moves[np.any(np.abs(moves) > 1e-9, axis=1)]
    if len(moves) < 3:
        return ""
    steps = " ".join(f"{_number(across)},{_number(down)}" for across, down in moves[:-1])
    return f"M{_number(corners[0, 0])},{_number(corners[0, 1])}l{steps}z"


def _number(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _simplified(line: Array) -> Array:
    """The line without the points that lie within SMOOTH of it (Ramer 1972, Douglas & Peucker 1973)."""
    keep = np.zeros(len(line), dtype=bool)
    middle = len(line) // 2
    keep[[0, middle, -1]] = True
    spans = [(0, middle), (middle, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        away = _distances(line[first + 1 : last], line[first], line[last])
        farthest = int(np.argmax(away))
        if away[farthest] > SMOOTH:
            at = first + 1 + farthest
            keep[at] = True
            spans += [(first, at), (at, last)]
    return line[keep]


def _distances(points: Array, start: Array, end: Array) -> Array:
    """How far each point, shape (n, 2), lies from the line through `start` and `end`."""
    along = end - start
    length = float(np.hypot(along[0], along[1]))
    away = points - start
    if length < 1e-9:
        return np.asarray(np.hypot(away[:, 0], away[:, 1]))
    return np.asarray(np.abs(along[0] * away[:, 1] - along[1] * away[:, 0]) / length)
