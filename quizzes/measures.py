"""What a question asks of a run: a number taken from it, or whether it reached a goal. The core computes all of it."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from optimizers.descent import Descent
from optimizers.numbers import numeral
from optimizers.outcomes import Kind, epoch_means
from optimizers.rule import FirstOrderRule
from quizzes.shapes import FIRST, PRESENT, SECOND, Goal

AXES = {"x": 0, "y": 1}


class Ending(NamedTuple):
    """An outcome's kind, and the step at which it was first so."""

    kind: str
    step: int


class MeasureError(ValueError):
    """A measure that names nothing the run has."""


def take(descent: Descent, what: str, at: int, marking: int = PRESENT) -> float:
    """One number of a run.

    what: `x`, `y`, `f` (after step `at`); `step.x`, `gradient.x`, `probe.x` (of step `at`); `rate.x` (the effective
    rate in it); `state.v.x` (a quantity of the rule after it); `turns.y` (turns back along an axis in all);
    `end` (the step at which the outcome was certain); `under 0.01` (the first step with f − f* under that);
    `stays under 0.01` (the step from which it is so to the end).
    """
    if what.startswith("stays under "):
        return stays_below(descent, float(what.removeprefix("stays under ")))
    if what.startswith("under "):
        return first_below(descent, float(what.removeprefix("under ")))
    match what.split("."):
        case ["x" | "y" as axis]:
            return float(descent.points[AXES[axis], at])
        case ["f"]:
            return float(descent.losses[at])
        case ["end"]:
            return float(ending(descent, marking).step)
        case ["turns", ("x" | "y") as axis]:
            return float(turns(descent, axis))
        case ["step", ("x" | "y") as axis]:
            return float(descent.points[AXES[axis], at] - descent.points[AXES[axis], at - 1])
        case ["gradient", ("x" | "y") as axis]:
            return float(descent.gradients[AXES[axis], at - 1])
        case ["probe", ("x" | "y") as axis]:
            return float(descent.probes[AXES[axis], at - 1])
        case ["rate", ("x" | "y") as axis] if descent.rates is not None:
            return float(descent.rates[AXES[axis], at - 1])
        case ["state", name, ("x" | "y") as axis] if hasattr(descent.state, name):
            return float(getattr(descent.state, name)[AXES[axis], at])
    raise MeasureError(f"a run of {type(descent.rule).__name__} has no {what}")


def feed(rule: FirstOrderRule[Any], theta: float, gradients: Sequence[float], what: str) -> float:
    """One number after feeding a rule with gradients that are simply given, as in an exercise on paper.

    what: `theta`, `step` (the last one, with its sign) or a quantity of the rule's state.
    """
    state, before = rule.init(theta), theta
    for t, g in enumerate(gradients, start=1):
        before = theta
        theta, state = rule.update(t, theta, float(g), state)
    known = {"theta": theta, "step": theta - before, **state._asdict()}
    if what not in known:
        raise MeasureError(f"{rule.name} has no {what}: {', '.join(known)}")
    return float(known[what])


def turns(descent: Descent, axis: str, until: int | None = None) -> int:
    """How often the path turns back along an axis, up to a step; less than a millionth of the view does not count."""
    moves = np.diff(descent.points[AXES[axis]])[:until]
    signs = np.sign(moves[np.abs(moves) > 1e-6 * descent.landscape.view.radius])
    return int(np.count_nonzero(signs[1:] != signs[:-1]))


def ending(descent: Descent, marking: int = PRESENT) -> Ending:
    """How a run ended. The first edition of the rules of marking took the first touch of the minimum for an arrival."""
    outcome = descent.outcome
    has_minimum = np.isfinite(descent.landscape.lowest)
    if marking == FIRST and has_minimum and outcome.kind not in (Kind.ESCAPED, Kind.DIVERGED):
        touched = np.flatnonzero(np.abs(descent.excess) < descent.landscape.tolerance)
        if touched.size:
            return Ending(Kind.CONVERGED.value, int(touched[0]))
    return Ending(outcome.kind.value, outcome.step)


