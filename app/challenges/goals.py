"""Goals: what a challenge asks of a run, as a condition that the core can judge and a sentence that people read."""

from dataclasses import dataclass

from optimizers.descent import Descent
from optimizers.numbers import setting
from optimizers.outcomes import SUCCESSES, Kind
from optimizers.run import Run
from quizzes.measures import turns

ENDS = {
    Kind.CONVERGED: "Arrive at the lowest point, to stay",
    Kind.UNSETTLED: "Pass through the lowest point, and leave it again",
    Kind.TRAPPED: "Come to rest where it is not lowest",
    Kind.ESCAPED: "Leave the saddle",
    Kind.RAN_OUT: "Neither arrive nor fly off",
    Kind.DIVERGED: "Fly off",
}
"""What a run is asked to do."""


@dataclass(frozen=True)
class Goal:
    """One thing that a run is to do.

    ends: how it ends, and from which step to which if that matters. turns: how often it turns back along an axis, at
    least and at most. near: x, y and a radius about them, in which it ends. level: on sampled data, how far above the
    minimum it is on average at its end, at most. examples: how many examples it has looked at in all, at most.
    beats: by how many steps at least it arrives before the rival.
    """

    ends: Kind | None = None
    steps: tuple[int, int] | None = None
    axis: str = "y"
    turns: tuple[int, int] | None = None
    near: tuple[float, float, float] | None = None
    level: float | None = None
    examples: int | None = None
    beats: int | None = None


@dataclass(frozen=True)
class GoalTold:
    """A goal as a sentence, whether it was met, and what the run did."""

    goal: str
    is_met: bool
    did: str


def told(goal: Goal, run: Run, descent: Descent, rival: Descent | None) -> GoalTold:
    """A goal, judged on a run."""
    return GoalTold(words(goal), is_met(goal, run, descent, rival), _did(goal, run, descent, rival))


def is_met(goal: Goal, run: Run, descent: Descent, rival: Descent | None) -> bool:
    """Whether a run does what is asked; of all that one goal asks, every part."""
    outcome = descent.outcome
    low, high = goal.steps or (0, run.steps)
    ended = goal.ends is None or (outcome.kind is goal.ends and low <= outcome.step <= high)
    return (
        ended
        and (goal.turns is None or goal.turns[0] <= turns(descent, goal.axis) <= goal.turns[1])
        and (goal.near is None or _distance(descent, goal.near) <= goal.near[2])
        and (goal.level is None or (outcome.level is not None and outcome.level <= goal.level))
        and (goal.examples is None or examples(run) <= goal.examples)
        and (goal.beats is None or (rival is not None and _lead(descent, rival, run.steps) >= goal.beats))
    )


def words(goal: Goal) -> str:
    """What is asked, as a sentence."""
    if goal.ends is not None:
        return f"{ENDS[goal.ends]}{_between(goal.steps)}."
    if goal.turns is not None:
        low, high = goal.turns
        often = f"at least {low} times" if high >= 10_000 else f"{low} to {high} times" if low else _at_most(high)
        return f"Turn back along {goal.axis} {often}."
    if goal.near is not None:
        x, y, radius = map(setting, goal.near)
        return f"End within {radius} of the point ({x}, {y})."
    if goal.level is not None:
        return f"End, on average over the last epoch, at most {setting(goal.level)} above the minimum."
    if goal.examples is not None:
        return f"Look at no more than {goal.examples} examples in all."
    return f"Arrive at least {goal.beats} steps before the rival."


def examples(run: Run) -> int:
    """How many examples a run looks at."""
    return run.steps * int(getattr(run.landscape, "batch_size", 0))


def arrival(descent: Descent) -> int | None:
    """The step of a success."""
    return descent.outcome.step if descent.outcome.kind in SUCCESSES else None


def _between(steps: tuple[int, int] | None) -> str:
    if steps is None:
        return ""
    low, high = steps
    return f" at a step from {low} to {high}" if low else f" within {high} steps"


def _at_most(times: int) -> str:
    return {0: "not once", 1: "at most once", 2: "at most twice"}.get(times, f"at most {times} times")


def _distance(descent: Descent, near: tuple[float, float, float]) -> float:
    x, y = descent.points[:, -1]
    return float(((x - near[0]) ** 2 + (y - near[1]) ** 2) ** 0.5)


def _lead(descent: Descent, rival: Descent, steps: int) -> int:
    """By how many steps a run arrives before the rival, which if it never does would have come after all steps."""
    mine, theirs = arrival(descent), arrival(rival)
    return -steps if mine is None else (steps if theirs is None else theirs) - mine


def _did(goal: Goal, run: Run, descent: Descent, rival: Descent | None) -> str:
    if goal.turns is not None:
        return f"It turned back {turns(descent, goal.axis)} times."
    if goal.near is not None:
        x, y = (setting(float(f"{each:.4g}")) for each in descent.points[:, -1])
        return f"It ended at ({x}, {y})."
    if goal.level is not None:
        level = descent.outcome.level
        return descent.outcome.message if level is None else f"It was {setting(float(f'{level:.3g}'))} above."
    if goal.examples is not None:
        return f"It looked at {examples(run)}."
    if goal.beats is not None and rival is not None:
        return f"{descent.outcome.message} The rival: {rival.outcome.message}"
    return descent.outcome.message
