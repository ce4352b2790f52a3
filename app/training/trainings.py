"""Trainings that are under way or done: each goes on as far as somebody asks, and is forgotten when nobody does.

A training is a function of its address, so that it matters to nobody which request computed which part of it. Those
that are done are kept, the least recently asked for leaving first; of those under way a handful, for a second.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Final

from optimizers.networks.addresses import IN_ONE_ANSWER, work
from optimizers.networks.matrix_rule import MatrixRule
from optimizers.networks.training import Record, Trainer, TrainingRun

SLICE: Final = 0.08
"""Seconds that one answer computes, where a training does not fit into one."""
AT_A_TIME: Final = 8
"""Updates between two looks at the clock."""
PATIENCE: Final = 1.0
"""Seconds after which a training that nobody has asked for is forgotten."""
MOST_DONE: Final = 64
"""A usual training is a tenth of a megabyte, the dearest one and a half."""
MOST_UNDER_WAY: Final = 12


@dataclass
class UnderWay:
    """A training that is not done: who may move it, and when it was last asked for."""

    run: TrainingRun
    asked: float
    turn: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def trainer(self) -> Trainer:
        return Trainer(self.run)


class Trainings:
    """Everything that is kept. clock: seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._done: OrderedDict[TrainingRun, Record] = OrderedDict()
        self._under_way: OrderedDict[TrainingRun, UnderWay] = OrderedDict()

    def whole(self, run: TrainingRun) -> Record:
        """The training to its end, however long that takes."""
        return self._found(run) or self._moved(run, lambda: False)

    def further(self, run: TrainingRun) -> Record:
        """The training: whole where it fits into one answer, else a slice further than before."""
        if fits_one_answer(run):
            return self.whole(run)
        until = self._clock() + SLICE
        return self._found(run) or self._moved(run, lambda: self._clock() >= until)

    def count_under_way(self) -> int:
        with self._guard:
            self._forget()
            return len(self._under_way)

    def _moved(self, run: TrainingRun, is_enough: Callable[[], bool]) -> Record:
        with self._mine(run) as trainer:
            trainer.advance(AT_A_TIME)  # some, whoever had the turn before
            while not (trainer.is_done or is_enough()):
                trainer.advance(AT_A_TIME)
            record = trainer.record()
            if trainer.is_done:
                self._keep(run, record)
            return record

    @contextmanager
    def _mine(self, run: TrainingRun) -> Iterator[Trainer]:
        """The run's trainer, for one thread at a time."""
        with self._guard:
            self._forget()
            under_way = self._under_way.get(run) or UnderWay(run, self._clock())
            self._under_way[run] = under_way
            under_way.asked = self._clock()
            self._under_way.move_to_end(run)
            while len(self._under_way) > MOST_UNDER_WAY:
                self._under_way.popitem(last=False)
        with under_way.turn:
            yield under_way.trainer
            under_way.asked = self._clock()

    def _found(self, run: TrainingRun) -> Record | None:
        with self._guard:
            if run in self._done:
                self._done.move_to_end(run)
            return self._done.get(run)

    def _keep(self, run: TrainingRun, record: Record) -> None:
        with self._guard:
            self._under_way.pop(run, None)
            self._done[run] = record
            while len(self._done) > MOST_DONE:
                self._done.popitem(last=False)

    def _forget(self) -> None:
        """What nobody has asked for in time, and nobody moves."""
        late = self._clock() - PATIENCE
        for run, each in [*self._under_way.items()]:
            if each.asked < late and not each.turn.locked():
                del self._under_way[run]


def fits_one_answer(run: TrainingRun) -> bool:
    """Whether the training is small: the usual one, by a rule that moves all weights at once."""
    usual = TrainingRun(run.rule)
    is_small = work(run.task) <= IN_ONE_ANSWER and run.updates <= usual.updates
    return is_small and not isinstance(run.rule, MatrixRule)


@cache
def trainings() -> Trainings:
    """Those of this process: they are functions of their addresses, whatever site is asked."""
    return Trainings()
