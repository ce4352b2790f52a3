"""Until when somebody may be kept waiting: each request has a deadline, and whatever it waits for goes by it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST = 10.0
"""Seconds from the moment when a request is there until it is answered or refused, its queues included."""
TURN = 5.0
"""Of them, the seconds that may go by in one queue: for a writer's turn, for another program's lock."""
COMMAND = 15.0
"""Seconds that a command may wait there, which has no deadline."""
_DEADLINE: ContextVar[float | None] = ContextVar("deadline", default=None)


def begin(seconds: float = LONGEST) -> None:
    """From now on whoever works in this context has so many seconds."""
    _DEADLINE.set(time.monotonic() + seconds)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """So many seconds at most for what is done in the block."""
    before = left()
    token = _DEADLINE.set(time.monotonic() + (seconds if before is None else min(before, seconds)))
    try:
        yield
    finally:
        _DEADLINE.reset(token)


def left() -> float | None:
    """Seconds until the deadline; None where there is none."""
    deadline = _DEADLINE.get()
    return None if deadline is None else max(0.0, deadline - time.monotonic())


def turn() -> float:
    """Seconds that may go by in a queue."""
    rest = left()
    return COMMAND if rest is None else min(TURN, rest)
