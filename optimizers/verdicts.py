"""Verdicts: a run's outcome in words, with the reason where it is known."""

import math
from itertools import islice
from types import MappingProxyType
from typing import Final

import numpy as np

from optimizers.arithmetic import Array
from optimizers.beyond import Setting
from optimizers.landscape import Landscape, Minimum, largest_curvature
from optimizers.outcomes import FURTHER, NEVER, TIMES, Endings, Kind, Outcome
from optimizers.schedule import TimedSchedule

SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
BLOCKS: Final = 8
CLEARLY: Final = 3.0
"""So many standard errors make a slope more than noise."""
FALL: Final = 0.02
"""A run on sampled data still falls if over its last half it fell by more than this share."""

BRIEFLY: Final = MappingProxyType(
    {
        Kind.CONVERGED: "arrives at step {}",
        Kind.UNSETTLED: "passes the goal at step {}",
        Kind.TRAPPED: "trapped at step {}",
        Kind.ESCAPED: "gets away at step {}",
        Kind.RAN_OUT: "still on the way after {} steps",
        Kind.DIVERGED: "diverges at step {}",
    }
)

FOLLOWED: Final = f"to {FURTHER:,} steps, or to {TIMES} times as many as are shown if that is more"
"""How far a run that ends at its goal is followed, unseen, before it is said to have arrived."""


def outcome(setting: Setting, points: Array, ending: Endings) -> Outcome:
    """How one run ended; points: shape (2, m), those that are data."""
    kind, step, leaves = ending.kinds[0], int(ending.steps[0]), float(ending.leaves[0])
    losses, level = ending.losses[0, : points.shape[1]], float(ending.levels[0])
    told = Outcome(kind, step, "", None if math.isnan(level) else level, None if leaves == NEVER else int(leaves))
    return told._replace(message=_message(setting, told, points, losses))


def number(value: float) -> str:
    """Three digits, and a power of ten where that is shorter."""
    mantissa, _, exponent = f"{value:.3g}".partition("e")
    mantissa = mantissa.replace("-", "−")
    if not exponent:
        return mantissa
    power = f"10{str(int(exponent)).translate(SUPERSCRIPTS)}"
    return power if mantissa == "1" else f"{mantissa}×{power}"


def still_falls(losses: Array) -> bool:
    """Whether a line through the means of BLOCKS parts of the run's last half clearly goes down."""
    width = losses.size // (2 * BLOCKS)
    if width < 1:
        return bool(losses[-1] < losses[0])
    means = losses[-width * BLOCKS :].reshape(BLOCKS, width).mean(axis=1)
    t = np.arange(BLOCKS) - (BLOCKS - 1) / 2
    slope = float(t @ means / (t @ t))
    off = means - means.mean() - slope * t
    error = math.sqrt(float(off @ off) / (BLOCKS - 2) / float(t @ t))
    return slope < -CLEARLY * error and slope * BLOCKS < -FALL * float(means.mean())


def briefly(told: Outcome) -> str:
    """How a run ended, in a few words."""
    if told.level is not None and told.kind in (Kind.UNSETTLED, Kind.RAN_OUT):
        return f"hovers {number(float(f'{told.level:.2g}'))} above the minimum"
    return BRIEFLY[told.kind].format(told.step)


def _message(setting: Setting, told: Outcome, points: Array, losses: Array) -> str:
    landscape, step = setting.landscape, told.step
    match told.kind:
        case Kind.CONVERGED:
            return f"Reached {_goal(landscape)} at step {step}, to stay."
        case Kind.UNSETTLED:
            return _passage(landscape, told, losses)
        case Kind.DIVERGED:
            return f"Diverged at step {step}{_reason(setting, step)}."
        case Kind.ESCAPED:
            return f"Left the saddle at step {step}."
        case Kind.TRAPPED:
            return f"Trapped since step {step} at f = {number(losses[-1])}: {_trap(landscape, points[:, -1])}."
        case Kind.RAN_OUT:
            return _still_on_the_way(landscape, told, losses)


