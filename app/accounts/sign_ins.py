"""Sign-ins: how long a browser stays known that is not used, and which ones a person has.

An account's sign-in ends when it is not used for a while, sooner for those who teach. That ends no attempt and loses no
work: whoever signs in again goes on. A visitor has nothing but the browser, so theirs stays known.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, case, delete, exists, select, update
from sqlalchemy.orm import Session

from app.database import rows
from app.models import Browser, Learner, Membership, Role

TEACHING = timedelta(hours=12)
"""How long somebody who teaches may be idle."""
LEARNING = timedelta(days=30)
"""How long somebody else with an account may be."""
REMEMBERED = timedelta(days=365)
"""How long a browser is known at most; a visitor's for all of it."""
NOTED = {TEACHING: timedelta(minutes=10), LEARNING: timedelta(days=1)}
"""How often it is noted that a browser is used."""
KINDS = (*(("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")),)
SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS")),
    ("Linux", "Linux"),
)


class SignIn(NamedTuple):
    """A browser in which somebody is signed in."""

    id: str
    agent: str
    created_at: datetime
    seen_at: datetime | None


def teaches() -> ColumnElement[bool]:
    """Whether the learner of a statement may make classes, or takes part in teaching one."""
    staff = exists().where(
        Membership.learner_id == Learner.id, Membership.role != Role.LEARNER, Membership.left_at.is_(None)
    )
    return Learner.instructor | staff


def lasts(session: Session, learner_id: int) -> timedelta:
    """How long a browser stays known as this learner if it is not used."""
    row = session.execute(select(Learner.email, teaches().label("teaches")).where(Learner.id == learner_id)).one()
    return idle(teaching=row.teaches, visitor=row.email is None)


def idle(*, teaching: bool, visitor: bool) -> timedelta:
    if visitor:
        return REMEMBERED
    return TEACHING if teaching else LEARNING


def is_due(seen_at: datetime | None, lasting: timedelta, now: datetime) -> bool:
    """Whether it is to be noted that the browser is used; a visitor's never is."""
    return lasting in NOTED and (seen_at is None or now - seen_at >= NOTED[lasting])


def note(connection: Connection, token_hash: bytes, lasting: timedelta, agent: str, now: datetime) -> None:
    """The browser is used: it stays known for as long again, within the year that it may be."""
    until = now + lasting
    latest = now - REMEMBERED + lasting
    connection.execute(
        update(Browser)
        .where(Browser.token_hash == token_hash, Browser.expires_at > now)
        .values(
            seen_at=now, agent=agent, expires_at=case((Browser.created_at < latest, Browser.expires_at), else_=until)
        )
    )


def listed(session: Session, learner_id: int, now: datetime) -> tuple[SignIn, ...]:
    """The browsers in which somebody is signed in, the latest first."""
    found = session.execute(
        select(Browser.token_hash, Browser.agent, Browser.created_at, Browser.seen_at)
        .where(Browser.learner_id == learner_id, Browser.expires_at > now)
        .order_by(Browser.created_at.desc())
    )
    return tuple(rows.part(SignIn, row, id=row.token_hash.hex()) for row in found)


def end(session: Session, learner_id: int, sign_in: str) -> bool:
    """Ends one of somebody's own sign-ins; whether there was one."""
    try:
        token_hash = bytes.fromhex(sign_in)
    except ValueError:
        return False
    ended = session.execute(
        delete(Browser)
        .where(Browser.learner_id == learner_id, Browser.token_hash == token_hash)
        .returning(Browser.token_hash)
    )
    return bool(ended.all())


def described(agent: str) -> str:
    """What a browser says that it is, in a few words: Firefox on Linux."""
    kind = next((name for sign, name in KINDS if sign in agent), "A browser")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return f"{kind} on {system}" if system else kind
