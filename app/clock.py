"""The server's clock, which decides when something opens, is due or has run out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
"""What says the moment that it is: `present`, or in a test whatever it needs."""


def present() -> datetime:
    """The moment that it is, in UTC."""
    return datetime.now(UTC)


def minute_of(moment: datetime) -> datetime:
    """The beginning of the minute that a moment names: what opens at 9:00 opens with that minute."""
    return moment.replace(second=0, microsecond=0)


def end_of(moment: datetime) -> datetime:
    """The end of the minute that a moment names: what is due at 23:59 may still come at 23:59:59."""
    return minute_of(moment) + timedelta(minutes=1)
