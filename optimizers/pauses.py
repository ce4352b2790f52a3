"""Pauses: long work comes by here now and then, so that whoever asked for it can break it off."""

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Final, TypeVar

Item = TypeVar("Item")

OFTEN: Final = 64
"""How many steps, of one run or of a company, go by between two pauses."""


def go_on() -> None:
    """Nobody breaks anything off."""


PAUSE: ContextVar[Callable[[], None]] = ContextVar("pause", default=go_on)
"""What is called in each pause; what it raises ends the work, of which nothing is kept."""


def pause() -> None:
    PAUSE.get()()


def paused(items: Iterable[Item]) -> Iterator[Item]:
    """The same items one by one, with a pause before every so many."""
    in_each = PAUSE.get()
    for number, item in enumerate(items):
        if number % OFTEN == 0:
            in_each()
        yield item
