"""Long computations go in slices, and between two of them it is asked whether anybody still waits for the answer."""

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import TypeVar

Item = TypeVar("Item")


class NobodyWaits(BaseException):
    """Whoever asked for this has gone; what is left of the work is not worth doing."""


AWAITED: ContextVar[Callable[[], bool]] = ContextVar("awaited", default=lambda: True)
"""Whether somebody still waits for what is being computed; the server says so for each request."""


def sliced(work: Iterable[Item]) -> Iterator[Item]:
    """The same items one by one; NobodyWaits as soon as nobody waits for the next."""
    for item in work:
        if not AWAITED.get()():
            raise NobodyWaits
        yield item
