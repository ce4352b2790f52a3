"""Turns: writers enter in the order in which they came, and nobody waits for ever."""

import threading
from collections import deque

from app.database import deadlines
from app.database.availability import OverdueError


class Turns:
    """A lock whose waiters enter in the order in which they came, so that none of them starves.

    OverdueError for somebody whose turn does not come in time.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[tuple[int, threading.Lock]] = deque()
        self._owner: int | None = None

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._waiting)

    def __enter__(self) -> None:
        me = threading.get_ident()
        with self._guard:
            if self._owner is None:
                self._owner = me
                return
            if self._owner == me:
                raise RuntimeError("a write inside a write would wait for itself")
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append((me, mine))
        if not mine.acquire(timeout=deadlines.turn()):  # released by the one before, which makes this thread the owner
            self._leave((me, mine))

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if not self._waiting:
                self._owner = None
                return
            self._owner, turn = self._waiting.popleft()
            turn.release()

    def _leave(self, place: tuple[int, threading.Lock]) -> None:
        """Goes away without a turn; or stays after all, if it has come this very moment."""
        with self._guard:
            if place in self._waiting:
                self._waiting.remove(place)
                raise OverdueError("the turn to write did not come in time")
