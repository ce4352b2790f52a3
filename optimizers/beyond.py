"""Beyond the end: whether a run that is at its goal when its steps end stays there, found by going on."""

import math
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

import numpy as np

from optimizers.arithmetic import Array
from optimizers.counting import CountedLoss
from optimizers.landscape import Landscape, Loss
from optimizers.outcomes import NEVER, quarter
from optimizers.pauses import OFTEN, pause, paused
from optimizers.proofs import Place, proof
from optimizers.rule import FirstOrderRule
from optimizers.schedule import Schedule, driven, scaled
from optimizers.straight_loops import Follower, straight_follower

LOOK: Final = 32
"""After so many steps a proof is tried again, then after twice as many, and so on."""


class Setting(NamedTuple):
    """What a run is made of, its start and its length apart."""

    rule: Any
    landscape: Landscape
    schedule: Schedule | None
    seed: int


def leaving(setting: Setting, place: Any, steps: int, losses: Array, until: int) -> float:
    """The first step, up to `until`, at which a run is no longer at its goal; NEVER if it stays.

    place: where it stands after so many steps: a Place, or θ and the state of a whole-vector rule. losses: those
    so far, which matter only on sampled data and to a schedule that watches them.
    """
    rule, landscape, schedule, _ = setting
    is_plain = isinstance(rule, FirstOrderRule) and schedule is None and landscape.epoch_length == 1
    kinds: tuple[Any, Any] = type(rule), type(landscape)
    if is_plain and (loop := straight_follower(*kinds)):
        with np.errstate(all="ignore"):
            return _straight(loop, setting, place, range(steps, until))
    return _step_by_step(setting, place, range(steps, until), losses)


def _straight(loop: Follower, setting: Setting, place: Place, steps: range) -> float:
    """As a descent goes on by its straight loop, from one thing that may make it certain to the next."""
    rule, landscape, *_ = setting
    certainty, t, (x, y, of_x, of_y) = _Certainty(setting, steps), steps.start, place
    kind, several = type(of_x), len(of_x)
    goal = rule, landscape, landscape.lowest, landscape.tolerance
    while t < steps.stop and not certainty.is_reached(t, x, y, of_x, of_y):
        pause()
        times = range(t + 1, min(certainty.next_look, t + OFTEN, steps.stop) + 1)
        stays, t, x, y, *states = loop(*goal, x, y, *of_x, *of_y, *certainty.numbers(2 + 2 * several), times)
        if not stays:
            return float(t)
        of_x, of_y = kind(*states[:several]), kind(*states[several:])
    return NEVER


def _step_by_step(setting: Setting, place: Any, steps: range, losses: Array) -> float:
    watch = Watch(setting.landscape, losses)
    factors = driven(setting.schedule, steps.stop, lambda t: losses[t] if t < steps.start else watch.loss, steps.start)
    batches = islice(setting.landscape.stream(setting.seed), steps.start, None)
    follow = _coordinates if isinstance(setting.rule, FirstOrderRule) else _vector
    with np.errstate(all="ignore"):
        return follow(setting, place, steps, watch, paused(zip(factors, batches, strict=False)))


class Watch:
    """Whether a run is still at its goal, told its losses one by one; on sampled data the mean of an epoch counts."""

    def __init__(self, landscape: Landscape, losses: Array) -> None:
        self._lowest, self._tolerance, self._epoch = landscape.lowest, landscape.tolerance, landscape.epoch_length
        shown = self._epoch if losses.size >= self._epoch else quarter(losses.size - 1)
        self._last = deque(np.abs(losses[-shown:] - self._lowest).tolist(), self._epoch)
        self.loss = float(losses[-1])

    def holds(self, loss: float) -> bool:
        self.loss = loss
        if self._epoch == 1:
            return abs(loss - self._lowest) < self._tolerance
        self._last.append(abs(loss - self._lowest))
        return len(self._last) < self._epoch or sum(self._last) < self._tolerance * self._epoch


def _coordinates(
    setting: Setting, place: Place, steps: range, watch: Watch, ahead: Iterator[tuple[float, Loss]]
) -> float:
    """As a descent goes on, but without a record."""
    rule, landscape = setting.rule, setting.landscape
    x, y, of_x, of_y = place
    looks_elsewhere = type(rule).probe is not FirstOrderRule.probe
    certainty = _Certainty(setting, steps)
    for t, (factor, batch) in zip(steps, ahead, strict=False):
        if certainty.is_reached(t, x, y, of_x, of_y):
            break
        now = rule if factor == 1 else scaled(rule, factor)
        g_x, g_y = batch.gradient((now.probe(x, of_x), now.probe(y, of_y)) if looks_elsewhere else (x, y))
        x, of_x = now.update(t + 1, x, g_x, of_x)
        y, of_y = now.update(t + 1, y, g_y, of_y)
        if not watch.holds(landscape.f((x, y))):
            return t + 1
    return NEVER


class _Certainty:
    """Whether a run is sure to stay: by a proof, or because it stands exactly where it stood before."""

    def __init__(self, setting: Setting, steps: range) -> None:
        rule, landscape, schedule, _ = setting
        self._until = steps.stop
        self._proof = proof(rule, landscape) if schedule is None else None
        self._look, self._pause = steps.start, LOOK
        self._repeats = schedule is None and landscape.epoch_length == 1 and rule.keeps_no_time
        self._mark: Any = None
        self._remark, self._stay = steps.start, 1

    @property
    def next_look(self) -> int:
        """The step at which there is something to look at again."""
        proof = [self._look] if self._proof else []
        return min([*proof, *([self._remark] if self._repeats else []), self._until])

    def numbers(self, count: int) -> tuple[float, ...]:
        """The mark as plain numbers, or as many that nothing equals."""
        if self._mark is None:
            return (math.nan,) * count
        x, y, of_x, of_y = self._mark
        return (x, y, *of_x, *of_y)

    def is_reached(self, t: int, x: float, y: float, of_x: Any, of_y: Any) -> bool:
        if self._proof and t == self._look:
            if self._proof.holds(t, self._until, Place(x, y, of_x, of_y)):
                return True
            self._look, self._pause = t + self._pause, 2 * self._pause
        if not self._repeats:
            return False
        if (x, y, of_x, of_y) == self._mark:
            return True
        if t >= self._remark:
            # Brent's search for a cycle: the mark moves on, and stays for twice as long each time.
            self._mark, self._stay = (x, y, of_x, of_y), 2 * self._stay
            self._remark = t + self._stay
        return False


def _vector(
    setting: Setting, place: tuple[Array, Any], steps: range, watch: Watch, ahead: Iterator[tuple[float, Loss]]
) -> float:
    """Two steps in a row that move nothing, on all of the data, are the rest in which a whole-vector rule stays."""
    theta, state = place
    counted, still = CountedLoss(), 0
    for t, (factor, batch) in zip(steps, ahead, strict=False):
        before = theta.tobytes()
        counted.turn_to(batch)
        theta, state = scaled(setting.rule, factor).update(t + 1, theta, counted, state)
        if not watch.holds(float(setting.landscape.f(theta))):
            return t + 1
        still = still + 1 if batch is setting.landscape and theta.tobytes() == before else 0
        if still == 2:
            break
    return NEVER
