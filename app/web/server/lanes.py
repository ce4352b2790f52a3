"""Lanes: a few threads each, and the requests that wait for one; who would wait too long is turned away at once."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

from app.web.server.refusals import RefusedError

FIRST_GUESS = 0.005
"""Seconds that a request is taken to last before one of its kind has been seen."""
WEIGHT = 0.02
"""Of the newest request, in the running mean of how long those of its kind last: a class that comes to a server
which has just been started, whose first pages take a second each, is not turned away for these."""
BUSY = "The server has more to do than it can. Nothing was changed: try again in {} seconds."

Result = TypeVar("Result")


class Task(NamedTuple):
    """A request that waits for a thread, and the future in which its answer will be."""

    kind: str
    work: Callable[[], Any]
    future: "Future[Any]"


class Lane:
    """Threads of one purpose, which take the kind that lasts the shortest first, and within a kind who came first.

    So many dear requests keep nobody waiting whose own is cheap, whoever sends them and from wherever.
    patience: seconds that somebody may be expected to wait; None turns nobody away.
    """

    def __init__(self, threads: int, patience: float | None = None) -> None:
        self._pool = ThreadPoolExecutor(threads)
        self._threads, self._patience = threads, patience
        self._guard = threading.Lock()
        self._queues: dict[str, deque[Task]] = {}
        self._means: dict[str, float] = {}

    @property
    def waiting(self) -> int:
        """How many requests wait for a thread."""
        with self._guard:
            return sum(map(len, self._queues.values()))

    def expected_wait(self, kind: str = "") -> float:
        """Seconds until a thread would have time for one more of this kind, as the last ones went."""
        with self._guard:
            own = self._lasts(kind)
            ahead = ((self._lasts(each), len(queue)) for each, queue in self._queues.items())
            return sum(lasts * count for lasts, count in ahead if lasts <= own) / self._threads

    async def enter(self, work: Callable[[], Result], kind: str = "") -> Result:
        """What `work` returns, once a thread had time for it; RefusedError where that would take too long."""
        expected = self.expected_wait(kind)
        if self._patience is not None and expected > self._patience:
            raise RefusedError(503, BUSY.format(max(1, round(expected))), expected)
        return await self.go_on(work, kind)

    async def go_on(self, work: Callable[[], Result], kind: str = "") -> Result:
        """The same for a request that has been let in before. Cancelled while it waits, it is never begun."""
        task = Task(kind, work, Future())
        with self._guard:
            self._queues.setdefault(task.kind, deque()).append(task)
        task.future.add_done_callback(lambda _: self._leave(task))
        self._pool.submit(self._work)
        answer: Result = await asyncio.wrap_future(task.future)
        return answer

    def _work(self) -> None:
        """Do what has its turn now; there is one call for each that came, and those who left are passed over."""
        task = self._next()
        if task is None or not task.future.set_running_or_notify_cancel():
            return
        try:
            answer = self._timed(task)
        except BaseException as error:
            task.future.set_exception(error)
        else:
            task.future.set_result(answer)

    def _timed(self, task: Task) -> Any:
        began = time.perf_counter()
        try:
            return task.work()
        finally:
            self._learn(task.kind, time.perf_counter() - began)

    def _next(self) -> Task | None:
        with self._guard:
            kind = min(self._queues, key=self._lasts, default=None)
            if kind is None:
                return None
            task = self._queues[kind].popleft()
            self._drop_if_empty(kind)
            return task

    def _leave(self, task: Task) -> None:
        """Whoever has gone keeps nobody waiting."""
        if not task.future.cancelled():
            return
        with self._guard:
            if task in self._queues.get(task.kind, ()):
                self._queues[task.kind].remove(task)
                self._drop_if_empty(task.kind)

    def _drop_if_empty(self, kind: str) -> None:
        if not self._queues[kind]:
            del self._queues[kind]

    def _lasts(self, kind: str) -> float:
        return self._means.get(kind, FIRST_GUESS)

    def _learn(self, kind: str, took: float) -> None:
        with self._guard:
            self._means[kind] = self._lasts(kind) + WEIGHT * (took - self._lasts(kind))
