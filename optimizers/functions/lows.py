"""Lows: the minima of a function within a view, found from the lowest places of a grid by steps that never go up."""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array
from optimizers.landscape import Minimum, View
from optimizers.pauses import pause

GRID: Final = 81
MOST_STARTS: Final = 48
ROUNDS: Final = 60
MOST_NAMED: Final = 12
SAME_PLACE: Final = 1e-3
"""Of the view's radius: two minima nearer than this are one."""
AT_EDGE: Final = 1e-6
"""Of the view's radius: what ends so near to the edge goes on beyond it."""
CLOSE_BY: Final = 1e-5
"""Of the view's radius."""
SAME_HEIGHT: Final = 1e-9
"""Of the spread of f: minima that differ by less are equally low."""
SCALES: Final = 4.0 ** -np.arange(26)
AROUND: Final = np.array([(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy], dtype=float).T

Derivatives = Callable[[Array, Array], tuple[Array, ...]]
"""f, its gradient (x, y) or its Hessian (xx, xy, yy), for arrays."""


class Function(NamedTuple):
    f: Derivatives
    gradient: Derivatives
    hessian: Derivatives


class Relief(NamedTuple):
    """A function over a view. heights: shape (GRID, GRID), nan where it has no value. spread: how far f goes up."""

    x: Array
    y: Array
    heights: Array
    spread: float

    @property
    def share_without_value(self) -> float:
        return float(np.isnan(self.heights).mean())


def relief(of: Function, view: View) -> Relief:
    """The heights over a view; the spread leaves out the highest twentieth, where poles are."""
    x, y = np.meshgrid(np.linspace(view.left, view.right, GRID), np.linspace(view.bottom, view.top, GRID))
    (heights,) = of.f(x, y)
    heights = np.where(np.isfinite(heights), heights, np.nan)
    known = heights[np.isfinite(heights)]
    spread = float(np.quantile(known, 0.95) - known.min()) if known.size else 0.0
    return Relief(x, y, heights, spread)


def minima(of: Function, view: View, seen: Relief) -> tuple[Minimum, ...]:
    """The minima inside the view, MOST_NAMED at most, the lowest first; what is no higher is global like it."""
    places = _hollows(seen)
    if not places.size:
        return ()
    for _ in range(ROUNDS):
        pause()
        places = _lower(of, view, places)
    (heights,) = of.f(*places)
    steady = _is_steady(of, view, places, seen.spread)
    places, heights = places[:, steady], heights[steady]
    found: list[Minimum] = []
    for x, y, height in sorted(zip(*places.tolist(), heights.tolist(), strict=True), key=lambda each: each[2]):
        if _is_inside(view, x, y) and not _is_known(found, view, x, y):
            lowest = found[0].f if found else height
            found.append(Minimum(x, y, height, bool(height - lowest <= SAME_HEIGHT * seen.spread)))
    return tuple(found[:MOST_NAMED])


def _hollows(seen: Relief) -> Array:
    """The grid's points that no neighbour is lower than, the lowest first; shape (2, K)."""
    padded = np.pad(np.nan_to_num(seen.heights, nan=np.inf), 1, constant_values=np.inf)
    middle = padded[1:-1, 1:-1]
    is_low = np.isfinite(middle)
    for dx, dy in AROUND.T.astype(int):
        is_low &= middle <= padded[1 + dy : GRID + 1 + dy, 1 + dx : GRID + 1 + dx]
    rows, columns = np.nonzero(is_low)
    order = np.argsort(seen.heights[rows, columns], kind="stable")[:MOST_STARTS]
    return np.stack([seen.x[rows, columns], seen.y[rows, columns]])[:, order]


def _lower(of: Function, view: View, places: Array) -> Array:
    """Each place, or the lowest of those that Newton's direction and eight others lead to, at 26 distances."""
    reach = np.array([view.right - view.left, view.top - view.bottom])[:, None, None] / GRID
    around = (AROUND * 1.0)[:, :, None] * reach
    directions = np.concatenate([around + np.zeros_like(places)[:, None, :], _newton(of, places)[:, None, :]], axis=1)
    moved = places[:, None, None, :] + directions[:, :, None, :] * SCALES[:, None]
    candidates = np.concatenate([places[:, None, :], moved.reshape(2, -1, places.shape[1])], axis=1)
    (heights,) = of.f(*candidates)
    x, y = candidates
    outside = (x < view.left) | (x > view.right) | (y < view.bottom) | (y > view.top)
    heights = np.where(np.isfinite(heights) & ~outside, heights, np.inf)
    return candidates[:, heights.argmin(axis=0), np.arange(places.shape[1])]


def _newton(of: Function, places: Array) -> Array:
    """Newton's step with the curvatures' sizes, so that it goes down on a saddle too; none where it is not finite."""
    (g_x, g_y), (xx, xy, yy) = of.gradient(*places), of.hessian(*places)
    middle, off = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    angle = np.arctan2(xy, (xx - yy) / 2) / 2
    cos, sin = np.cos(angle), np.sin(angle)
    along, across = cos * g_x + sin * g_y, cos * g_y - sin * g_x
    along, across = along / np.abs(middle + off), across / np.abs(middle - off)
    steps = -np.stack([cos * along - sin * across, sin * along + cos * across])
    return np.where(np.isfinite(steps).all(axis=0), steps, 0.0)


def _is_steady(of: Function, view: View, places: Array, spread: float) -> NDArray[np.bool_]:
    """Where f hardly differs close by: at a pole it does, and at the edge of where it has a value it is not there."""
    around = places[:, None, :] + CLOSE_BY * view.radius * AROUND[:, :, None]
    (heights,), (near,) = of.f(*places), of.f(*around)
    steady: NDArray[np.bool_] = np.abs(near - heights).max(axis=0) <= spread
    return steady


def _is_inside(view: View, x: float, y: float) -> bool:
    edge = AT_EDGE * view.radius
    return view.left + edge < x < view.right - edge and view.bottom + edge < y < view.top - edge


def _is_known(found: list[Minimum], view: View, x: float, y: float) -> bool:
    return any(max(abs(each.x - x), abs(each.y - y)) < SAME_PLACE * view.radius for each in found)
