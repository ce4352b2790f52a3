"""Newcomers: whoever is about to leave the first record becomes a visitor, known by a cookie, and is counted."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts import people, rate_limits
from app.accounts.authentication import Caller
from app.accounts.people import Who
from app.accounts.rate_limits import Limit, TooManyError

VISITORS = Limit(1500, timedelta(seconds=2))
"""People without a cookie who begin something, from one network: two lecture halls at once, one every ten minutes for
an hour, and 43,000 a day at most, of whom those who answer nothing are erased after a day."""
MANY = "Very many people without an account have begun something from your network lately."


def known(session: Session, caller: Caller, now: datetime) -> tuple[Who, str | None]:
    """Whoever asks; a new visitor with their token, if nobody is known. Rows take room: they are counted."""
    if caller.who is not None:
        return caller.who, None
    try:
        rate_limits.take(session, f"visitors {caller.network}", VISITORS, now)
    except TooManyError as full:
        raise full.explained(
            MANY, "With an account, or in a browser that is known here already, it goes at once."
        ) from None
    return people.welcome(session, now)
