"""Outcomes: how a run ends, found for many runs at once."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array, Number
from optimizers.landscape import Landscape

FAR = 1000
"""A run has diverged once it is more than this many view radii from the view's centre."""
FLAT = 1e-6
"""Where the gradient is shorter than this, nothing moves any more."""
TIMES = 4
FURTHER = 5000
"""A run that is at the goal when its steps end is followed to TIMES as many steps, or to FURTHER if that is more."""
NEVER = np.inf


class Kind(Enum):
    CONVERGED = "converged"
    UNSETTLED = "unsettled"
    TRAPPED = "trapped"
    ESCAPED = "escaped"
    RAN_OUT = "ran_out"
    DIVERGED = "diverged"


RANKED = (Kind.ESCAPED, Kind.DIVERGED, Kind.CONVERGED, Kind.UNSETTLED, Kind.TRAPPED)
"""Who wins where several hold: to leave a saddle is success whatever follows; a run gone for ever has not converged."""
SUCCESSES = frozenset({Kind.CONVERGED, Kind.ESCAPED})
"""What a run is for: to arrive and stay, or to leave a saddle."""
Columns = NDArray[np.int64]
Leaving: TypeAlias = Callable[[Columns, Array, int], Array | float]
"""Asked for some runs, their losses of shape (K, n+1) and a last step: when each leaves the goal, or NEVER."""


class Outcome(NamedTuple):
    """How a run ended, at which step that was first so, and the same in words.

    level: on sampled data, how far above f* the run was on average at its end. leaves: the step beyond the run's end at
    which it leaves the goal again.
    """

    kind: Kind
    step: int
    message: str
    level: float | None = None
    leaves: int | None = None


class Endings(NamedTuple):
    """How B runs ended.

    kinds: B of them. steps: shape (B,). losses: shape (B, n+1). lengths: shape (B,), how many columns of each run are
    data. levels: shape (B,), the mean of |f − f*| at the end of runs on sampled data, nan where there is none.
    leaves: shape (B,), the step beyond the end at which a run left the goal, or NEVER.
    """

    kinds: tuple[Kind, ...]
    steps: NDArray[np.int64]
    lengths: NDArray[np.int64]
    losses: Array
    levels: Array
    leaves: Array

    @property
    def last_losses(self) -> Array:
        """The last loss of each run, shape (B,)."""
        return self.losses[np.arange(len(self.lengths)), np.maximum(self.lengths - 1, 0)]


@dataclass(frozen=True, slots=True)
class Bound:
    """The circle within which a run is still one: its centre, and its radius squared."""

    x: float
    y: float
    squared: float

    def holds(self, x: Number, y: Number) -> Number:
        """Whether points are finite and no farther than FAR view radii from the view's centre."""
        dx, dy = x - self.x, y - self.y
        return dx * dx + dy * dy <= self.squared


def bound(landscape: Landscape) -> Bound:
    centre = landscape.view.centre
    return Bound(centre.x, centre.y, (FAR * landscape.view.radius) ** 2)


def horizon(steps: int) -> int:
    """How far a run of so many steps is followed, if it is at the goal when they end."""
    return max(TIMES * steps, FURTHER)


def endings(landscape: Landscape, points: Array, leaving: Leaving | None = None) -> Endings:
    """How runs ended; points: shape (2, B, n+1), whatever followed a divergence included.

    Without `leaving`, what is shown is all there is.
    """
    columns, never = points.shape[2], np.full(points.shape[1], points.shape[2])
    with np.errstate(all="ignore"):
        losses = landscape.f(points)
        gone = _gone(landscape, points, losses, never)
        lengths = never if gone is never else _lengths(points, losses, gone)
        here = np.array(True) if gone is never else np.arange(columns) < gone[:, None]
        escaped = never if landscape.saddle_point is None else _first(_has_escaped(landscape, points, losses) & here)
        # Absolute: outside its view a landscape may lie lower than its lowest minimum.
        away = np.abs(losses - landscape.lowest)
        near = away < landscape.tolerance
        touched = _first(near & here) if near.any() else never
        settled, levels = standing(landscape, away, near)
        flat = _flat_since(landscape, points, lengths)
    lost = np.minimum(gone, escaped) < columns
    leaves = _leaves(~lost & (settled < columns), losses, leaving)
    settled = np.where(leaves < NEVER, columns, settled)
    firsts = dict(zip(RANKED, (escaped, gone, settled, touched, flat), strict=True))
    kinds, steps = _decided(columns, lengths, firsts)
    return Endings(kinds, steps, lengths, losses, np.where(lost, np.nan, levels), leaves)


def joined(several: list[Endings]) -> Endings:
    """The endings of several groups of runs of equally many steps as one."""
    kinds = tuple(kind for each in several for kind in each.kinds)
    return Endings(kinds, *(np.concatenate([each[field] for each in several]) for field in range(1, 6)))


