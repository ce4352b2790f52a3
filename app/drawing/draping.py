"""A path laid over a relief: along the surface as it is drawn, told apart where a hill stands before it."""

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.drawing.relief import TURNS, Relief, Spot, Surface, surface_seen, turned
from optimizers.descent import Descent
from optimizers.landscape import Landscape

Array = NDArray[np.float64]

MOST: Final = 24
"""A step is laid over the surface at no more places than this."""
CLEAR: Final = 0.004
"""A hill hides what lies lower than it by more than this share of the range."""
LOW: Final = 0.35
"""The lowest part of the view, in which paths end, as a share of its area."""


class Draped(NamedTuple):
    """A path on a relief, as the data of SVG paths: what is seen, what a hill hides, and where its points are."""

    seen: str
    hidden: str
    stops: str
    start: str
    end: str


class PathsOnRelief(NamedTuple):
    """A landscape in relief, on it paths by their rules’ ids, and its minima: where, and whether nothing lies lower."""

    relief: Relief
    paths: tuple[tuple[str, Draped], ...]
    marks: tuple[tuple[Spot, bool], ...]


def with_paths(landscape: Landscape, descents: Iterable[Descent]) -> PathsOnRelief:
    """The relief from the side that shows the most, with these runs on it."""
    drawn = turned(landscape, clearest_turn(landscape))
    laid = ((type(each.rule).id, draped(drawn.surface, each.points)) for each in descents)
    return PathsOnRelief(drawn, tuple(laid), drawn.surface.minima)


def draped(surface: Surface, points: Array) -> Draped:
    """The path with these points, shape (2, n), on the surface; what lies outside the view is left out."""
    (x, y), steps = _laid(surface, points)
    heights = height(surface, x, y)
    spots = [f"{across:.1f},{down:.1f}" for across, down in surface.on_paper(x, y, heights)]
    is_drawn, is_seen = np.isfinite(heights), ~hidden(surface, x, y, heights)
    stretches, in_sight = is_drawn[1:] & is_drawn[:-1], is_seen[1:] & is_seen[:-1]
    stops = [spots[place] if is_drawn[place] else "" for place in steps]
    return Draped(
        _lines(spots, stretches & in_sight),
        _lines(spots, stretches & ~in_sight),
        "".join(f"M{stop}h0" for stop in stops if stop),
        stops[0],
        stops[-1],
    )


def height(surface: Surface, x: Array, y: Array) -> Array:
    """How high the drawn surface is: between the corners of its cells, evenly; not a number outside of the view."""
    columns, rows = (size - 1 for size in reversed(surface.heights.shape))
    across = (x - surface.x[0, 0]) / (surface.x[0, -1] - surface.x[0, 0]) * columns
    down = (y - surface.y[0, 0]) / (surface.y[-1, 0] - surface.y[0, 0]) * rows
    inside = (across >= 0) & (across <= columns) & (down >= 0) & (down <= rows)
    across, down = np.where(inside, across, 0), np.where(inside, down, 0)
    column, row = (np.minimum(at, last - 1).astype(int) for at, last in ((across, columns), (down, rows)))
    right, low, h = across - column, down - row, surface.heights
    top = h[row, column] * (1 - right) + h[row, column + 1] * right
    bottom = h[row + 1, column] * (1 - right) + h[row + 1, column + 1] * right
    return np.where(inside, top * (1 - low) + bottom * low, np.nan)


def hidden(surface: Surface, x: Array, y: Array, heights: Array) -> NDArray[np.bool_]:
    """Whether somewhere on the way from a point to whoever looks the surface is higher than that way."""
    found = np.zeros(heights.shape, dtype=bool)
    across, up, rise = surface.sight
    for move in range(1, int(1 / rise) + 2):
        before = height(surface, x + move * across, y + move * up)
        found |= before > heights + move * rise + CLEAR
    return found


@lru_cache(maxsize=256)
def clearest_turn(landscape: Landscape) -> int:
    """The side from which hills hide the least of the low parts, to which paths go; the first of equals."""
    return min(range(TURNS), key=lambda turn: _hidden_lows(surface_seen(landscape, turn)))


def _hidden_lows(surface: Surface) -> int:
    x, y, heights = surface.x.ravel(), surface.y.ravel(), surface.heights.ravel()
    low = heights <= np.quantile(heights, LOW)
    return int(np.count_nonzero(hidden(surface, x[low], y[low], heights[low])))


def _laid(surface: Surface, points: Array) -> tuple[Array, list[int]]:
    """The points with those between them, at most a cell apart, shape (2, m); and which of them are the path's own."""
    cell = np.array([surface.x[0, 1] - surface.x[0, 0], surface.y[0, 0] - surface.y[1, 0]])
    pieces, steps = [points[:, :1]], [0]
    for one, other in pairwise(points.T):
        way = other - one
        cells = float(np.max(np.abs(way) / cell))
        count = max(1, min(MOST, math.ceil(cells))) if math.isfinite(cells) else 1
        shares = np.arange(1, count + 1) / count
        pieces.append(one[:, None] + way[:, None] * shares)
        steps.append(steps[-1] + count)
    return np.concatenate(pieces, axis=1), steps


def _lines(spots: list[str], stretches: NDArray[np.bool_]) -> str:
    """The wanted ones of the stretches between neighbouring spots."""
    told, pen = "", False
    for end, goes in enumerate(stretches.tolist(), start=1):
        told += ("" if pen else f"M{spots[end - 1]}") + f"L{spots[end]}" if goes else ""
        pen = goes
    return told
