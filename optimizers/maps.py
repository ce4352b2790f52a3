"""Maps: many descents at once, over the ticks of a slider, over starts, or over learning rates."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array, Number
from optimizers.beyond import Setting, Watch, leaving
from optimizers.company import Company
from optimizers.descent import Descent, descend
from optimizers.landscape import Landscape, Point
from optimizers.outcomes import NEVER, Columns, Endings, Kind, endings, joined
from optimizers.parameters import Parameter, Scale, parameters
from optimizers.pauses import pause
from optimizers.rule import FirstOrderRule, WholeGradientRule
from optimizers.schedule import Schedule

BLOCK = 8192
"""How many runs are computed together: so many stay in the processor's cache."""
STEPS = Parameter("steps", "n", "how many steps the run has", 200, 1, 2000, Scale.COUNT)
"""The number of steps as a slider: the one over which a sweep is a single run, the longest."""


@dataclass(frozen=True)
class Sweep:
    """The run at every tick of one slider.

    ticks: B values of `over`. points: float32, shape (B, 2, n+1), nan once a run has left for ever; over the number of
    steps it is (1, 2, n+1), since each run is the beginning of the longest.
    losses: the last loss of each run, shape (B,). outcomes: how each ended, and at which step. levels: on sampled data,
    how far above f* each was on average at its end, shape (B,); nan elsewhere.
    """

    over: str
    ticks: tuple[float, ...]
    points: NDArray[np.float32]
    losses: Array
    outcomes: tuple[tuple[Kind, int], ...]
    levels: Array


def sweep(
    rule: Any,
    landscape: Landscape,
    start: Point,
    steps: int,
    over: str,
    *,
    schedule: Schedule | None = None,
    seed: int = 0,
) -> Sweep:
    """The run at every tick of the slider `over`, in one vectorised pass; everything else as given.

    `over` is a hyper-parameter's name, "steps", or a parameter of the landscape or of the schedule behind the name of
    its owner: "landscape.kappa", "loss.batch_size", "schedule.gamma".
    """
    setting = Setting(rule, landscape, schedule, seed)
    if over == STEPS.name:
        return _sweep_of_steps(setting, start)
    ticks = declared(setting, over).ticks()
    return _sweep(over, ticks, *runs_at(setting, over, np.array(ticks), start, steps))


def basins(rule: Any, landscape: Landscape, starts: Array, steps: int, *, seed: int = 0) -> Endings:
    """How the runs from `starts`, shape (2, B), end; computed in blocks that stay in the processor's cache."""
    blocks = (starts[:, at : at + BLOCK] for at in range(0, starts.shape[1], BLOCK))
    return joined([_block(Company(Setting(rule, landscape, None, seed), block), steps) for block in blocks])


def together(
    rule: FirstOrderRule[Any],
    landscape: Landscape,
    starts: Array,
    steps: int,
    schedule: Schedule | None = None,
    seed: int = 0,
) -> Array:
    """Points of B runs, shape (2, B, n+1), whatever follows a divergence included.

    `starts` has the shape (2, B); parameters of the rule, the landscape and the schedule may have the shape (B,).
    """
    return Company(Setting(rule, landscape, schedule, seed), starts).paths(steps)


def declared(setting: Setting, over: str) -> Parameter:
    """The parameter behind a slider's name."""
    owner, name = _owner(over)
    owned: type = getattr(setting, owner).__class__
    (found,) = (each for each in parameters(owned) if each.name == name)
    return found


def runs_at(setting: Setting, over: str, values: Array, start: Point, steps: int) -> tuple[Array, Endings]:
    """Points of the run at each value of `over`, shape (2, B, n+1), and how each ended."""
    if not isinstance(setting.rule, FirstOrderRule | WholeGradientRule):
        return _one_by_one([_descent(at(setting, over, value), start, steps) for value in values.tolist()], steps)
    starts = np.repeat(np.array([start], dtype=float).T, len(values), axis=1)
    company = Company(at(setting, over, values), starts)
    points = company.paths(steps)
    if _owner(over)[0] != "landscape":
        return points, endings(setting.landscape, points, company.leaving)
    # Each is judged on its own landscape.
    return points, joined([_judged_alone(company, points, run) for run in range(len(values))])