def standing(landscape: Landscape, away: Array, near: NDArray[np.bool_]) -> tuple[Columns, Array]:
    """The first column from which each run is at the goal to its end, or the number of columns; and its level.

    away: |f − f*|, shape (B, n+1); near: where that is within the tolerance. On sampled data what counts is the mean
    over each epoch that begins in the column or later; in a run shorter than an epoch it is the mean of the last
    quarter.
    """
    epoch, columns = landscape.epoch_length, away.shape[1]
    if epoch == 1:
        return _since(~near), np.full(len(away), np.nan)
    if columns < epoch:
        first = columns - quarter(columns - 1)
        level = away[:, first:].mean(axis=1)
        return np.where(level < landscape.tolerance, first, columns), level
    means = epoch_means(away, epoch)
    since = _since(~(means < landscape.tolerance))
    return np.where(since < means.shape[1], since, columns), means[:, -1]


def quarter(steps: int) -> int:
    """How many columns the last quarter of a run of so many steps has."""
    return max(1, -(-steps // 4))


def epoch_means(away: Array, epoch: int) -> Array:
    """The mean over each so many columns in a row; shape (B, n+2−epoch)."""
    # Summed from the end, so that large numbers at the beginning leave no rounding behind in later means.
    sums = np.cumsum(away[:, ::-1], axis=1)[:, ::-1]
    sums[:, :-epoch] -= sums[:, epoch:]
    means: Array = sums[:, : away.shape[1] + 1 - epoch] / epoch
    return means


def _leaves(candidates: NDArray[np.bool_], losses: Array, leaving: Leaving | None) -> Array:
    leaves = np.full(len(candidates), NEVER)
    runs = np.flatnonzero(candidates)
    if leaving is not None and runs.size:
        leaves[runs] = leaving(runs, losses[runs], horizon(losses.shape[1] - 1))
    return leaves


def _gone(landscape: Landscape, points: Array, losses: Array, never: Columns) -> Columns:
    """The first column of each run that is not finite, or too far away to be a run."""
    near, ends = bound(landscape), [extreme(points, axis=(1, 2)) for extreme in (np.min, np.max)]
    # Where the corners of a box around all points are within bounds, so are the points.
    if all(near.holds(x[0], y[1]) for x in ends for y in ends) and math.isfinite(losses.min() - losses.max()):
        return never
    return _first(~(near.holds(*points) & np.isfinite(losses)))


def _has_escaped(landscape: Landscape, points: Array, losses: Array) -> NDArray[np.bool_]:
    """Where runs are outside the view and lower than the saddle: to be thrown up the ridge is no escape."""
    if landscape.saddle_point is None:
        return np.zeros_like(losses, dtype=bool)
    x, y = points
    view = landscape.view
    outside = (x < view.left) | (x > view.right) | (y < view.bottom) | (y > view.top)
    escaped: NDArray[np.bool_] = outside & (losses < landscape.f(landscape.saddle_point))
    return escaped


def _first(marks: NDArray[np.bool_]) -> Columns:
    """The first marked column of each row, or the number of columns where none is."""
    first: Columns = marks.argmax(axis=1)
    first[~marks[np.arange(len(first)), first]] = marks.shape[1]
    return first


def _since(marks: NDArray[np.bool_]) -> Columns:
    """The column after the last marked one of each row, 0 where none is."""
    back: Columns = marks[:, ::-1].argmax(axis=1)
    return np.where(marks[np.arange(len(back)), -1 - back], marks.shape[1] - back, 0)


def _lengths(points: Array, losses: Array, first_gone: Columns) -> Columns:
    """A last column beyond the bound is still data if its numbers are finite."""
    columns = points.shape[2]
    at = np.minimum(first_gone, columns - 1)
    runs = np.arange(points.shape[1])
    finite = np.isfinite(points[:, runs, at]).all(axis=0) & np.isfinite(losses[runs, at])
    return np.minimum(np.where(finite, first_gone + 1, first_gone), columns)


def _flat_since(landscape: Landscape, points: Array, lengths: Columns) -> Columns:
    """The first column from which the gradient stays flat to the end of the run, or the number of columns."""
    columns = points.shape[2]
    since = np.full(points.shape[1], columns)
    last = points[:, np.arange(points.shape[1]), np.maximum(lengths - 1, 0)]
    ended_flat = np.hypot(*landscape.gradient(last)) < FLAT
    for run in np.flatnonzero(ended_flat) if np.ndim(ended_flat) else ():
        steep = ~(np.hypot(*_at_run(landscape, points, int(run), int(lengths[run]))) < FLAT)
        since[run] = np.flatnonzero(steep)[-1] + 1 if steep.any() else 0
    return since


def _at_run(landscape: Landscape, points: Array, run: int, length: int) -> tuple[Array, Array]:
    return landscape.gradient(points[:, run, :length])


def _decided(columns: int, lengths: Columns, firsts: dict[Kind, Columns]) -> tuple[tuple[Kind, ...], Columns]:
    """Each run's kind and step: of the kinds that came about, the one that ranks highest."""
    last_resort = np.full_like(lengths, columns - 1)
    table = np.array([*(firsts[kind] for kind in RANKED), last_resort])
    which = (table < columns).argmax(axis=0)
    kinds = (*RANKED, Kind.RAN_OUT)
    return tuple(kinds[index] for index in which.tolist()), table[which, np.arange(which.size)]
