"""Outcomes: how a run ends, found for many runs at once, and said in words."""

import math
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array, Number
from optimizers.landscape import Landscape, Minimum
from optimizers.rule import Rule

FAR = 1000
"""A run has diverged once it is more than this many view radii from the view's centre."""
FLAT = 1e-6
"""Where the gradient is shorter than this, nothing moves any more."""
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Kind(Enum):
    CONVERGED = "converged"
    TRAPPED = "trapped"
    ESCAPED = "escaped"
    RAN_OUT = "ran_out"
    DIVERGED = "diverged"


RANKED = (Kind.ESCAPED, Kind.DIVERGED, Kind.CONVERGED, Kind.TRAPPED)
"""Who wins where several hold: to leave a saddle is success whatever follows; a run gone for ever has not converged."""
Columns = NDArray[np.int64]


class Outcome(NamedTuple):
    """How a run ended, at which step that was first so, and the same in words."""

    kind: Kind
    step: int
    message: str


class Endings(NamedTuple):
    """How B runs ended.

    kinds: B of them. steps: shape (B,). losses: shape (B, n+1).
    lengths: shape (B,), how many columns of each run are data.
    """

    kinds: tuple[Kind, ...]
    steps: NDArray[np.int64]
    lengths: NDArray[np.int64]
    losses: Array


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


def endings(landscape: Landscape, points: Array) -> Endings:
    """How runs ended; points: shape (2, B, n+1), whatever followed a divergence included."""
    with np.errstate(all="ignore"):
        losses = landscape.f(points)
        gone = ~(bound(landscape).holds(*points) & np.isfinite(losses))
        first_gone = _first(gone)
        here = np.arange(points.shape[2]) < first_gone[:, None]
        lengths = _lengths(points, losses, first_gone)
        # Absolute: outside its view a landscape may lie lower than its lowest minimum.
        converged = _first((np.abs(losses - landscape.lowest) < landscape.tolerance) & here)
        escaped = _first(_has_escaped(landscape, points, losses) & here)
        flat = _flat_since(landscape, points, lengths)
    firsts = {Kind.ESCAPED: escaped, Kind.DIVERGED: first_gone, Kind.CONVERGED: converged, Kind.TRAPPED: flat}
    return _decided(points.shape[2], lengths, losses, firsts)


def message(rule: Rule, landscape: Landscape, kind: Kind, step: int, loss: float, at: tuple[float, float]) -> str:
    """The outcome in words, with the reason where it is known."""
    match kind:
        case Kind.CONVERGED:
            return f"Reached {_goal(landscape)} at step {step}."
        case Kind.DIVERGED:
            return f"Diverged at step {step}{_reason(rule, landscape)}."
        case Kind.ESCAPED:
            return f"Left the saddle at step {step}."
        case Kind.TRAPPED:
            return f"Trapped since step {step} at f = {_number(loss)}: {_trap(landscape, at)}."
        case Kind.RAN_OUT:
            return f"Still on the way after {step} step{'s' if step != 1 else ''}, at f = {_number(loss)}."


def _has_escaped(landscape: Landscape, points: Array, losses: Array) -> NDArray[np.bool_]:
    """Where runs are outside the view and lower than the saddle: to be thrown up the ridge is no escape."""
    if landscape.saddle_point is None:
        return np.zeros_like(losses, dtype=bool)
    x, y = points
    view = landscape.view
    outside = (x < view.left) | (x > view.right) | (y < view.bottom) | (y > view.top)
    escaped: NDArray[np.bool_] = outside & (losses < landscape.f(landscape.saddle_point))
    return escaped


def _first(marks: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The first marked column of each row, or the number of columns where none is."""
    columns: NDArray[np.int64] = np.where(marks.any(axis=1), marks.argmax(axis=1), marks.shape[1])
    return columns


def _lengths(points: Array, losses: Array, first_gone: NDArray[np.int64]) -> NDArray[np.int64]:
    """A last column beyond the bound is still data if its numbers are finite."""
    columns = points.shape[2]
    at = np.minimum(first_gone, columns - 1)
    runs = np.arange(points.shape[1])
    finite = np.isfinite(points[:, runs, at]).all(axis=0) & np.isfinite(losses[runs, at])
    return np.minimum(np.where(finite, first_gone + 1, first_gone), columns)


def _flat_since(landscape: Landscape, points: Array, lengths: NDArray[np.int64]) -> NDArray[np.int64]:
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


def _decided(columns: int, lengths: Columns, losses: Array, firsts: dict[Kind, Columns]) -> Endings:
    """Each run's kind and step: of the kinds that came about, the one that ranks highest."""
    last_resort = np.full_like(lengths, columns - 1)
    table = np.array([*(firsts[kind] for kind in RANKED), last_resort])
    which = (table < columns).argmax(axis=0)
    kinds, steps = (*RANKED, Kind.RAN_OUT), table[which, np.arange(which.size)]
    return Endings(tuple(kinds[index] for index in which.tolist()), steps, lengths, losses)


def _goal(landscape: Landscape) -> str:
    tolerance = _number(landscape.tolerance)
    if landscape.lowest == 0:
        return f"f < {tolerance}"
    return f"f within {tolerance} of its lowest value, {_number(landscape.lowest)},"


def _reason(rule: Rule, landscape: Landscape) -> str:
    rate, limit = getattr(rule, "lr", 0.0), rule.stability_limit(landscape.curvature)
    if limit is None or not 0 < limit < math.inf or rate <= limit:
        return ""
    where = "" if landscape.is_quadratic else ", the largest that is stable near the minimum"
    return f": the learning rate {_number(rate)} is above {rule.limit_in_words} = {_number(limit)}{where}"


def _trap(landscape: Landscape, at: tuple[float, float]) -> str:
    lesser = [
        each for each in landscape.minima if not each.is_global and _distance(each, at) < 0.05 * landscape.view.radius
    ]
    return "a lesser minimum" if lesser else "the ground is flat here, but this is not the lowest point"


def _distance(minimum: Minimum, at: tuple[float, float]) -> float:
    return math.hypot(minimum.x - at[0], minimum.y - at[1])


def _number(value: float) -> str:
    mantissa, _, exponent = f"{value:.3g}".partition("e")
    mantissa = mantissa.replace("-", "−")
    if not exponent:
        return mantissa
    power = f"10{str(int(exponent)).translate(SUPERSCRIPTS)}"
    return power if mantissa == "1" else f"{mantissa}×{power}"
