"""Blocks: runs of one rule that go step by step together, in arrays that are used again, and leave no record."""

from collections import deque
from typing import Any, Final, NamedTuple

import numpy as np

from optimizers.arithmetic import Array
from optimizers.beyond import Setting
from optimizers.cells.straight_steps import Manner, StraightStep
from optimizers.cells.tally import Ended, Places, Tally
from optimizers.faithful import FaithfulArray, power
from optimizers.maps import at
from optimizers.minibatch import SampledLandscape
from optimizers.outcomes import NEVER, Columns, horizon, quarter
from optimizers.pauses import OFTEN, pause
from optimizers.proofs import Contraction, proof
from optimizers.schedule import TimedSchedule, driven

FEWER: Final = 7 / 8
"""Runs are let go of when no more than this share is still under way."""


class Spread(NamedTuple):
    """A setting that differs from run to run: its values, and which of them each run has, shape (B,)."""

    name: str
    values: tuple[float, ...]
    which: Columns

    def array(self) -> Array:
        return np.array(self.values, dtype=float)[self.which]

    def of(self, runs: Columns) -> "Spread":
        return self._replace(which=self.which[runs])


def manner(setting: Setting) -> Manner:
    """What a step of these runs is made of."""
    rule, landscape, schedule, _ = setting
    sampled = landscape if landscape.epoch_length > 1 else None
    batch = type(sampled.batch(np.array([0]))) if isinstance(sampled, SampledLandscape) else None
    return Manner(type(rule), type(landscape), batch, schedule is not None and hasattr(rule, "lr"))


