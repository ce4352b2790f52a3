"""The landscape of the page before the lessons: two hollows in a plain, and the places on it that have names."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from app.drawing.contours import Frame
from app.drawing.pictures import Picture, stage_picture
from app.drawing.relief import Relief, Spot, relief
from app.single_flight import made_once
from optimizers.arithmetic import Number
from optimizers.landscape import Landscape, Minimum, Point, View


class Hollow(NamedTuple):
    """A Gaussian dip: its centre, how deep it is and how wide."""

    x: float
    y: float
    depth: float
    width: float


HOLLOWS = Hollow(-1.15, -0.35, 1.0, 1.05), Hollow(1.05, 0.35, 0.62, 0.8)
PLATEAU = Point(2.02, -1.45)
RATE = 0.3
"""The learning rate of the steps drawn."""


@dataclass(frozen=True)
class IntroductionLandscape(Landscape):
    """f(x, y) = 1 − Σ depth · exp(−((x − x₀)² + (y − y₀)²) / width), summed over the hollows."""

    id = "terrain"
    name = "Two hollows in a plain"
    latex = r"1 - e^{-r_1^2} - d\,e^{-r_2^2}"
    teaches = "The words for the places of a landscape."
    start = Point(0.3, 1.3)
    view = View(-2.6, 2.6, -2, 2)
    even_levels = True

    @property
    def minima(self) -> tuple[Minimum, ...]:
        deep, shallow = (self.level_place(Point(hollow.x, hollow.y)) for hollow in HOLLOWS)
        return Minimum(*deep, float(self.f(deep))), Minimum(*shallow, float(self.f(shallow)), is_global=False)

    @property
    def saddle(self) -> Point:
        return self.level_place(Point(0.1, 0.05))

    def level_place(self, near: Point) -> Point:
        """The point with no gradient that Newton's method finds from `near`."""
        x, y = near
        for _ in range(12):
            (gx, gy), (xx, xy, yy) = self.gradient((x, y)), self.hessian((x, y))
            area = xx * yy - xy * xy
            x, y = x - (yy * gx - xy * gy) / area, y - (xx * gy - xy * gx) / area
        return Point(float(x), float(y))

    def f(self, theta: Number) -> Number:
        return 1 - sum(dip for _, dip, _, _ in self._dips(theta))

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        return (
            sum(2 * right / hollow.width * dip for hollow, dip, right, _ in self._dips(theta)),
            sum(2 * up / hollow.width * dip for hollow, dip, _, up in self._dips(theta)),
        )

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        dips = [(dip * 2 / hollow.width, 2 / hollow.width, right, up) for hollow, dip, right, up in self._dips(theta)]
        return (
            sum(dip * (1 - narrow * right * right) for dip, narrow, right, _ in dips),
            sum(-dip * narrow * right * up for dip, narrow, right, up in dips),
            sum(dip * (1 - narrow * up * up) for dip, narrow, _, up in dips),
        )

    def _dips(self, theta: Number) -> list[tuple[Hollow, Number, Number, Number]]:
        """Each hollow, how deep it is here, and how far east and north of its centre we are."""
        x, y = theta
        found = []
        for hollow in HOLLOWS:
            right, up = x - hollow.x, y - hollow.y
            found.append((hollow, hollow.depth * np.exp(-(right * right + up * up) / hollow.width), right, up))
        return found


class PlaceShape(StrEnum):
    """How a place is drawn, which is also its class in the style sheet."""

    RING = "ring"
    ARROW = "arrow"
    STEPS = "steps"
    POLE = "pole"


class Place(NamedTuple):
    """Something with a name, drawn as a line: through `flat` on the map, through `raised` on the relief.

    The two spots are where its number stands.
    """

    id: str
    shape: PlaceShape
    flat: str
    raised: str
    on_map: Spot
    on_relief: Spot


@dataclass(frozen=True)
class IntroductionPictures:
    """The two pictures of the page, and the places on them by their names."""

    map: Picture
    relief: Relief
    places: dict[str, Place]
    rate: float = RATE


