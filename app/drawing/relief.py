"""A landscape in relief: the surface as a block of terrain, drawn from back to front with its contour lines on it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.drawing.contours import levels
from optimizers.landscape import Landscape, Point
from optimizers.pauses import pause

Array = NDArray[np.float64]

CELLS: Final = 48
"""Along the longer side of the view, so many faces."""
SHADES = 20
"""How many tones the light makes, from the dark side to the bright one."""
LIGHT = np.array([-0.55, 0.35, 0.76])
"""Where the light stands: the north-west, as on maps."""
TURNS: Final = 12
"""From so many sides, evenly around, the stage shows a relief."""
FIRST_YAW: Final = -20
"""Degrees by which the relief is turned in the first of them."""
STEEP: Final = 20.0
"""Where the range is wide, heights bend so that half of the view lies under about half of the height."""


class Spot(NamedTuple):
    """A point of the picture, in SVG units."""

    x: float
    y: float


class Stroke(NamedTuple):
    """A path of the drawing: a face of tone 0 … SHADES−1, or a contour line, whose tone is None."""

    d: str
    tone: int | None


@dataclass(frozen=True)
class Projection:
    """How a point (x, y, f) of the landscape gets onto paper: turned by `yaw`, seen from above by `pitch` (radians).

    The picture is 1000 units wide; `height` is how tall the range of f stands, in longer sides of the view. Where it
    `turns`, it leaves room for every yaw, so that the block stays in its place.
    """

    landscape: Landscape
    yaw: float = math.radians(FIRST_YAW)
    pitch: float = math.radians(52)
    height: float = 0.36
    turns: bool = False

    def flat(self, x: Array, y: Array, z: Array) -> tuple[Array, Array]:
        """Paper coordinates, before scaling, of points given in shares of the view (each in −½ … ½, z in 0 … 1)."""
        right = x * math.cos(self.yaw) - y * math.sin(self.yaw)
        away = x * math.sin(self.yaw) + y * math.cos(self.yaw)
        return right, -away * math.sin(self.pitch) - z * self.height * math.cos(self.pitch)


@dataclass(frozen=True)
class Relief:
    """The drawing: its size, its strokes from back to front, the two cut sides of the block, where a point stands."""

    width: float
    height: float
    strokes: tuple[Stroke, ...]
    sides: tuple[str, ...]
    surface: "Surface"

    def spot(self, point: Point) -> Spot:
        return self.surface.spot(point)

    def foot(self, point: Point) -> Spot:
        """The place on the block's floor straight below a point of the surface."""
        return self.surface.spot(point, on_floor=True)


