"""Between the right password and the code: a browser that has given the one has ten minutes to give the other."""

import hmac
import re
from datetime import datetime, timedelta
from typing import NamedTuple

from app.accounts import authentication, devices, event_log, rate_limits, second_factor
from app.accounts.authentication import Caller
from app.accounts.rate_limits import Limit, TooManyError
from app.database.sessions import Database
from app.errors import FieldError, FieldErrors
from app.models import Happening, Learner

WITHIN = timedelta(minutes=10)
CODES = Limit(5, timedelta(minutes=30))
"""Of one account, by those who know its password, in browsers never signed in to it: three in a million are right."""
MANY = "Too many wrong codes were typed lately."
ELSEWHERE = (
    "A browser in which you have signed in before need not wait. If you have lost the device and the recovery codes, "
    "whoever runs this site can take the second factor away."
)
_PENDING = re.compile(r"([0-9]{1,10})\.([0-9]{1,12})\.([0-9a-f]{32})", re.ASCII)


class WrongCodeError(FieldErrors):
    """Neither the device nor the list of recovery codes has this code, or it has been used."""

    def __init__(self) -> None:
        super().__init__((FieldError("code", "This code is not right, or it has been used. Type the one shown now."),))


class Admitted(NamedTuple):
    """Somebody who has given both: the browser's new token, and the account's address."""

    token: str
    email: str


def pending(database: Database, learner_id: int, now: datetime) -> str:
    """What a browser keeps meanwhile; worth nothing once the password has been changed."""
    until = str(int((now + WITHIN).timestamp()))
    return f"{learner_id}.{until}.{_seal(database, learner_id, until)}"


def whose(database: Database, pending: str, now: datetime) -> int | None:
    """Who has given the password, if that is not too long ago."""
    found = _PENDING.fullmatch(pending)
    if found is None or int(found[2]) <= now.timestamp():
        return None
    learner_id = int(found[1])
    return learner_id if hmac.compare_digest(_seal(database, learner_id, found[2]), found[3]) else None


def enter(database: Database, caller: Caller, learner_id: int, code: str, now: datetime) -> Admitted:
    """Counts a try, then judges it."""
    with database.read() as session:
        email = session.get_one(Learner, learner_id).email or ""
    known = devices.known(database.key, caller.devices, email)
    own = f"code {learner_id} {known or ''}"
    try:
        with database.write() as session:
            rate_limits.take(session, own, authentication.OWN_GUESSES if known else CODES, now)
    except TooManyError as full:
        raise full.explained(MANY, ELSEWHERE) from None
    with database.write() as session:
        right = second_factor.accept(session, learner_id, code, now)
        if right:
            rate_limits.forgive(session, own)
            return Admitted(authentication.entered(session, caller, learner_id, now), email)
        event_log.write(session, Happening.WRONG_CODE, now, learner_id=learner_id, network=caller.network)
    raise WrongCodeError


def _seal(database: Database, learner_id: int, until: str) -> str:
    with database.read() as session:
        learner = session.get(Learner, learner_id) if learner_id < 2**31 else None
    kept = (learner.password_hash if learner else None) or ""
    return hmac.digest(database.key, f"pending {learner_id} {until} {kept}".encode(), "sha256").hex()[:32]
