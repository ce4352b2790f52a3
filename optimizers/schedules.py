"""The learning-rate schedules, one class each; a schedule is registered by standing here."""

import math
import re
import sys
from collections.abc import Generator
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from optimizers.arithmetic import Number, cos, larger, smaller
from optimizers.parameters import Scale, parameter, switch
from optimizers.schedule import Schedule, TimedSchedule


@cache
def catalogue() -> MappingProxyType[str, type[Schedule]]:
    """Every schedule by its id, in the order of this file."""
    schedules = {}
    for each in vars(sys.modules[__name__]).values():
        if isinstance(each, type) and issubclass(each, Schedule) and each.__module__ == __name__:
            each.id = re.sub(r"(?<!^)(?=[A-Z])", "_", each.__name__).lower()
            schedules[each.id] = each
    return MappingProxyType(schedules)


@dataclass(frozen=True)
class Constant(TimedSchedule):
    name = "Constant"
    latex = "1"
    source = "every optimizer's default"

    def factor(self, t: int) -> Number:
        return 1.0


@dataclass(frozen=True)
class Step(TimedSchedule):
    """γ^⌊t/s⌋: as torch.optim.lr_scheduler.StepLR."""

    name = "Step"
    latex = r"\gamma^{\lfloor t / s \rfloor}"
    source = "as torch.optim.lr_scheduler.StepLR"

    gamma: Number = parameter(0.5, 0.01, 1.0, Scale.LINEAR, r"\gamma", "what the rate is multiplied by at each stair")
    every: Number = parameter(50, 1, 500, Scale.INTEGER, "s", "how many steps a stair is long")

    def factor(self, t: int) -> Number:
        return self.gamma ** (t // self.every)


@dataclass(frozen=True)
class Exponential(TimedSchedule):
    """γᵗ: as torch.optim.lr_scheduler.ExponentialLR."""

    name = "Exponential"
    latex = r"\gamma^t"
    source = "as torch.optim.lr_scheduler.ExponentialLR"

    gamma: Number = parameter(0.98, 0.5, 1.0, Scale.LINEAR, r"\gamma", "what the rate is multiplied by at each step")

    def factor(self, t: int) -> Number:
        return self.gamma**t


@dataclass(frozen=True)
class InverseTime(TimedSchedule):
    """1/(1 + kt): the sum of all rates is infinite, the sum of their squares is not, as Robbins & Monro ask."""

    name = "Inverse time"
    latex = r"\frac{1}{1 + k t}"
    source = "Robbins & Monro 1951"

    decay: Number = parameter(0.05, 0.001, 1.0, Scale.LOG, "k", "how fast the rate falls: it is halved at step 1/k")

    def factor(self, t: int) -> Number:
        return 1 / (1 + self.decay * t)


@dataclass(frozen=True)
class Cosine(TimedSchedule):
    """floor + ½(1 − floor)(1 + cos πt/T): as CosineAnnealingLR, which rises again after T; or restarted at T, 2T, …"""

    name = "Cosine"
    latex = r"q + \tfrac{1}{2}(1 - q)\left(1 + \cos \frac{\pi t}{T}\right)"
    source = "Loshchilov & Hutter 2017, arXiv 1608.03983"

    period: Number = parameter(200, 5, 2000, Scale.INTEGER, "T", "the step at which the rate is lowest")
    floor: Number = parameter(0.0, 0.0, 1.0, Scale.LINEAR, "q", "the lowest rate, as a share of the highest")
    restarts: Number = switch(0, "r", "warm restarts: jump back to the full rate at T, instead of rising slowly")

    def factor(self, t: int) -> Number:
        phase = t - self.restarts * self.period * (t // self.period)
        return self.floor + (1 - self.floor) * (1 + cos(math.pi * phase / self.period)) / 2


@dataclass(frozen=True)
class Warmup(TimedSchedule):
    """min(1, (t + 1)/W): the full rate from step W on, counted from 1."""

    name = "Linear warm-up"
    latex = r"\min\left(1, \frac{t + 1}{W}\right)"
    source = "Goyal et al. 2017, arXiv 1706.02677"

    over: Number = parameter(20, 1, 500, Scale.INTEGER, "W", "how many steps the rate takes to reach its full size")

    def factor(self, t: int) -> Number:
        return smaller(1.0, (t + 1) / self.over)


@dataclass(frozen=True)
class WarmupCosine(TimedSchedule):
    """Up in a straight line to step W, then down a cosine to step T, and there it stays: the commonest schedule of all.

    As torch's SequentialLR of LinearLR and CosineAnnealingLR up to T; there the cosine would rise again.
    """

    name = "Warm-up, then cosine"
    latex = (
        r"\tfrac{t + 1}{W} \text{ before step } W, \text{ then } "
        r"q + \tfrac{1}{2}(1 - q)\left(1 + \cos \pi \tfrac{t - W}{T - W}\right)"
    )
    source = "as torch.optim.lr_scheduler.SequentialLR of LinearLR and CosineAnnealingLR"

    over: Number = parameter(20, 1, 500, Scale.INTEGER, "W", "how many steps the rate takes to reach its full size")
    period: Number = parameter(200, 5, 2000, Scale.INTEGER, "T", "the step at which the rate is lowest")
    floor: Number = parameter(0.0, 0.0, 1.0, Scale.LINEAR, "q", "the lowest rate, as a share of the highest")

    def factor(self, t: int) -> Number:
        fallen = _share(t - self.over, larger(1, self.period - self.over))
        return smaller(1.0, (t + 1) / self.over) + _eased(1.0, self.floor, fallen) - 1


@dataclass(frozen=True)
class OneCycle(TimedSchedule):
    """From 1/d up a cosine to 1 over the share p of T steps, then down a cosine to 1/(10⁴d), and there it stays.

    As torch.optim.lr_scheduler.OneCycleLR with its other settings at their defaults; past T torch's fails.
    """

    name = "One cycle"
    latex = (
        r"\text{half a cosine from } \tfrac{1}{d} \text{ to } 1 \text{ at } pT, "
        r"\text{ then to } \tfrac{1}{10^4 d} \text{ at } T"
    )
    source = "Smith & Topin 2017, arXiv 1708.07120; as torch.optim.lr_scheduler.OneCycleLR"

    period: Number = parameter(200, 5, 2000, Scale.INTEGER, "T", "how many steps the cycle takes")
    rise: Number = parameter(0.3, 0.05, 0.9, Scale.LINEAR, "p", "the share of the cycle in which the rate rises")
    division: Number = parameter(25.0, 1.0, 100.0, Scale.LOG, "d", "how many times smaller the first rate is")

    def factor(self, t: int) -> Number:
        peak = larger(1.0, self.rise * self.period - 1)
        up = _eased(1 / self.division, 1.0, _share(t, peak))
        return up + _eased(1.0, 1 / (1e4 * self.division), _share(t - peak, self.period - 1 - peak)) - 1


def _share(steps: Number, of: Number) -> Number:
    """Which share of so many steps has been taken, from 0 to 1."""
    return larger(0.0, smaller(1.0, steps / of))


def _eased(start: Number, end: Number, share: Number) -> Number:
    """The way from start to end along half a wave."""
    return end + (start - end) * (1 + cos(math.pi * share)) / 2


@dataclass(frozen=True)
class ReduceOnPlateau(Schedule):
    """Multiply by γ when more than `patience` losses in a row are not under the best by one part in 10⁴ of its size.

    As torch.optim.lr_scheduler.ReduceLROnPlateau with its default threshold, while the loss is positive. There the bar
    is best·(1 − 10⁻⁴), above a negative best, so that to stand still would be progress; here it is best − 10⁻⁴·|best|.
    """

    name = "Reduce on plateau"
    latex = r"\gamma^{\text{plateaus so far}}"
    source = (
        "by hand in Krizhevsky, Sutskever & Hinton 2012; as torch.optim.lr_scheduler.ReduceLROnPlateau, "
        "but that the best loss counts by its size, so that it acts on negative losses too"
    )
    watches_loss = True

    gamma: Number = parameter(0.5, 0.01, 1.0, Scale.LINEAR, r"\gamma", "what the rate is multiplied by on a plateau")
    patience: Number = parameter(10, 0, 200, Scale.INTEGER, "p", "how many steps without progress are forgiven")

    def factors(self, steps: int) -> Generator[Number, Number, None]:
        loss = yield 1.0
        factor, best, bad = np.ones_like(loss), np.full_like(loss, np.inf, dtype=float), np.zeros_like(loss)
        while True:
            better = loss < best - np.where(np.isfinite(best), 1e-4 * abs(best), 0.0)
            best, bad = np.where(better, loss, best), np.where(better, 0, bad + 1)
            factor, bad = (
                np.where(bad > self.patience, factor * self.gamma, factor),
                np.where(bad > self.patience, 0, bad),
            )
            loss = yield factor
