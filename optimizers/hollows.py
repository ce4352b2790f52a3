"""Hollows: what is certain of the ground around a landscape's lowest minima."""

import math
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from optimizers.arithmetic import Array
from optimizers.landscape import Landscape, Minimum

REACH: Final = 4
"""The Hessian is known over a disc of so many radii: no step of a run that is proved to stay goes farther."""
SAFETY: Final = 1.5
"""What is found on a few circles holds for the whole disc with this much to spare."""
SHRINKS: Final = 12
DIRECTIONS: Final = np.arange(16) * math.pi / 8


class Hollow(NamedTuple):
    """A lowest minimum with its curvatures, along their directions and across.

    hessian: f_xx, f_xy and f_yy at the minimum. low, high: its eigenvalues; (cos, sin) is the direction of the first.
    deviation: how far, in norm, the Hessian may be from that anywhere within REACH radii.
    level: nothing in the disc of one radius lies lower on its rim than this above the minimum, nor than the tolerance.
    """

    x: float
    y: float
    hessian: tuple[float, float, float]
    low: float
    high: float
    cos: float
    sin: float
    radius: float
    deviation: float
    level: float

    def off(self, x: float, y: float) -> tuple[float, float]:
        """A point as seen from the minimum, along the directions of its curvatures."""
        return self.turned(x - self.x, y - self.y)

    def turned(self, x: float, y: float) -> tuple[float, float]:
        """A vector along the directions of the curvatures."""
        return self.cos * x + self.sin * y, self.cos * y - self.sin * x


@lru_cache(maxsize=1024)
def hollows(landscape: Landscape, share: float = 1.0) -> tuple[Hollow, ...]:
    """The hollows of all lowest minima that curve upwards in every direction; `share` makes their discs smaller."""
    deepest = (each for each in landscape.minima if each.f <= landscape.lowest + landscape.tolerance / 10)
    found = (_hollow(landscape, each, share) for each in deepest)
    return tuple(each for each in found if each is not None)


def nearest(among: tuple[Hollow, ...], x: float, y: float) -> Hollow | None:
    return min(among, key=lambda each: math.hypot(each.x - x, each.y - y), default=None)


def _hollow(landscape: Landscape, minimum: Minimum, share: float) -> Hollow | None:
    xx, xy, yy = (float(each) for each in landscape.hessian((float(minimum.x), float(minimum.y))))
    if not math.isfinite(xx + xy + yy):
        return None
    middle, half = (xx + yy) / 2, math.hypot((xx - yy) / 2, xy)
    low, high = middle - half, middle + half
    if low <= 0:
        return None
    angle = math.atan2(2 * xy, xx - yy) / 2 + math.pi / 2
    known = Hollow(minimum.x, minimum.y, (xx, xy, yy), low, high, math.cos(angle), math.sin(angle), math.inf, 0.0, 0.0)
    if landscape.is_quadratic:
        return known._replace(level=landscape.tolerance)
    return _measured(landscape, known, share)


def _measured(landscape: Landscape, known: Hollow, share: float) -> Hollow | None:
    """With the largest radius, of a few, within which the curvatures hardly change."""
    radius = share * math.sqrt(4 * landscape.tolerance / known.low)
    for _ in range(SHRINKS):
        circles = np.stack([REACH * radius * np.cos(DIRECTIONS), REACH * radius * np.sin(DIRECTIONS)])
        rings = np.concatenate([circles, circles / 2, circles / 4], axis=1) + np.array([[known.x], [known.y]])
        deviation = SAFETY * float(_norms(landscape, rings, known.hessian).max())
        if deviation <= known.low / 4:
            level = min(landscape.tolerance, (known.low - deviation) * radius * radius / 2)
            return known._replace(radius=radius, deviation=deviation, level=level)
        radius /= 3
    return None


def _norms(landscape: Landscape, points: Array, at_minimum: tuple[float, float, float]) -> Array:
    """How far the Hessians at points are from that at the minimum, in norm."""
    xx, xy, yy = (each - there for each, there in zip(landscape.hessian(points), at_minimum, strict=True))
    norms: Array = np.abs(xx + yy) / 2 + np.hypot((xx - yy) / 2, xy)
    return norms
