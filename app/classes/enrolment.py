"""Enrolment: how learners come into a section by its join code, and how that code is made, changed and closed."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts import rate_limits
from app.accounts.people import Who
from app.accounts.rate_limits import Limit
from app.classes.courses import TaughtSection
from app.database.sessions import Database
from app.errors import ConflictError, NotFoundError
from app.models import Course, Membership, Role, Section

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No two of them are read for each other."""
LENGTH = 8
LASTS = (timedelta(days=1), timedelta(days=7), timedelta(days=30), timedelta(days=120))
WRONG_CODES = Limit(40, timedelta(seconds=20))
"""From one network. A right code costs nothing, so a full lecture hall behind one address comes in."""
TRIES = 5


class CodeNotFoundError(NotFoundError):
    """No section takes newcomers under this code."""

    def __init__(self) -> None:
        super().__init__(
            "No class takes newcomers under this code. It may have been changed or closed; ask for it again."
        )


class TeachesHereError(ConflictError):
    """Somebody who teaches a section tried to join it as a learner."""

    def __init__(self) -> None:
        super().__init__("You teach this section, so you cannot take its quizzes. Preview them instead.")


@dataclass(frozen=True)
class Welcome:
    """A section that takes newcomers, as they see it before they come in."""

    id: int
    public_id: str
    name: str
    course: str
    code: str


def look(database: Database, text: str, network: str, now: datetime) -> Welcome:
    """The section with this join code. A wrong code is counted against its network; so nobody guesses for long."""
    tried = f"join {network}"
    with database.write() as session:
        rate_limits.take(session, tried, WRONG_CODES, now)
        found = _by_code(session, text, now)
        if found:
            rate_limits.give_back(session, tried)
    if found is None:
        raise CodeNotFoundError
    return found


def join(database: Database, who: Who, text: str, network: str, now: datetime) -> Welcome:
    """Makes the account a learner of the section with this code; once more changes nothing."""
    found = look(database, text, network, now)
    with database.write() as session:
        enter(session, found.id, who.id, Role.LEARNER, now)
    return found


def enter(session: Session, section_id: int, learner_id: int, role: Role, now: datetime) -> None:
    """Makes somebody a member, or a member again. A learner may become staff; TeachesHereError the other way round."""
    try:
        with session.begin_nested():
            session.add(Membership(section_id=section_id, learner_id=learner_id, role=role, joined_at=now))
        return
    except IntegrityError:  # there is a membership already
        pass
    here = (Membership.section_id == section_id, Membership.learner_id == learner_id)
    kept = session.execute(select(Membership.role, Membership.left_at).where(*here).with_for_update()).one()
    if kept.left_at is not None:
        session.execute(update(Membership).where(*here).values(role=role, joined_at=now, left_at=None))
    elif role is Role.LEARNER and kept.role is not Role.LEARNER:
        raise TeachesHereError
    elif role is not Role.LEARNER and kept.role is not Role.INSTRUCTOR:
        session.execute(update(Membership).where(*here).values(role=role))


def open_to_newcomers(database: Database, section: TaughtSection, lasts: timedelta | None, now: datetime) -> None:
    """Gives the section a new join code; the one before stops working. lasts: until it expires, None for no end."""
    with database.write() as session:
        code = fresh_code(session)
        session.execute(
            update(Section)
            .where(Section.id == section.id)
            .values(join_code=code, join_code_expires_at=lasts and now + lasts)
        )


def close(database: Database, section: TaughtSection) -> None:
    """Nobody comes in by a code any more."""
    with database.write() as session:
        session.execute(
            update(Section).where(Section.id == section.id).values(join_code=None, join_code_expires_at=None)
        )


def fresh_code(session: Session) -> str:
    """A join code that no section has; of 31⁸ there is always one."""
    for _ in range(TRIES):
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        if session.scalar(select(Section.id).where(Section.join_code == code)) is None:
            return code
    raise RuntimeError("no free join code was found")


def normal_code(text: str) -> str:
    """One spelling for every way to type a code: no spaces or hyphens, capitals."""
    return "".join(character for character in text[:40].upper() if character in LETTERS)


def _by_code(session: Session, text: str, now: datetime) -> Welcome | None:
    code = normal_code(text)
    if len(code) != LENGTH:
        return None
    row = session.execute(
        select(Section.id, Section.public_id, Section.name, Course.title, Section.join_code_expires_at)
        .join(Course, Course.id == Section.course_id)
        .where(Section.join_code == code, Section.archived_at.is_(None))
    ).one_or_none()
    if row is None or (row.join_code_expires_at is not None and row.join_code_expires_at <= now):
        return None
    return Welcome(row.id, row.public_id, row.name, row.title, code)