@made_once
def scene() -> IntroductionPictures:
    """The page's landscape as a map and in relief, with the same contour lines on both."""
    landscape = IntroductionLandscape()
    flat = stage_picture(landscape)
    block = relief(landscape, tuple(level.f for level in flat.levels))
    return IntroductionPictures(flat, block, {place.id: place for place in places(landscape, block)})


def places(landscape: IntroductionLandscape, relief: Relief) -> tuple[Place, ...]:
    """The seven places of the page, in the order of its words."""
    start = landscape.start
    deep, shallow = landscape.minima
    pen = _Pen(landscape, relief)
    return (
        pen.pole("loss", start),
        pen.arrow("gradient", [start, *_uphill(landscape, start)]),
        pen.line("rate", PlaceShape.STEPS, _steps(landscape, start, 7)),
        pen.ring("global-minimum", Point(deep.x, deep.y), 0.2),
        pen.ring("local-minimum", Point(shallow.x, shallow.y), 0.2),
        pen.ring("saddle", landscape.saddle, 0.2),
        pen.ring("plateau", PLATEAU, 0.48),
    )


class _Pen(NamedTuple):
    """Draws on both pictures at once."""

    landscape: IntroductionLandscape
    relief: Relief

    def line(self, name: str, shape: PlaceShape, points: list[Point]) -> Place:
        flat = [self._on_map(point) for point in points]
        raised = [self.relief.spot(point) for point in points]
        named = len(points) // 2 if shape is PlaceShape.STEPS else -1
        return Place(name, shape, _joined(flat), _joined(raised), flat[named], raised[named])

    def arrow(self, name: str, points: list[Point]) -> Place:
        """All but the last two points, where its number stands."""
        *shaft, _, beyond = points
        drawn = self.line(name, PlaceShape.ARROW, shaft)
        return drawn._replace(on_map=self._on_map(beyond), on_relief=self.relief.spot(beyond))

    def ring(self, name: str, centre: Point, radius: float) -> Place:
        angles = np.linspace(0, math.tau, 33)
        around = [Point(centre.x + radius * math.cos(angle), centre.y + radius * math.sin(angle)) for angle in angles]
        drawn = self.line(name, PlaceShape.RING, around)
        return drawn._replace(on_map=self._on_map(centre), on_relief=self.relief.spot(centre))

    def pole(self, name: str, point: Point) -> Place:
        foot, top = self.relief.foot(point), self.relief.spot(point)
        here = self._on_map(point)
        return Place(name, PlaceShape.POLE, _joined([here, here]), _joined([foot, top]), _beside(here), _beside(top))

    def _on_map(self, point: Point) -> Spot:
        ((x,), (y,)) = Frame(self.landscape.view).place(np.array([[point.x], [point.y]]))
        return Spot(round(float(x), 1), round(float(y), 1))


def _beside(spot: Spot) -> Spot:
    """Where a number stands that must not cover its place."""
    return Spot(round(spot.x - 75, 1), spot.y)


def _uphill(landscape: IntroductionLandscape, point: Point, length: float = 0.66) -> list[Point]:
    """A straight way from `point` along the gradient, in small steps, so that it can lie on the surface."""
    gx, gy = landscape.gradient(point)
    norm = math.hypot(gx, gy)
    return [Point(point.x + gx / norm * share, point.y + gy / norm * share) for share in np.linspace(0, length, 9)[1:]]


def _steps(landscape: IntroductionLandscape, point: Point, count: int) -> list[Point]:
    """Gradient descent's first steps."""
    found = [point]
    for _ in range(count):
        gx, gy = landscape.gradient(found[-1])
        found.append(Point(float(found[-1].x - RATE * gx), float(found[-1].y - RATE * gy)))
    return found


def _joined(spots: list[Spot]) -> str:
    return " ".join(f"{spot.x:g},{spot.y:g}" for spot in spots)
