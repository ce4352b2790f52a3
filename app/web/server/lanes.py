"""Lanes: a few threads each, and the requests that wait for one; who would wait too long is turned away at once."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from app.web.server.refusals import RefusedError

FIRST_GUESS = 0.005
"""Seconds that a request is taken to last before one has been seen."""
WEIGHT = 0.1
"""Of the newest request, in the running mean of how long one lasts."""
BUSY = "The server has more to do than it can. Nothing was changed: try again in {} seconds."

Result = TypeVar("Result")


class Lane:
    """Threads of one purpose. patience: seconds that somebody may be expected to wait; None turns nobody away."""

    def __init__(self, threads: int, patience: float | None = None) -> None:
        self._pool = ThreadPoolExecutor(threads)
        self._threads, self._patience = threads, patience
        self._guard = threading.Lock()
        self._waiting = 0
        self._mean = FIRST_GUESS

    @property
    def waiting(self) -> int:
        """How many requests wait for a thread."""
        return self._waiting

    @property
    def expected_wait(self) -> float:
        """Seconds until a thread would have time for one more request, as the last ones went."""
        return self._waiting * self._mean / self._threads

    async def enter(self, work: Callable[[], Result]) -> Result:
        """What `work` returns, once a thread had time for it; RefusedError where that would take too long."""
        expected = self.expected_wait
        if self._patience is not None and expected > self._patience:
            raise RefusedError(503, BUSY.format(max(1, round(expected))), expected)
        return await self.go_on(work)

    async def go_on(self, work: Callable[[], Result]) -> Result:
        """The same for a request that has been let in before. Cancelled while it waits, it is never begun."""
        self._count(1)
        future = self._pool.submit(self._timed, work)
        future.add_done_callback(self._never_begun)
        return await asyncio.wrap_future(future)

    def _timed(self, work: Callable[[], Result]) -> Result:
        self._count(-1)
        began = time.perf_counter()
        try:
            return work()
        finally:
            took = time.perf_counter() - began
            self._mean += WEIGHT * (took - self._mean)

    def _never_begun(self, future: "Future[Result]") -> None:
        if future.cancelled():
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._guard:
            self._waiting += more
