"""Maps: many descents at once, over the ticks of a slider, over starts, or over learning rates."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array
from optimizers.descent import scaled
from optimizers.landscape import Landscape, Point
from optimizers.outcomes import Endings, Kind, endings
from optimizers.rule import FirstOrderRule
from optimizers.schedule import Schedule


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
    rule: Any, landscape: Landscape, start: Point, steps: int, over: str, *, schedule: Schedule | None = None, seed: int = 0
) -> Sweep:
    """The run at every tick of the hyper-parameter `over`, in one vectorised pass; the others as in `rule`."""
    (declared,) = (each for each in rule.hyperparameters() if each.name == over)
    ticks = declared.ticks()
    points = together(dataclasses.replace(rule, **{over: np.array(ticks)}), landscape, start, len(ticks), steps, schedule, seed)
    ending = endings(landscape, points)
    return Sweep(over, ticks, _kept(points, ending), _last(ending), tuple(zip(ending.kinds, map(int, ending.steps), strict=True)))


def best_rate(rule: Any, landscape: Landscape, start: Point, steps: int, *, seed: int = 0, count: int = 241) -> float:
    """The learning rate, of a fine sweep over its range, with which the run converges first, or else ends lowest."""
    (declared,) = (each for each in rule.hyperparameters() if each.name == "lr")
    rates = np.geomspace(declared.low, declared.high, count)
    points = together(dataclasses.replace(rule, lr=rates), landscape, start, count, steps, None, seed)
    ending = endings(landscape, points)
    success = np.array([kind in (Kind.CONVERGED, Kind.ESCAPED) for kind in ending.kinds])
    if success.any():
        return float(f"{rates[np.where(success, ending.steps, steps + 1).argmin()]:.3g}")
    losses = np.where([kind is Kind.DIVERGED for kind in ending.kinds], np.inf, np.nan_to_num(_last(ending), nan=np.inf))
    return float(f"{rates[losses.argmin()]:.3g}")


def together(
    rule: FirstOrderRule[Any], landscape: Landscape, start: Any, runs: int, steps: int, schedule: Schedule | None, seed: int
) -> Array:
    """Points of B runs, shape (2, B, n+1), whatever follows a divergence included.

    `start` is one point, or an array of shape (2, B); hyper-parameters of the rule may have the shape (B,).
    """
    theta = np.broadcast_to(np.asarray(start, dtype=float).reshape(2, -1), (2, runs)).copy()
    state = rule.init(theta)
    points = np.empty((steps + 1, 2, runs))
    points[0] = theta
    batches = landscape.stream(seed)
    with np.errstate(all="ignore"):
        for t in range(1, steps + 1):
            now = rule if schedule is None else scaled(rule, schedule.factor(t - 1, steps))
            g = np.array(next(batches).gradient(now.probe(theta, state)))
            theta, state = now.update(t, theta, g, state)
            points[t] = theta
    return np.moveaxis(points, 0, 2)


def _kept(points: Array, ending: Endings) -> NDArray[np.float32]:
    beyond = np.arange(points.shape[2]) >= ending.lengths[:, None]
    with np.errstate(over="ignore"):
        return np.where(beyond[:, None, :], np.nan, np.moveaxis(points, 0, 1)).astype(np.float32)


def _last(ending: Endings) -> Array:
    return ending.losses[np.arange(len(ending.lengths)), np.maximum(ending.lengths - 1, 0)]
