"""How many learners a site bears, by simulation: processes in which one request runs at a time, and one database.

What a visit costs is measured on this machine; visits come at random moments, independent of each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from benchmarks import visits
from benchmarks.report import NO_GOAL, Row
from optimizers.arithmetic import Array

PROCESSES = (1, 2, 4, 8, 16, 32, 64)
COMMIT = 1 / 1800
"""Seconds between two commits of PostgreSQL that is kept busy by eight writers; measured apart (docs/scaling.md)."""
HOUR = 3600.0
WRITERS = ("a quiz begun", "an answer")
PATIENCE = 1.0
"""Seconds within which 99 of 100 requests are to be answered."""
REQUESTS = 20_000
"""How many are simulated at once for each process."""
HALVINGS = 9


@dataclass(frozen=True)
class Requests:
    """The requests of some visits: seconds of processor time of each, and whether it writes."""

    costs: Array
    writes: Array
    visits: int

    @classmethod
    def measured(cls) -> Self:
        told = visits.measured()
        told.pop("the empty response")
        costs = [cost for each in told.values() for cost in each]
        writes = [kind in WRITERS for kind, each in told.items() for _ in each]
        return cls(np.array(costs), np.array(writes), visits.VISITS)

    def ceiling(self, processes: int) -> float:
        """Visits an hour that keep the processes or the database busy without a pause: no site bears more."""
        computing = processes * HOUR / (self.costs.sum() / self.visits)
        return float(min(computing, HOUR / (COMMIT * self.writes.sum() / self.visits)))


def rows() -> Iterator[Row]:
    requests = Requests.measured()
    for processes in PROCESSES:
        most = bearable(requests, processes)
        database = most * requests.writes.sum() / requests.visits * COMMIT / HOUR
        computing = most * requests.costs.sum() / requests.visits / processes / HOUR
        note = f"processes busy {computing:.0%}, database {database:.0%} of the time"
        what = f"visits an hour by simulation, {processes} process{'es' if processes > 1 else ''}"
        yield Row(what, f"{most:,.0f}", f"99 in 100 within {PATIENCE:g} s", "–", NO_GOAL, True, note)


def bearable(requests: Requests, processes: int) -> float:
    """The most visits an hour at which 99 of 100 requests are answered in time; by halving."""
    low, high = 0.0, requests.ceiling(processes)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_borne = np.quantile(waits(requests, processes, middle), 0.99) <= PATIENCE
        low, high = (middle, high) if is_borne else (low, middle)
    return low


def waits(requests: Requests, processes: int, visits_an_hour: float) -> Array:
    """Seconds from asking to the answer: in the queue of a process, and for a writer in that of the database too."""
    dice = np.random.default_rng(processes)
    rate = visits_an_hour / HOUR * requests.costs.size / requests.visits
    count = REQUESTS * processes
    asked = np.cumsum(dice.exponential(1 / rate, count))
    drawn, at = dice.integers(requests.costs.size, size=count), dice.integers(processes, size=count)
    done = asked.copy()
    for process in range(processes):
        mine = at == process
        done[mine] = _served(asked[mine], requests.costs[drawn[mine]])
    writers = np.flatnonzero(requests.writes[drawn])
    writers = writers[np.argsort(done[writers])]
    done[writers] = _served(done[writers], np.full(writers.size, COMMIT))
    return done - asked


def _served(came: Array, takes: Array) -> Array:
    """When each leaves a queue of first come, first served."""
    worked = np.cumsum(takes)
    return worked + np.maximum.accumulate(came - (worked - takes))
