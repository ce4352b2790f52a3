"""The server's clock, which decides when something opens, is due or has run out."""

from datetime import UTC, datetime


def present() -> datetime:
    """The moment that it is, in UTC."""
    return datetime.now(UTC)
