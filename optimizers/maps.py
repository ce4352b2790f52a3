"""Maps: many descents at once, over the ticks of a slider, over starts, or over learning rates."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array, Number
from optimizers.descent import descend, scaled
from optimizers.landscape import Landscape, Point
from optimizers.outcomes import Endings, Kind, endings
from optimizers.parameters import Parameter, Scale, parameters
from optimizers.rule import FirstOrderRule
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
    losses: the last loss of each run, shape (B,). outcomes: how each ended, and at which step.
    """

    over: str
    ticks: tuple[float, ...]
    points: NDArray[np.float32]
    losses: Array
    outcomes: tuple[tuple[Kind, int], ...]


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
    setup = Setup(rule, landscape, schedule)
    if over == STEPS.name:
        return _sweep_of_steps(setup, start, seed)
    ticks = setup.declared(over).ticks()
    points = setup.paths(over, np.array(ticks), start, steps, seed)
    return _sweep(over, ticks, points, setup.endings(over, ticks, points))


def best_rate(
    rule: Any,
    landscape: Landscape,
    start: Point,
    steps: int,
    *,
    schedule: Schedule | None = None,
    seed: int = 0,
    count: int = 241,
) -> float:
    """The learning rate, of a fine sweep over its range, with which the run succeeds first, or else ends lowest."""
    setup = Setup(rule, landscape, schedule)
    declared = setup.declared("lr")
    rates = np.geomspace(declared.low, declared.high, count)
    ending = endings(landscape, setup.paths("lr", rates, start, steps, seed))
    success = np.array([kind in (Kind.CONVERGED, Kind.ESCAPED) for kind in ending.kinds])
    if success.any():
        return float(f"{rates[np.where(success, ending.steps, steps + 1).argmin()]:.3g}")
    gone = np.array([kind is Kind.DIVERGED for kind in ending.kinds])
    losses = np.where(gone, np.inf, np.nan_to_num(_last(ending), nan=np.inf))
    return float(f"{rates[losses.argmin()]:.3g}")


def basins(rule: Any, landscape: Landscape, starts: Array, steps: int, *, seed: int = 0) -> Endings:
    """How the runs from `starts`, shape (2, B), end; computed in blocks that stay in the processor's cache."""
    blocks = (starts[:, at : at + BLOCK] for at in range(0, starts.shape[1], BLOCK))
    return _joined([endings(landscape, together(rule, landscape, block, steps, None, seed)) for block in blocks])


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
    theta = np.array(starts, dtype=float)
    state = rule.init(theta)
    points = np.empty((steps + 1, *theta.shape))
    points[0] = theta
    batches = landscape.stream(seed)
    with np.errstate(all="ignore"):
        for t, factor in enumerate(_factors(schedule, steps, landscape, points), 1):
            now = rule if schedule is None else scaled(rule, factor)
            g = np.stack(next(batches).gradient(now.probe(theta, state)))
            theta, state = now.update(t, theta, g, state)
            points[t] = theta
    return np.moveaxis(points, 0, 2)


class Setup(NamedTuple):
    """Everything that has sliders: a rule, the landscape that it descends, and a schedule if there is one."""

    rule: Any
    landscape: Landscape
    schedule: Schedule | None

    def declared(self, over: str) -> Parameter:
        """The parameter behind a slider's name."""
        owner, name = _owner(over)
        owned: type = getattr(self, owner).__class__
        (declared,) = (each for each in parameters(owned) if each.name == name)
        return declared

    def at(self, over: str, value: Number) -> "Setup":
        """The same with another value, or with values of shape (B,), behind a slider's name."""
        owner, name = _owner(over)
        return self._replace(**{owner: dataclasses.replace(getattr(self, owner), **{name: value})})

    def paths(self, over: str, values: Array, start: Point, steps: int, seed: int) -> Array:
        """Points of the run at each value of `over`, shape (2, B, n+1)."""
        if isinstance(self.rule, FirstOrderRule):
            starts = np.repeat(np.array([start], dtype=float).T, len(values), axis=1)
            rule, landscape, schedule = self.at(over, values)
            return together(rule, landscape, starts, steps, schedule, seed)
        return _padded([self.at(over, value).path(start, steps, seed) for value in values.tolist()], steps)

    def path(self, start: Point, steps: int, seed: int) -> Array:
        """Points of the run itself, shape (2, n+1)."""
        return descend(self.rule, self.landscape, start, steps, schedule=self.schedule, seed=seed).points

    def endings(self, over: str, ticks: tuple[float, ...], points: Array) -> Endings:
        """How the runs at the ticks of `over` ended: each is judged on its own landscape."""
        if _owner(over)[0] != "landscape":
            return endings(self.landscape, points)
        alone = (self.at(over, tick).landscape for tick in ticks)
        return _joined([endings(each, points[:, [run]]) for run, each in enumerate(alone)])


def _owner(over: str) -> tuple[str, str]:
    """Whose parameter a slider's name means, as a field of Setup, and its name there."""
    owner, _, name = over.rpartition(".")
    return {"": "rule", "loss": "landscape"}.get(owner, owner), name


def _sweep(over: str, ticks: tuple[float, ...], points: Array, ending: Endings) -> Sweep:
    outcomes = tuple(zip(ending.kinds, map(int, ending.steps), strict=True))
    return Sweep(over, ticks, _kept(points, ending), _last(ending), outcomes)


def _sweep_of_steps(setup: Setup, start: Point, seed: int) -> Sweep:
    """Nothing in a run depends on how many steps are to come, so one run holds all."""
    ticks = STEPS.ticks()
    points = _padded([setup.path(start, int(STEPS.high), seed)], int(STEPS.high))
    each = [endings(setup.landscape, points[:, :, : int(tick) + 1]) for tick in ticks]
    outcomes = tuple((ending.kinds[0], int(ending.steps[0])) for ending in each)
    losses = np.concatenate([_last(ending) for ending in each])
    return Sweep(STEPS.name, ticks, _kept(points, each[-1]), losses, outcomes)


def _joined(several: list[Endings]) -> Endings:
    kinds = tuple(kind for each in several for kind in each.kinds)
    steps, lengths, losses = (np.concatenate([each[field] for each in several]) for field in (1, 2, 3))
    return Endings(kinds, steps, lengths, losses)


def _padded(paths: list[Array], steps: int) -> Array:
    points = np.full((2, len(paths), steps + 1), np.inf)
    for run, path in enumerate(paths):
        points[:, run, : path.shape[1]] = path
    return points


def _factors(schedule: Schedule | None, steps: int, landscape: Landscape, points: Array) -> Iterator[Any]:
    if schedule is None:
        yield from repeat(1.0, steps)
        return
    factors = schedule.factors(steps)
    for t in range(steps):
        loss = landscape.f(points[t]) if t and schedule.watches_loss else None
        yield next(factors) if t == 0 else factors.send(loss)


def _kept(points: Array, ending: Endings) -> NDArray[np.float32]:
    beyond = np.arange(points.shape[2]) >= ending.lengths[:, None]
    with np.errstate(over="ignore"):
        return np.where(beyond[:, None, :], np.nan, np.moveaxis(points, 0, 1)).astype(np.float32)


def _last(ending: Endings) -> Array:
    return ending.losses[np.arange(len(ending.lengths)), np.maximum(ending.lengths - 1, 0)]
