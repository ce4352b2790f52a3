"""Single flight: what several threads ask for at the same time is made by one of them, while the others wait for it."""

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


def made_once(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """Like functools.cache, which however has every thread make it that asks before the first one is done.

    So a class that comes to a server which has just been started would have it made once for each thread.
    """
    kept: Any = cache(make)
    turn = threading.RLock()

    @wraps(make)
    def answer(*given: Given.args, **named: Given.kwargs) -> Made:
        with turn:
            found: Made = kept(*given, **named)
            return found

    return answer


@dataclass
class Flight:
    """Whose turn it is for one key, and how many want it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    wanted: int = 0


class Flights:
    """A turn for each key, for as long as anybody wants it: those with the same key go one after the other."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._turns: dict[Hashable, Flight] = {}

    @contextmanager
    def flight(self, key: Hashable) -> Iterator[None]:
        with self._guard:
            turn = self._turns.setdefault(key, Flight())
            turn.wanted += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._guard:
                turn.wanted -= 1
                if not turn.wanted:
                    del self._turns[key]

    @property
    def wanted(self) -> int:
        """How many have a turn, or wait for one."""
        with self._guard:
            return sum(each.wanted for each in self._turns.values())
