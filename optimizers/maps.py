"""Maps: many descents at once, over the ticks of a slider, over starts, or over learning rates."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array
from optimizers.descent import descend, scaled
from optimizers.landscape import Landscape, Point
from optimizers.outcomes import Endings, Kind, endings
from optimizers.parameters import Parameter
from optimizers.rule import FirstOrderRule
from optimizers.schedule import Schedule

BLOCK = 8192
"""How many runs are computed together: so many stay in the processor's cache."""


@dataclass(frozen=True)
class Sweep:
    """The run at every tick of one slider.

    ticks: B values of the hyper-parameter `over`. points: float32, shape (B, 2, n+1), nan once a run has left for ever.
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
    """The run at every tick of the hyper-parameter `over`, in one vectorised pass; the others as in `rule`."""
    ticks = _declared(rule, over).ticks()
    points = _at_values(rule, over, np.array(ticks), landscape, start, steps, schedule, seed)
    ending = endings(landscape, points)
    return Sweep(
        over, ticks, _kept(points, ending), _last(ending), tuple(zip(ending.kinds, map(int, ending.steps), strict=True))
    )


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
    declared = _declared(rule, "lr")
    rates = np.geomspace(declared.low, declared.high, count)
    ending = endings(landscape, _at_values(rule, "lr", rates, landscape, start, steps, schedule, seed))
    success = np.array([kind in (Kind.CONVERGED, Kind.ESCAPED) for kind in ending.kinds])
    if success.any():
        return float(f"{rates[np.where(success, ending.steps, steps + 1).argmin()]:.3g}")
    gone = np.array([kind is Kind.DIVERGED for kind in ending.kinds])
    losses = np.where(gone, np.inf, np.nan_to_num(_last(ending), nan=np.inf))
    return float(f"{rates[losses.argmin()]:.3g}")


def basins(rule: Any, landscape: Landscape, starts: Array, steps: int, *, seed: int = 0) -> Endings:
    """How the runs from `starts`, shape (2, B), end; computed in blocks that stay in the processor's cache."""
    blocks = [
        endings(landscape, together(rule, landscape, starts[:, at : at + BLOCK], steps, None, seed))
        for at in range(0, starts.shape[1], BLOCK)
    ]
    kinds = tuple(kind for block in blocks for kind in block.kinds)
    steps_taken, lengths, losses = (np.concatenate([block[field] for block in blocks]) for field in (1, 2, 3))
    return Endings(kinds, steps_taken, lengths, losses)


def together(
    rule: FirstOrderRule[Any],
    landscape: Landscape,
    starts: Array,
    steps: int,
    schedule: Schedule | None = None,
    seed: int = 0,
) -> Array:
    """Points of B runs, shape (2, B, n+1), whatever follows a divergence included.

    `starts` has the shape (2, B); hyper-parameters of the rule may have the shape (B,).
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


def _declared(rule: Any, name: str) -> Parameter:
    (declared,) = (each for each in type(rule).hyperparameters() if each.name == name)
    return cast(Parameter, declared)


def _at_values(
    rule: Any,
    over: str,
    values: Array,
    landscape: Landscape,
    start: Point,
    steps: int,
    schedule: Schedule | None,
    seed: int,
) -> Array:
    """Points of the run at each value of `over`, shape (2, B, n+1)."""
    if isinstance(rule, FirstOrderRule):
        starts = np.repeat(np.array([start], dtype=float).T, len(values), axis=1)
        return together(dataclasses.replace(rule, **{over: values}), landscape, starts, steps, schedule, seed)
    runs = (dataclasses.replace(rule, **{over: float(value)}) for value in values)
    return _padded(
        [descend(each, landscape, start, steps, schedule=schedule, seed=seed).points for each in runs], steps
    )


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