def _block(company: Company, steps: int) -> Endings:
    return endings(company.landscape, company.paths(steps), company.leaving)


def _judged_alone(company: Company, points: Array, run: int) -> Endings:
    setting, place = company.member(run)
    steps = points.shape[2] - 1
    return endings(
        setting.landscape,
        points[:, [run]],
        lambda _, losses, until: leaving(setting, place, steps, losses[0], until),
    )


def at(setting: Setting, over: str, value: Number) -> Setting:
    """The same with another value, or with values of shape (B,), behind a slider's name."""
    owner, name = _owner(over)
    return setting._replace(**{owner: dataclasses.replace(getattr(setting, owner), **{name: value})})


def _owner(over: str) -> tuple[str, str]:
    """Whose parameter a slider's name means, as a field of Setting, and its name there."""
    owner, _, name = over.rpartition(".")
    return {"": "rule", "loss": "landscape"}.get(owner, owner), name


def _descent(setting: Setting, start: Point, steps: int) -> Descent:
    return descend(setting.rule, setting.landscape, start, steps, schedule=setting.schedule, seed=setting.seed)


def _sweep(over: str, ticks: tuple[float, ...], points: Array, ending: Endings) -> Sweep:
    outcomes = tuple(zip(ending.kinds, map(int, ending.steps), strict=True))
    return Sweep(over, ticks, _kept(points, ending), ending.last_losses, outcomes, ending.levels)


def _sweep_of_steps(setting: Setting, start: Point) -> Sweep:
    """Nothing in a run depends on how many steps are to come, so one run holds all."""
    ticks = STEPS.ticks()
    longest = _descent(setting, start, int(STEPS.high))
    points, whole = _one_by_one([longest], int(STEPS.high))
    each = [_judged_early(longest, points, int(tick)) for tick in ticks[:-1]] + [whole]
    outcomes = tuple((ending.kinds[0], int(ending.steps[0])) for ending in each)
    losses, levels = (np.concatenate([getattr(ending, what) for ending in each]) for what in ("last_losses", "levels"))
    return Sweep(STEPS.name, ticks, _kept(points, whole), losses, outcomes, levels)


def _judged_early(longest: Descent, points: Array, steps: int) -> Endings:
    """How a run that is the beginning of the longest ended: what follows is known, and beyond that followed."""

    def leaves(_: Columns, losses: Array, until: int) -> float:
        pause()
        watch = Watch(longest.landscape, losses[0])
        seen = (t for t in range(steps + 1, longest.losses.size) if not watch.holds(float(longest.losses[t])))
        at = next(seen, longest.outcome.leaves or NEVER)
        return at if at <= until else NEVER

    return endings(longest.landscape, points[:, :, : steps + 1], leaves)


def _one_by_one(descents: list[Descent], steps: int) -> tuple[Array, Endings]:
    """Runs that were made and judged alone, as if they had been made together."""
    points = np.full((2, len(descents), steps + 1), np.inf)
    losses = np.full((len(descents), steps + 1), np.inf)
    for run, each in enumerate(descents):
        points[:, run, : each.points.shape[1]] = each.points
        losses[run, : each.losses.size] = each.losses
    outcomes = [each.outcome for each in descents]
    lengths = np.array([each.losses.size for each in descents])
    levels = np.array([np.nan if each.level is None else each.level for each in outcomes])
    leaves = np.array([each.leaves or NEVER for each in outcomes])
    kinds, steps_taken = tuple(each.kind for each in outcomes), np.array([each.step for each in outcomes])
    return points, Endings(kinds, steps_taken, lengths, losses, levels, leaves)


def _kept(points: Array, ending: Endings) -> NDArray[np.float32]:
    if ending.lengths.min() == points.shape[2]:
        return np.moveaxis(points, 0, 1).astype(np.float32, order="C")
    beyond = np.arange(points.shape[2]) >= ending.lengths[:, None]
    with np.errstate(over="ignore"):
        return np.where(beyond[:, None, :], np.nan, np.moveaxis(points, 0, 1)).astype(np.float32)
