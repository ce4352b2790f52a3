"""A landscape in relief: the surface as a block of terrain, drawn from back to front with its contour lines on it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizers.landscape import Landscape, Point

Array = NDArray[np.float64]

SHADES = 20
"""How many tones the light makes, from the dark side to the bright one."""
LIGHT = np.array([-0.55, 0.35, 0.76])
"""Where the light stands: the north-west, as on maps."""


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

    The picture is 1000 units wide; `height` is how tall the range of f stands, in longer sides of the view.
    """

    landscape: Landscape
    yaw: float = math.radians(-20)
    pitch: float = math.radians(52)
    height: float = 0.36

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
    """The grid of heights over a landscape's view, and its way onto paper."""

    def __init__(self, projection: Projection, cells: int) -> None:
        self.projection = projection
        view = projection.landscape.view
        self.side = max(view.right - view.left, view.top - view.bottom)
        x = np.linspace(view.left, view.right, round(cells * (view.right - view.left) / self.side) + 1)
        y = np.linspace(view.top, view.bottom, round(cells * (view.top - view.bottom) / self.side) + 1)
        self.x, self.y = np.meshgrid(x, y)
        self.f = np.asarray(projection.landscape.f(np.stack([self.x, self.y])))
        self.low, self.high = float(self.f.min()), float(self.f.max())
        right, down = self._paper(self.x, self.y, self.f)
        _, floor = self._paper(self.x, self.y, np.full_like(self.f, self._floor))
        self.scale = 1000 / float(np.ptp(right))
        self.origin = float(right.min()), float(min(down.min(), floor.min()))
        self.width, self.height = 1000.0, self.scale * (float(max(down.max(), floor.max())) - self.origin[1])
        self.points = self._scaled(right, down)
        self.floor = self._scaled(right, floor)

    @property
    def _floor(self) -> float:
        """The height of the block's floor: a little below the lowest point."""
        return self.low - 0.12 * (self.high - self.low)

    def _paper(self, x: Array, y: Array, f: Array) -> tuple[Array, Array]:
        centre = self.projection.landscape.view.centre
        share = (f - self.low) / (self.high - self.low)
        return self.projection.flat((x - centre.x) / self.side, (y - centre.y) / self.side, share)

    def _scaled(self, right: Array, down: Array) -> Array:
        return np.stack([(right - self.origin[0]) * self.scale, (down - self.origin[1]) * self.scale], axis=-1)

    def spot(self, point: Point, *, on_floor: bool = False) -> Spot:
        x, y = np.array(point[0]), np.array(point[1])
        f = np.array(self._floor) if on_floor else np.asarray(self.projection.landscape.f(np.stack([x, y])))
        across, down = self._scaled(*self._paper(x, y, f))
        return Spot(round(float(across), 1), round(float(down), 1))


def relief(landscape: Landscape, levels: tuple[float, ...], cells: int = 48) -> Relief:
    """The landscape's view in relief, with a contour line at each of `levels` (values of f)."""
    surface = Surface(Projection(landscape), cells)
    return Relief(surface.width, surface.height, tuple(_merged(_strokes(surface, levels))), _sides(surface), surface)


def _strokes(surface: Surface, levels: tuple[float, ...]) -> Iterator[Stroke]:
    """Every face, from the farthest to the nearest, each followed by the contour lines that cross it."""
    tones = _tones(surface)
    rows, columns = tones.shape
    for row in range(rows):
        for column in range(columns) if surface.projection.yaw > 0 else reversed(range(columns)):
            corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
            yield Stroke(_polygon([surface.points[corner] for corner in corners]), int(tones[row, column]))
            lines = "".join(_crossings(surface, corners, level) for level in levels)
            if lines:
                yield Stroke(lines, None)


def _tones(surface: Surface) -> NDArray[np.int64]:
    """How bright each face is: Lambert's law, with the relief as tall as it is drawn."""
    unit = surface.projection.height * surface.side / (surface.high - surface.low)
    centre = (surface.f[:-1, :-1] + surface.f[1:, 1:]) / 2
    east = unit * np.gradient(surface.f, axis=1)[:-1, :-1] / (surface.x[0, 1] - surface.x[0, 0])
    north = -unit * np.gradient(surface.f, axis=0)[:-1, :-1] / (surface.y[0, 0] - surface.y[1, 0])
    normal = np.stack([-east, -north, np.ones_like(centre)]) / np.sqrt(1 + east**2 + north**2)
    bright: Array = np.einsum("i,ijk->jk", LIGHT / np.linalg.norm(LIGHT), normal)
    share = (bright - bright.min()) / (np.ptp(bright) or 1)
    return np.asarray(np.minimum(share * SHADES, SHADES - 1), dtype=np.int64)


def _crossings(surface: Surface, corners: list[tuple[int, int]], level: float) -> str:
    """Where the level crosses a face's edges, joined two by two."""
    found = []
    for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
        before, after = surface.f[start] - level, surface.f[end] - level
        if (before < 0) != (after < 0):
            share = before / (before - after)
            found.append(surface.points[start] * (1 - share) + surface.points[end] * share)
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
    near = 0 if surface.projection.yaw > 0 else -1
    front = [*surface.points[-1], *surface.floor[-1][::-1]]
    flank = [*surface.points[:, near], *surface.floor[:, near][::-1]]
    return _polygon(flank), _polygon(front)


def _polygon(corners: list[Array]) -> str:
    return f"{_line(corners)}z"


def _line(points: list[Array]) -> str:
    """Through the points in whole units, each told from the one before, which takes half the letters."""
    whole = np.rint(points).astype(int)
    (x, y), *_ = whole
    return f"M{x} {y}l{' '.join(f'{across} {down}' for across, down in np.diff(whole, axis=0))}"
