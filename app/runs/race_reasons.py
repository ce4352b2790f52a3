"""Why a racer came when it did: what its path shows of it, measured."""

from typing import NamedTuple

import numpy as np

from app.runs.races import RacerResult
from optimizers.arithmetic import Array
from optimizers.descent import Descent, Kind
from optimizers.numbers import digits, setting
from optimizers.outcomes import SUCCESSES

NEAR = 0.1
"""Of the distance at the start: who has come so close is near."""
SMALL = 1e-6
"""Of the view's radius: a move back that is shorter is no turn."""
UNEQUAL = 2.0
"""Rates of two coordinates are told apart from this quotient on."""
CAPPED = 0.5
"""Of the largest stable rate: who goes at more than this share of it is held back by it."""


class Walk(NamedTuple):
    """A path as far as its arrival, or as a whole.

    left: how much of the way is left after each step, in units of the distance at the start. near: the first step at
    which a tenth is left, if any is. turns: how often it turned back along either axis; about: how often after that
    step. detour: its length in units of the straight line.
    """

    steps: int
    left: Array
    near: int | None
    turns: int
    about: int
    detour: float


def reason(result: RacerResult) -> str:
    """Why a racer came when it did, or did not come, as a sentence."""
    descent = result.descent
    match descent.outcome.kind:
        case Kind.DIVERGED:
            said = _thrown(descent)
        case Kind.ESCAPED:
            said = _rolled(descent)
        case Kind.TRAPPED:
            said = f"It comes to rest at {_place(descent)}, where the gradient is nearly 0"
        case _:
            said = _walked(walk(descent)) if descent.landscape.minima else _rolled(descent)
    return f"{said}{_balance(descent)}{_cap(result)}."


def walk(descent: Descent) -> Walk:
    """The way to the minimum that the path comes to; the landscape has minima."""
    outcome = descent.outcome
    steps = outcome.step if outcome.kind in SUCCESSES else descent.points.shape[1] - 1
    points = descent.points[:, : steps + 1]
    left = _distances(points, _goal(descent, points[:, -1]))
    left = left / (left[0] or 1.0)
    near = np.flatnonzero(left <= NEAR)
    first = int(near[0]) if near.size else None
    about = _turns(descent, points[:, steps if first is None else first :])
    length, straight = np.hypot(*np.diff(points)).sum(), np.hypot(*(points[:, -1] - points[:, 0]))
    return Walk(steps, left, first, _turns(descent, points), about, float(length / (straight or 1.0)))


def _walked(walk: Walk) -> str:
    if walk.near is not None and walk.near <= walk.steps / 2:
        rest = walk.steps - walk.near
        swings = f", in which it turns back {_times(walk.about)}" if walk.about >= 2 else ""
        return f"A tenth of the way is left at step {walk.near}; {rest} more steps follow{swings}"
    line = f"its path is {walk.detour:.1f} times the straight line"
    if walk.turns >= walk.steps / 4:
        return f"It zig-zags: it turns back {_times(walk.turns)}, and {line}"
    quarter = max(1, walk.steps // 4)
    if walk.left[quarter] > 0.9:
        share = setting(float(f"{100 * walk.left[quarter]:.3g}"))
        return f"It sets out slowly: at step {quarter} {share} % of the way is left"
    turning = f"it turns back {_times(walk.turns)}" if walk.turns else "it never turns back"
    return f"{line.capitalize()}, and {turning}"


def _thrown(descent: Descent) -> str:
    lengths = np.hypot(*np.diff(descent.points))
    lengths = lengths[np.isfinite(lengths)]
    shrinking = np.flatnonzero(~(lengths[1:] > lengths[:-1]))
    return f"From step {int(shrinking[-1]) + 2 if shrinking.size else 1} on every step is longer than the one before"


def _rolled(descent: Descent) -> str:
    lengths = np.hypot(*np.diff(descent.points[:, : descent.outcome.step + 1]))
    return f"Its first step is {digits(float(lengths[0]), 2)} long, its last {digits(float(lengths[-1]), 2)}"


def _balance(descent: Descent) -> str:
    """How a rule with a rate for each coordinate has set them at its first step, if not about equally."""
    if descent.rates is None or not descent.rates.size:
        return ""
    x, y = descent.rates[:, 0]
    low, high = sorted((float(x), float(y)))
    if low <= 0 or high < UNEQUAL * low:
        return ""
    larger, smaller = ("x", "y") if x > y else ("y", "x")
    times = setting(float(f"{high / low:.2g}"))
    return f"; its first rate along {larger} is {times} times that along {smaller}"


def _cap(result: RacerResult) -> str:
    """What holds the rate down, if it is near the largest that is stable."""
    limit = largest_rate(result.descent)
    if limit is None or result.rate is None or result.rate < CAPPED * limit:
        return ""
    return f"; no rate above {setting(float(f'{limit:.3g}'))} is stable at the minimum"


def largest_rate(descent: Descent) -> float | None:
    """The rule's largest stable rate at the lowest minimum, if there is one."""
    curvature = descent.landscape.curvature
    if not descent.landscape.minima or not np.isfinite(curvature):
        return None
    limit = descent.rule.stability_limit(float(curvature))
    return None if limit is None else float(limit)


def _place(descent: Descent) -> str:
    tiny = SMALL * descent.landscape.view.radius
    x, y = (0.0 if abs(each) < tiny else float(each) for each in descent.points[:, -1])
    return f"({digits(x, 3)}, {digits(y, 3)})"


def _goal(descent: Descent, point: Array) -> Array:
    places = np.array([(each.x, each.y) for each in descent.landscape.minima]).T
    nearest: Array = places[:, int(np.argmin(np.hypot(*(places - point[:, None]))))]
    return nearest


def _distances(points: Array, goal: Array) -> Array:
    distances: Array = np.hypot(*(points - goal[:, None]))
    return distances


def _turns(descent: Descent, points: Array) -> int:
    moves = np.diff(points)
    return sum(_turns_along(axis[np.abs(axis) > SMALL * descent.landscape.view.radius]) for axis in moves)


def _turns_along(moves: Array) -> int:
    signs = np.sign(moves)
    return int(np.count_nonzero(signs[1:] != signs[:-1]))


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