class Surface:
    """The grid of heights over a landscape's view, from 0 at the lowest to 1 at the highest, and its way onto paper."""

    FLOOR = -0.12
    """The height of the block's floor: a little below the lowest point."""

    def __init__(self, projection: Projection, cells: int) -> None:
        self.projection = projection
        view = projection.landscape.view
        self.side = max(view.right - view.left, view.top - view.bottom)
        x = np.linspace(view.left, view.right, round(cells * (view.right - view.left) / self.side) + 1)
        y = np.linspace(view.top, view.bottom, round(cells * (view.top - view.bottom) / self.side) + 1)
        self.x, self.y = np.meshgrid(x, y)
        self.f = np.asarray(projection.landscape.f(np.stack([self.x, self.y])))
        self.low, self.high = float(self.f.min()), float(self.f.max())
        self.bend = _bend(self.f) if projection.landscape.log_levels else 0.0
        self.heights = self.lifted(self.f)
        self._lay_out()
        self.points = self.on_paper(self.x, self.y, self.heights)
        self.floor = self.on_paper(self.x, self.y, np.full_like(self.heights, self.FLOOR))

    def lifted(self, f: Array) -> Array:
        """How high f is drawn: its share of the range; where that is wide, bent so that the low parts can be seen."""
        share = (f - self.low) / (self.high - self.low)
        return np.log1p(self.bend * np.maximum(share, 0)) / math.log1p(self.bend) if self.bend else share

    def _lay_out(self) -> None:
        """The scale and the origin: the picture holds the block as it stands, or however it is turned."""
        right, down = self._flat(self.x, self.y, self.heights)
        _, floor = self._flat(self.x, self.y, np.full_like(self.heights, self.FLOOR))
        left, width = float(right.min()), float(np.ptp(right))
        top, low = float(min(down.min(), floor.min())), float(max(down.max(), floor.max()))
        if self.projection.turns:
            view = self.projection.landscape.view
            width = math.hypot(view.right - view.left, view.top - view.bottom) / self.side
            middle = np.zeros(1)
            half = width / 2 * math.sin(self.projection.pitch)
            top = float(self.projection.flat(middle, middle, np.ones(1))[1][0]) - half
            low = float(self.projection.flat(middle, middle, np.full(1, self.FLOOR))[1][0]) + half
            left = -width / 2
        self.scale = 1000 / width
        self.origin = left, top
        self.width, self.height = 1000.0, self.scale * (low - top)

    def _flat(self, x: Array, y: Array, heights: Array) -> tuple[Array, Array]:
        centre = self.projection.landscape.view.centre
        return self.projection.flat((x - centre.x) / self.side, (y - centre.y) / self.side, heights)

    def on_paper(self, x: Array, y: Array, heights: Array) -> Array:
        """Where points lie in the picture, shape (…, 2)."""
        right, down = self._flat(x, y, heights)
        return np.stack([(right - self.origin[0]) * self.scale, (down - self.origin[1]) * self.scale], axis=-1)

    @property
    def mapping(self) -> Array:
        """Shape (2, 4): what x, y, the height and 1 are multiplied by to get across the picture, and down."""
        x, y, height = np.array([[0.0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
        here, *unit = self.on_paper(x, y, height)
        return np.stack([*(moved - here for moved in unit), here], axis=1)

    @property
    def sight(self) -> tuple[float, float, float]:
        """The way towards whoever looks: x, y and height of a move as long as a cell is wide."""
        cell = float(self.x[0, 1] - self.x[0, 0])
        across, up = -math.sin(self.projection.yaw) * cell, -math.cos(self.projection.yaw) * cell
        return across, up, cell / self.side * math.tan(self.projection.pitch) / self.projection.height

    @property
    def minima(self) -> tuple[tuple[Spot, bool], ...]:
        """Where the minima in the view lie in the picture, and whether nothing lies lower."""
        projection = self.projection.landscape
        seen = (each for each in projection.minima if projection.view.holds(each.x, each.y))
        return tuple((self.spot(Point(each.x, each.y)), each.is_global) for each in seen)

    def spot(self, point: Point, *, on_floor: bool = False) -> Spot:
        x, y = np.array(point[0]), np.array(point[1])
        f = np.asarray(self.projection.landscape.f(np.stack([x, y])))
        across, down = self.on_paper(x, y, np.array(self.FLOOR) if on_floor else self.lifted(f))
        return Spot(round(float(across), 1), round(float(down), 1))


def _bend(f: Array) -> float:
    """How much heights are bent: the more, the lower the middle one lies in the range."""
    return STEEP * float(np.ptp(f)) / float(np.median(f) - f.min())


@lru_cache(maxsize=96)
def turned(landscape: Landscape, turn: int) -> Relief:
    """The stage's relief, from one of TURNS sides, with the contour lines of the map on it."""
    return _drawn(surface_seen(landscape, turn), tuple(level.f for level in levels(landscape)))


def surface_seen(landscape: Landscape, turn: int) -> Surface:
    """The surface as the stage shows it from one of TURNS sides."""
    yaw = math.radians((FIRST_YAW + turn * 360 / TURNS + 180) % 360 - 180)
    return Surface(Projection(landscape, yaw, turns=True), CELLS)


def relief(landscape: Landscape, levels: tuple[float, ...], cells: int = CELLS) -> Relief:
    """The landscape's view in relief, with a contour line at each of `levels` (values of f)."""
    return _drawn(Surface(Projection(landscape), cells), levels)


def _drawn(surface: Surface, levels: tuple[float, ...]) -> Relief:
    return Relief(surface.width, surface.height, tuple(_merged(_strokes(surface, levels))), _sides(surface), surface)


def _strokes(surface: Surface, levels: tuple[float, ...]) -> Iterator[Stroke]:
    """Every face, from the farthest to the nearest, each followed by the contour lines that cross it."""
    tones, lines = _tones(surface).tolist(), _crossings(surface, levels)
    corners = np.rint(surface.points).astype(int).tolist()
    columns = _from_afar(range(len(tones[0])), -math.sin(surface.projection.yaw))
    for row in _from_afar(range(len(tones)), math.cos(surface.projection.yaw)):
        pause()
        back, front = corners[row], corners[row + 1]
        for column in columns:
            face = [back[column], back[column + 1], front[column + 1], front[column]]
            yield Stroke(f"{_line(face)}z", tones[row][column])
            if (row, column) in lines:
                yield Stroke(lines[row, column], None)


def _from_afar(places: range, direction: float) -> range:
    """Rows go north to south and columns west to east: the first are the farthest, or the last."""
    return places if direction >= 0 else places[::-1]


def _tones(surface: Surface) -> NDArray[np.int64]:
    """How bright each face is: Lambert's law, with the relief as tall as it is drawn."""
    unit = surface.projection.height * surface.side
    heights = surface.heights
    centre = (heights[:-1, :-1] + heights[1:, 1:]) / 2
    east = unit * np.gradient(heights, axis=1)[:-1, :-1] / (surface.x[0, 1] - surface.x[0, 0])
    north = -unit * np.gradient(heights, axis=0)[:-1, :-1] / (surface.y[0, 0] - surface.y[1, 0])
    normal = np.stack([-east, -north, np.ones_like(centre)]) / np.sqrt(1 + east**2 + north**2)
    bright: Array = np.einsum("i,ijk->jk", LIGHT / np.linalg.norm(LIGHT), normal)
    share = (bright - bright.min()) / (np.ptp(bright) or 1)
    return np.asarray(np.minimum(share * SHADES, SHADES - 1), dtype=np.int64)


def _crossings(surface: Surface, levels: tuple[float, ...]) -> dict[tuple[int, int], str]:
    """The contour lines across each face that has any, by its row and column."""
    lines: dict[tuple[int, int], str] = {}
    around = np.stack([surface.f[:-1, :-1], surface.f[:-1, 1:], surface.f[1:, 1:], surface.f[1:, :-1]])
    low, high = around.min(axis=0), around.max(axis=0)
    for level in levels:
        pause()
        for row, column in np.argwhere((low < level) & (high >= level)).tolist():
            lines[row, column] = lines.get((row, column), "") + _crossing(surface, row, column, level)
    return lines


def _crossing(surface: Surface, row: int, column: int, level: float) -> str:
    """Where the level crosses a face's edges, joined two by two."""
    corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
    above = [float(surface.f[corner]) - level for corner in corners]
    spots = [surface.points[corner].tolist() for corner in corners]
    found = []
    for (before, (x0, y0)), (after, (x1, y1)) in pairwise([*zip(above, spots, strict=True), (above[0], spots[0])]):
        if (before < 0) != (after < 0):
            share = before / (before - after)
            found.append([round(x0 + share * (x1 - x0)), round(y0 + share * (y1 - y0))])
    return "".join(_line([a, b]) for a, b in zip(found[::2], found[1::2], strict=True))


def _merged(strokes: Iterator[Stroke]) -> Iterator[Stroke]:
    """Neighbours in the order of drawing that look alike, as one path."""
    held: Stroke | None = None
    for stroke in strokes:
        if held and held.tone == stroke.tone:
            held = Stroke(held.d + stroke.d, held.tone)
            continue
        if held:
            yield held
        held = stroke
    if held:
        yield held


def _sides(surface: Surface) -> tuple[str, ...]:
    """The two faces of the block that are turned to us."""
    column = 0 if surface.projection.yaw > 0 else -1
    row = -1 if math.cos(surface.projection.yaw) > 0 else 0
    front = [*surface.points[row], *surface.floor[row][::-1]]
    flank = [*surface.points[:, column], *surface.floor[:, column][::-1]]
    return _polygon(flank), _polygon(front)


def _polygon(corners: list[Array]) -> str:
    return f"{_line(np.rint(corners).astype(int).tolist())}z"


def _line(corners: list[list[int]]) -> str:
    """Through points in whole units, each told from the one before, which takes half the letters."""
    moves = (f"{x1 - x0} {y1 - y0}" for (x0, y0), (x1, y1) in pairwise(corners))
    return f"M{corners[0][0]} {corners[0][1]}l{' '.join(moves)}"
