"""Tuning: the learning rate that a careful person would choose, and the band of those that do nearly as well."""

import math
from typing import Any, Final, NamedTuple

import numpy as np

from optimizers.arithmetic import Array
from optimizers.beyond import Setting
from optimizers.company import Company
from optimizers.landscape import Landscape, Point
from optimizers.maps import at, declared
from optimizers.outcomes import NEVER, SUCCESSES, Endings, Kind, endings, horizon, quarter
from optimizers.schedule import Schedule

SPACING: Final = 1.03
"""From one rate of the grid to the next."""
SEEDS: Final = 5
"""On sampled data a rate is judged by so many runs: by the run's own seed, and those that follow."""
AS_GOOD: Final = 1.25
"""To do nearly as well as the best: to take at most so many times as long, or to end at most so many times as high."""


class Best(NamedTuple):
    """The best rate, from where to where the rates around it do nearly as well, and whether runs succeed there."""

    rate: float
    low: float
    high: float
    succeeds: bool


def best_rate(
    rule: Any, landscape: Landscape, start: Point, steps: int, *, schedule: Schedule | None = None, seed: int = 0
) -> Best | None:
    """The best learning rate over the slider's range; None if runs diverge at every rate.

    The earliest success of the worst of a rate and its two neighbours decides; where none succeeds, and on sampled
    data, the lowest mean of |f − f*| over the last quarter, among rates that stay finite with their neighbours: outside
    its view a landscape may lie lower than f*. The smaller rate wins.
    """
    setting = Setting(rule, landscape, schedule, seed)
    rates = grid(setting)
    seeds = range(seed, seed + (SEEDS if landscape.epoch_length > 1 else 1))
    trials = [_Trial(setting._replace(seed=each), rates, start, steps) for each in seeds]
    arrivals = _arrivals(trials[0]) if len(trials) == 1 else None
    costs = _levels(landscape, [trial.ended for trial in trials]) if arrivals is None else arrivals
    if not np.isfinite(costs).any():
        return None
    best = int(np.argmin(costs))
    low, high = _band(costs, best)
    return Best(float(rates[best]), float(rates[low]), float(rates[high]), arrivals is not None)


def grid(setting: Setting) -> Array:
    """The learning rates that are tried: to four digits, about SPACING apart."""
    slider = declared(setting, "lr")
    count = math.ceil(math.log(slider.high / slider.low) / math.log(SPACING)) + 1
    return np.array([float(f"{rate:.4g}") for rate in np.geomspace(slider.low, slider.high, count)])


def worst_of_three(costs: Array) -> Array:
    """The largest cost of each rate and its neighbours; at an end, of it and the inner one."""
    padded = np.concatenate([costs[:1], costs, costs[-1:]])
    worst: Array = np.maximum(np.maximum(padded[:-2], padded[1:-1]), padded[2:])
    return worst


class _Trial:
    """The runs at all rates, judged by what they show; only those on which the choice hangs are followed beyond."""

    def __init__(self, setting: Setting, rates: Array, start: Point, steps: int) -> None:
        starts = np.repeat(np.array([start], dtype=float).T, len(rates), axis=1)
        self._company = Company(at(setting, "lr", rates), starts)
        self.ended = endings(setting.landscape, self._company.paths(steps))
        self.arrivals = np.where([kind in SUCCESSES for kind in self.ended.kinds], self.ended.steps, NEVER)
        self._believed = np.array([kind is not Kind.CONVERGED for kind in self.ended.kinds])
        self._until = horizon(steps)

    def stay(self, low: int, high: int) -> bool:
        """Whether the runs at these rates and their neighbours stay where they arrived; if not, that is noted."""
        runs = np.arange(max(low - 1, 0), min(high + 2, len(self.arrivals)))
        asked = runs[~self._believed[runs]]
        if asked.size:
            left = self._company.leaving(asked, self.ended.losses[asked], self._until)
            self.arrivals[asked[left < NEVER]] = NEVER
            self._believed[asked] = True
        return bool(np.isfinite(self.arrivals[runs]).all())


def _arrivals(trial: _Trial) -> Array | None:
    """The worst arrival of each rate and its neighbours, believed as far as it matters; None if no rate has one."""
    while np.isfinite(costs := worst_of_three(trial.arrivals)).any():
        best = int(np.argmin(costs))
        if trial.stay(best, best) and trial.stay(*_band(costs, best)):
            return costs
    return None


def _levels(landscape: Landscape, several: list[Endings]) -> Array:
    """How far from f* runs end on average over their last quarter and all seeds; infinite beside a divergence."""
    width = quarter(several[0].losses.shape[1] - 1)
    has_lowest = math.isfinite(landscape.lowest)
    with np.errstate(all="ignore"):
        ends = [ended.losses[:, -width:] for ended in several]
        away = [np.abs(end - landscape.lowest) if has_lowest else end for end in ends]
        means = np.mean([each.mean(axis=1) for each in away], axis=0)
    gone = np.any([[kind is Kind.DIVERGED for kind in ended.kinds] for ended in several], axis=0)
    lost = worst_of_three(np.where(gone | ~np.isfinite(means), NEVER, 0.0))
    return np.where(lost == NEVER, NEVER, means)


def _band(costs: Array, best: int) -> tuple[int, int]:
    """The first and the last of the rates around the best that do nearly as well."""
    good = costs <= max(AS_GOOD * costs[best], costs[best])
    low = high = best
    while low > 0 and good[low - 1]:
        low -= 1
    while high < len(costs) - 1 and good[high + 1]:
        high += 1
    return low, high
