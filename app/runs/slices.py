"""Long computations go in slices, and between two of them it is asked whether anybody still waits for the answer."""

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import TypeVar

from optimizers.pauses import PAUSE

Item = TypeVar("Item")


class NobodyWaits(BaseException):
    """Whoever asked for this has gone; what is left of the work is not worth doing."""


AWAITED: ContextVar[Callable[[], bool]] = ContextVar("awaited", default=lambda: True)
"""Whether somebody still waits for what is being computed; the server says so for each request."""


def work_while(awaited: Callable[[], bool]) -> None:
    """In this context work goes on only as long as this says so; the core asks in each of its pauses."""
    AWAITED.set(awaited)
    PAUSE.set(_ask)


def sliced(work: Iterable[Item]) -> Iterator[Item]:
    """The same items one by one; NobodyWaits as soon as nobody waits for the next."""
    for item in work:
        _ask()
        yield item


def _ask() -> None:
    if not AWAITED.get()():
        raise NobodyWaits