def _goal(landscape: Landscape) -> str:
    tolerance = number(landscape.tolerance)
    if landscape.lowest == 0:
        return f"f < {tolerance}"
    averaged = " on average over each epoch" if landscape.epoch_length > 1 else ""
    return f"f within {tolerance} of its {landscape.lowest_named}, {number(landscape.lowest)},{averaged}"


def _passage(landscape: Landscape, told: Outcome, losses: Array) -> str:
    """Of a run that was at the goal and did not stay."""
    there = f"within {number(landscape.tolerance)} of the {landscape.lowest_named} at step {told.step}"
    if told.level is not None:
        return f"Came {there}, but not to stay: it {_hovers(landscape, told.level, losses)}."
    if told.leaves is not None:
        return f"Came {there}, but leaves again at step {told.leaves}, after the steps shown."
    return f"Passed {there}, and left again: f = {number(losses[-1])} after {_steps(losses.size - 1)}."


def _still_on_the_way(landscape: Landscape, told: Outcome, losses: Array) -> str:
    after = f"after {_steps(told.step)}"
    if told.level is None:
        return f"Still on the way {after}, at f = {number(losses[-1])}."
    if still_falls(losses - landscape.lowest):
        return f"Still on the way {after}: {number(told.level)} above the minimum on average, and still falling."
    return f"Hovers about the minimum {after}, {number(told.level)} above it on average."


def _hovers(landscape: Landscape, level: float, losses: Array) -> str:
    """What a run on sampled data does at its end."""
    falls = ", and still falls" if still_falls(losses - landscape.lowest) else ""
    return f"hovers about the minimum, {number(level)} above it on average{falls}"


def _steps(count: int) -> str:
    return f"{count} step{'' if count == 1 else 's'}"


def _reason(setting: Setting, step: int) -> str:
    """Why a run diverged, where the learning rate is above what the rule bears on the curvature that it met."""
    rule, landscape = setting.rule, setting.landscape
    if landscape.epoch_length > 1:
        return _reason_in_batches(setting, step)
    rate, limit = _highest_rate(setting, step), rule.stability_limit(landscape.curvature)
    if limit is None or not 0 < limit < math.inf or rate <= limit:
        return ""
    where = "" if landscape.is_quadratic else ", the largest that is stable near the minimum"
    return f": the learning rate {number(rate)} is above {rule.limit_in_words} = {number(limit)}{where}"


def _highest_rate(setting: Setting, steps: int) -> float:
    """The largest learning rate of the first steps, a schedule's factor included."""
    schedule, rate = setting.schedule, getattr(setting.rule, "lr", 0.0)
    if not isinstance(schedule, TimedSchedule):
        return float(rate)
    return float(rate * max(schedule.factor(t) for t in range(steps)))


def _reason_in_batches(setting: Setting, steps: int) -> str:
    """The average's curvature is not what a step sees: each batch has its own.

    A velocity can be thrown out by batches each of which it would bear alone, as a swing pushed in another rhythm.
    """
    rule, landscape, _, seed = setting
    if not landscape.is_quadratic or rule.stability_limit(1.0) is None:
        return ""
    batches = islice(landscape.stream(seed), steps)
    limits = [rule.stability_limit(largest_curvature(*batch.hessian((0.0, 0.0)))) for batch in batches]
    rate = _highest_rate(setting, steps)
    too_steep = sum(rate > limit for limit in limits)
    if not too_steep:
        return f": each batch by itself bears the learning rate {number(rate)}, but not one after the other"
    above = f"the learning rate {number(rate)} is above {rule.limit_in_words} of the batch"
    return f": {above} at {too_steep} of {_steps(steps)}; the steepest batch bears {number(min(limits))}"


def _trap(landscape: Landscape, at: Array) -> str:
    lesser = [
        each for each in landscape.minima if not each.is_global and _distance(each, at) < 0.05 * landscape.view.radius
    ]
    return "a lesser minimum" if lesser else "the ground is flat here, but this is not the lowest point"


def _distance(minimum: Minimum, at: Array) -> float:
    return float(np.hypot(minimum.x - at[0], minimum.y - at[1]))