class Block:
    """B runs under way, and their tally.

    setting: what all of them have in common, with any value for what is spread. starts: shape (2, B).
    """

    def __init__(
        self, straight: StraightStep, setting: Setting, spreads: tuple[Spread, ...], starts: Array, steps: int
    ) -> None:
        self._straight, self._common, self._spreads, self._steps = straight, setting, spreads, steps
        self._t = 0
        self._tally = Tally(setting.landscape, starts.shape[1], steps)
        self._before: Array = np.empty((straight.fields, starts.shape[1]))
        self._after: Array
        self._seen: Array
        self._sized()
        self._place(starts)
        self._batches = setting.landscape.stream(setting.seed)
        self._factors = driven(self._setting.schedule, horizon(steps) + 1, lambda _: self._loss())
        watches = setting.schedule is not None and setting.schedule.watches_loss
        self._may_part = not watches
        """Not where the schedule remembers something of each run, in its order."""

    def ended(self) -> Ended:
        """How the runs ended, followed beyond their end if they were at their goal."""
        leaves = np.full(self._tally.which.size, NEVER)
        with np.errstate(all="ignore"):
            self._see()
            while self._t < self._steps and self._tally.which.size:
                self._go()
                self._see()
            self._tally.finish(self._places())
            self._follow(leaves)
        return self._tally.ended(leaves)

    def _see(self) -> None:
        """Take note of where the runs are."""
        self._look()
        self._tally.see(self._t, self._places())
        under_way = self._tally.under_way
        if np.count_nonzero(under_way) <= FEWER * under_way.size:
            self._keep(np.flatnonzero(under_way))

    def _look(self) -> None:
        """Compute the next step, and with it what is seen where the runs are."""
        if self._t % OFTEN == 0:
            pause()
        at_hand = self._rate(), next(self._batches), self._of_settings
        self._straight.step(self._t + 1, *at_hand, self._before, self._after, self._seen, self._between)

    def _go(self) -> None:
        self._before, self._after = self._after, self._before
        self._t += 1

    def _follow(self, leaves: Array) -> None:
        """Go on with those who are at their goal, until they leave it or are sure to stay."""
        runs = self._tally.candidates()
        if not runs.size:
            return
        watch = _Watch(self._tally, runs)
        if not self._keep(runs):
            self._tally.under_way = np.isin(np.arange(self._tally.which.size), runs)
        until = horizon(self._steps)
        while self._t < until and self._tally.under_way.any():
            self._go()
            self._look()
            gone = self._tally.under_way & ~watch.holds(self._seen[0])
            if gone.any():
                leaves[self._tally.which[gone]] = self._t
                self._tally.under_way &= ~gone
            if self._t % OFTEN == 0:
                self._tally.under_way &= ~self._is_sure(until)
            under_way = self._tally.under_way
            if np.count_nonzero(under_way) <= FEWER * under_way.size:
                kept = np.flatnonzero(under_way)
                if self._keep(kept):
                    watch.keep(kept)

    def _is_sure(self, until: int) -> Any:
        """Who is sure to stay: who stands still, or is proved to."""
        rule, landscape, schedule, _ = self._setting
        if schedule is not None or landscape.epoch_length > 1:
            return np.zeros_like(self._tally.under_way)
        is_timeless = all(each.rule.keeps_no_time for each in self._extremes())
        rests = (self._before == self._after).all(axis=0) if is_timeless else np.zeros_like(self._tally.under_way)
        if self._spreads:
            return rests
        certain = proof(rule, landscape)
        if not isinstance(certain, Contraction):
            return rests
        fields = (len(self._before) - 2) // 2
        x, y, *states = self._before
        return rests | certain.hold(x, y, tuple(states[:fields]), tuple(states[fields:]))

    def _extremes(self) -> list[Setting]:
        """The settings with each of the values that are spread at its ends."""
        ends = [(each.name, value) for each in self._spreads for value in (each.values[0], each.values[-1])]
        return [self._common, *(at(self._common, name, value) for name, value in ends)]

    def _keep(self, runs: Columns) -> bool:
        """Go on with these alone, if they may part."""
        if not self._may_part:
            return False
        self._tally.keep(runs)
        self._spreads = tuple(each.of(runs) for each in self._spreads)
        after, seen = self._after[:, runs], self._seen[:, runs]
        self._before = self._before[:, runs]
        self._sized()
        self._after[...], self._seen[...] = after, seen
        return True

    def _sized(self) -> None:
        """Settings and arrays for as many runs as there are."""
        size = self._before.shape[1]
        self._setting, self._arrays = self._common, list[tuple[Array, Spread]]()
        self._after, self._seen = np.empty_like(self._before), np.empty((3, size))
        self._between = tuple(np.empty((self._straight.between, size)))
        for each in self._spreads:
            array = each.array()
            is_of_schedule = each.name.startswith("schedule.")
            self._setting = at(self._setting, each.name, array.view(FaithfulArray) if is_of_schedule else array)
            self._arrays.append((array, each))
        self._of_settings = self._straight.settings(self._setting.rule, self._setting.landscape, self._power)

    def _place(self, starts: Array) -> None:
        """Both coordinates, then the states before the first step."""
        self._before[:2] = starts
        state = [np.broadcast_to(field, starts.shape) for field in self._setting.rule.init(self._before[:2].copy())]
        for at_field, field in enumerate(state):
            self._before[2 + at_field], self._before[2 + len(state) + at_field] = field

    def _rate(self) -> Any:
        """The learning rate of the next step, where a schedule says it."""
        rule, _, schedule, _ = self._setting
        if schedule is None or not hasattr(rule, "lr"):
            return None
        factor = schedule.factor(self._t) if isinstance(schedule, TimedSchedule) else next(self._factors)
        return np.asarray(rule.lr * factor) if np.ndim(factor) else rule.lr * factor

    def _power(self, base: Any, exponent: Any) -> Any:
        """A power of a setting: of one that is spread, of its values once each."""
        for array, spread in self._arrays:
            if base is array and not np.ndim(exponent):
                return np.array([value**exponent for value in spread.values], dtype=float)[spread.which]
        return power(base, exponent)

    def _places(self) -> Places:
        return Places(self._before[0], self._before[1], *self._seen)

    def _loss(self) -> Array:
        loss: Array = self._setting.landscape.f((self._before[0], self._before[1]))
        return loss


class _Watch:
    """Whether runs are still at their goal; on sampled data the mean of an epoch counts."""

    def __init__(self, tally: Tally, runs: Columns) -> None:
        landscape, self._everybody = tally.landscape, tally.which.size
        self._lowest, self._tolerance, self._epoch = landscape.lowest, landscape.tolerance, landscape.epoch_length
        self._last = deque[Array](maxlen=self._epoch)
        if tally.away is not None:
            columns = tally.away.shape[1]
            shown = self._epoch if columns >= self._epoch else quarter(columns - 1)
            self._last.extend(tally.away[tally.which[runs], columns - shown :].T)

    def holds(self, f: Array) -> Any:
        away = np.abs(f - self._lowest)
        if self._epoch == 1:
            return away < self._tolerance
        self._last.append(away)
        return len(self._last) < self._epoch or sum(self._last) < self._tolerance * self._epoch

    def keep(self, runs: Columns) -> None:
        self._last = deque((each[runs] for each in self._last), self._epoch)