def reached(goal: Goal, descent: Descent, marking: int = PRESENT) -> bool:
    """Whether a run did what `goal` asks, by that edition of the rules of marking."""
    if goal.below is not None:
        step = first_below(descent, goal.below) if marking <= SECOND else stays_below(descent, goal.below)
        return step <= (descent.losses.size if goal.within is None else goal.within)
    if goal.ends is not None:
        kind, step = ending(descent, marking)
        return kind == goal.ends and (goal.within is None or step <= goal.within)
    if goal.flips is not None:
        return turns(descent, goal.axis) <= goal.flips
    if goal.near is not None:
        x, y, radius = goal.near
        return bool(math.hypot(descent.points[0, -1] - x, descent.points[1, -1] - y) <= radius)
    raise MeasureError("a goal asks for nothing")


def first_below(descent: Descent, loss: float) -> float:
    """The first step at which f − f* is under `loss`; infinity if there is none."""
    low = np.flatnonzero(descent.excess < loss)
    return float(low[0]) if low.size else math.inf


def stays_below(descent: Descent, loss: float) -> float:
    """The step from which f − f* is under `loss` to the run's end, on sampled data on average over every epoch."""
    excess, epoch = descent.excess, descent.landscape.epoch_length
    if 1 < epoch <= excess.size:
        excess = epoch_means(excess[None], epoch)[0]
    high = np.flatnonzero(~(excess < loss))
    step = int(high[-1]) + 1 if high.size else 0
    return step if step < excess.size else math.inf


def words(goal: Goal, marking: int = PRESENT, tolerance: float | None = None) -> str:
    """A goal as a sentence for the page, by that edition of the rules of marking."""
    by = "" if goal.within is None else f" within {goal.within} steps"
    if goal.below is not None:
        stay = "" if marking <= SECOND else ", and keep it there to the end of the run"
        return f"Bring the loss to less than {goal.below:g} above its lowest value{by}{stay}."
    if goal.ends is not None:
        level = f": come within ${numeral(tolerance)}$ of the lowest value, to stay," if tolerance else ""
        return f"{_ENDS[goal.ends]}{level if goal.ends == Kind.CONVERGED.value else ''}{by}."
    if goal.flips is not None:
        often = ["Never turn", "Turn at most once", "Turn at most twice"]
        times = often[goal.flips] if goal.flips < len(often) else f"Turn at most {goal.flips} times"
        return f"{times} back along the ${goal.axis}$ axis."
    if goal.near is not None:
        return "End within ${2:g}$ of the point $({0:g}, {1:g})$.".format(*goal.near)
    raise MeasureError("a goal asks for nothing")


_ENDS = {
    "converged": "Make the run converge",
    "diverged": "Make the run diverge",
    "escaped": "Make the run leave the picture, lower than the saddle",
    "unsettled": "Make the run pass within the tolerance of the minimum, and leave again",
    "trapped": "Make the run come to rest, but not at the lowest point",
    "ran_out": "Keep the run from arriving",
}


def hausdorff_distance(one: Descent, other: Descent) -> float:
    """How far two paths lie apart as drawn, in view radii: the Hausdorff distance between their points."""
    first, second = _drawn(one), _drawn(other)
    between = np.hypot(first[0][:, None] - second[0], first[1][:, None] - second[1])
    return float(max(between.min(axis=1).max(), between.min(axis=0).max()) / one.landscape.view.radius)


def _drawn(descent: Descent) -> Any:
    """The points of a path that lie in the view, and points between them so that long steps are lines."""
    points = descent.points[:, : 1 + 200]
    filled = points[:, :-1, None] + np.diff(points)[:, :, None] * np.linspace(0, 1, 4)
    view = descent.landscape.view
    x, y = filled.reshape(2, -1)
    inside = (view.left <= x) & (x <= view.right) & (view.bottom <= y) & (y <= view.top)
    return np.array([x[inside], y[inside]])
