"""The tally of a block of runs: told their losses step by step, what became of each, by the words of outcomes."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array, Number
from optimizers.landscape import Landscape
from optimizers.outcomes import FLAT, NEVER, Columns, Kind, bound, standing

KINDS: Final = tuple(Kind)
"""A kind's place here is its number in a map."""
NUMBER: Final = {kind: number for number, kind in enumerate(KINDS)}
ALMOST: Final = 1 + 1e-9


class Places(NamedTuple):
    """Where runs are, and the loss and its gradient there; each of shape (B,)."""

    x: Array
    y: Array
    f: Array
    h_x: Array
    h_y: Array


class Ended(NamedTuple):
    """How B runs ended: numbers of kinds, steps, last losses, levels on sampled data, last points of shape (2, B)."""

    kinds: NDArray[np.uint8]
    steps: NDArray[np.int64]
    losses: Array
    levels: Array
    points: Array


class Tally:
    """Which of B runs are still under way, and what each has come to.

    `see` is told of step after step, from 0; the runs that it says are gone need not be followed, and `keep` lets go of
    them. In the end `ended` says of all how they ended.
    """

    def __init__(self, landscape: Landscape, size: int, steps: int) -> None:
        self.landscape, self._steps, self._bound = landscape, steps, bound(landscape)
        self._saddle: Number = None if landscape.saddle_point is None else landscape.f(landscape.saddle_point)
        self.which: Columns = np.arange(size)
        self.under_way = np.ones(size, dtype=bool)
        self._first = {kind: np.full(size, NEVER) for kind in (Kind.ESCAPED, Kind.DIVERGED, Kind.UNSETTLED)}
        self._since = {kind: np.full(size, NEVER) for kind in (Kind.CONVERGED, Kind.TRAPPED)}
        self._is_so = {kind: np.zeros(size, dtype=bool) for kind in self._since}
        self._losses, self._points = np.full(size, np.nan), np.full((2, size), np.nan)
        self._before = np.full(size, np.nan)
        self.away = np.full((size, steps + 1), np.nan) if landscape.epoch_length > 1 else None
        self._sized()

    def see(self, t: int, at: Places) -> None:
        """Where the runs are after step t."""
        self._lose(t, at)
        if self._saddle is not None:
            self._escape(t, at)
        away, near = self._p, self._marks
        np.subtract(at.f, self.landscape.lowest, away)
        np.abs(away, away)
        np.less(away, self.landscape.tolerance, near)
        if self.away is not None:
            self.away[self.which, t] = away
        self._change(t, Kind.CONVERGED, near)
        np.multiply(at.h_x, at.h_x, self._p)
        np.multiply(at.h_y, at.h_y, self._q)
        np.add(self._p, self._q, self._p)
        np.less(self._p, FLAT * FLAT * ALMOST, self._marks)
        if self._marks.any():
            self._measure(at)
        self._change(t, Kind.TRAPPED, self._marks)
        self._before[...] = at.f

    def keep(self, runs: Columns) -> None:
        """Follow only these of the runs that are followed."""
        self.which, self.under_way = self.which[runs], self.under_way[runs]
        self._is_so = {kind: marks[runs] for kind, marks in self._is_so.items()}
        self._before = self._before[runs]
        self._sized()

    def candidates(self) -> Columns:
        """Those of the runs followed that are at their goal when their steps end, to stay, as far as is shown."""
        settled = self._settled()[self.which] <= self._steps
        return np.flatnonzero(self.under_way & settled & (self._first[Kind.ESCAPED][self.which] == NEVER))

    def finish(self, at: Places) -> None:
        """Where the runs are when their steps end."""
        runs = self.which[self.under_way]
        self._losses[runs], self._points[:, runs] = at.f[self.under_way], (at.x[self.under_way], at.y[self.under_way])

    def ended(self, leaves: Array) -> Ended:
        """leaves: when each of all the runs leaves its goal again beyond its end, or NEVER."""
        first = self._first
        settled = np.where(leaves < NEVER, NEVER, self._settled())
        ranked = {Kind.ESCAPED: first[Kind.ESCAPED], Kind.DIVERGED: first[Kind.DIVERGED], Kind.CONVERGED: settled}
        ranked |= {Kind.UNSETTLED: first[Kind.UNSETTLED], Kind.TRAPPED: self._since[Kind.TRAPPED]}
        kinds = np.full(len(settled), NUMBER[Kind.RAN_OUT], dtype=np.uint8)
        steps = np.full(len(settled), self._steps, dtype=np.int64)
        for kind, times in reversed(ranked.items()):
            so = times <= self._steps
            kinds[so], steps[so] = NUMBER[kind], times[so]
        lost = np.minimum(first[Kind.ESCAPED], first[Kind.DIVERGED]) < NEVER
        levels = np.full(len(settled), np.nan) if self.away is None else standing(*self._standing())[1]
        return Ended(kinds, steps, self._losses, np.where(lost, np.nan, levels), self._points)

    def _sized(self) -> None:
        """Arrays to work in, as long as there are runs."""
        self._p, self._q = np.empty((2, self.which.size))
        self._marks, self._others = np.empty((2, self.which.size), dtype=bool)

    def _lose(self, t: int, at: Places) -> None:
        """Who is too far away, or nowhere, is gone, with the last loss that is a number."""
        p, q, near = self._p, self._q, self._bound
        np.subtract(at.x, near.x, p)
        np.multiply(p, p, p)
        np.subtract(at.y, near.y, q)
        np.multiply(q, q, q)
        np.add(p, q, p)
        np.less_equal(p, near.squared, self._marks)
        np.isfinite(at.f, self._others)
        np.logical_and(self._marks, self._others, self._marks)
        if self._marks.all():
            return
        lost = np.flatnonzero(self.under_way & ~self._marks)
        if lost.size:
            f, runs = at.f[lost], self.which[lost]
            is_number = np.isfinite(f) & np.isfinite(at.x[lost]) & np.isfinite(at.y[lost])
            self._first[Kind.DIVERGED][runs] = t
            self._losses[runs] = np.where(is_number, f, f if t == 0 else self._before[lost])
            self.under_way[lost] = False

    def _escape(self, t: int, at: Places) -> None:
        view, times = self.landscape.view, self._first[Kind.ESCAPED]
        outside = (at.x < view.left) | (at.x > view.right) | (at.y < view.bottom) | (at.y > view.top)
        runs = self.which[outside & (at.f < self._saddle) & self.under_way]
        times[runs] = np.minimum(times[runs], t)

    def _change(self, t: int, kind: Kind, now: NDArray[np.bool_]) -> None:
        """Note since when what is now so is so, of runs that are under way."""
        was = self._is_so[kind]
        np.not_equal(now, was, self._others)
        if not self._others.any():
            return
        changed = np.flatnonzero(self._others & self.under_way)
        runs, is_so = self.which[changed], now[changed]
        self._since[kind][runs] = np.where(is_so, t, NEVER)
        if kind is Kind.CONVERGED:
            touched = self._first[Kind.UNSETTLED]
            touched[runs[is_so]] = np.minimum(touched[runs[is_so]], t)
        was[...] = now

    def _measure(self, at: Places) -> None:
        """Squares may err in the last bit: who may be on flat ground is measured as everywhere."""
        perhaps = np.flatnonzero(self._marks)
        self._marks[perhaps] = np.hypot(at.h_x[perhaps], at.h_y[perhaps]) < FLAT

    def _settled(self) -> Array:
        """From which step each run is at its goal to its end, or NEVER."""
        if self.away is None:
            return self._since[Kind.CONVERGED]
        since, _ = standing(*self._standing())
        return np.where(since <= self._steps, since, NEVER)

    def _standing(self) -> tuple[Landscape, Array, NDArray[np.bool_]]:
        assert self.away is not None
        return self.landscape, self.away, self.away < self.landscape.tolerance
