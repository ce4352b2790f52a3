"""The server's clock, which decides when something opens, is due or has run out."""

from datetime import UTC, datetime, timedelta


def present() -> datetime:
    """The moment that it is, in UTC."""
    return datetime.now(UTC)


def minute_of(moment: datetime) -> datetime:
    """The beginning of the minute that a moment names: what opens at 9:00 opens with that minute."""
    return moment.replace(second=0, microsecond=0)


def end_of(moment: datetime) -> datetime:
    """The end of the minute that a moment names: what is due at 23:59 may still come at 23:59:59."""
    return minute_of(moment) + timedelta(minutes=1)
