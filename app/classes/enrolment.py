"""Enrolment: how learners come into a section by its join code, and how that code is made, changed and closed."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts import rate_limits
from app.accounts.people import Who
from app.accounts.rate_limits import Limit, TooManyError
from app.classes.courses import TaughtSection
from app.database.sessions import Database
from app.errors import ConflictError, NotFoundError
from app.models import Course, Membership, Role, Section

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No two of them are read for each other."""
LENGTH = 8
LASTS = (timedelta(days=1), timedelta(days=7), timedelta(days=30), timedelta(days=120))
LOOKS = Limit(40, timedelta(seconds=20))
"""Wrong codes that are looked up for one network before anybody signs in. Beyond it codes are looked up on joining."""
WRONG_CODES = Limit(40, timedelta(seconds=20))
"""With which people of one network tried to join; beyond it each account has a reserve."""
OWN_CODES = Limit(6, timedelta(hours=1))
"""Wrong codes with which one account tried to join. A right one costs nothing: a full lecture hall comes in."""
WRONG_LATELY = "Too many wrong codes were tried lately."
ASK_AGAIN = "Ask your instructor for the code, or for an invitation: its link needs no code."
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


def look(database: Database, text: str, network: str, now: datetime) -> Welcome | None:
    """The section with this join code; None where no more are looked up for this network until somebody joins.

    Wrong ones are counted, so that nobody guesses for long; but that keeps nobody from joining: whatever asks for pages
    can do no more than hide from its neighbours which class a code is of.
    """
    tried = f"look {network}"
    try:
        with database.write() as session:
            rate_limits.take(session, tried, LOOKS, now)
            found = by_code(session, text, now)
            if found:
                rate_limits.give_back(session, tried)
    except TooManyError:
        return None
    if found is None:
        raise CodeNotFoundError
    return found


def join(database: Database, who: Who, text: str, network: str, now: datetime) -> Welcome:
    """Makes the account a learner of the section with this code; once more changes nothing."""
    own, shared = f"join {who.id}", {f"join {network}": WRONG_CODES}
    try:
        with database.write() as session:
            rate_limits.take(session, own, OWN_CODES, now)
            counted = rate_limits.take_fairly(session, shared, f"join reserve {who.id}", now)
            found = by_code(session, text, now)
            if found:
                enter(session, found.id, who.id, Role.LEARNER, now)
                for key in (own, *counted):
                    rate_limits.give_back(session, key)
    except TooManyError as full:
        raise full.explained(WRONG_LATELY, ASK_AGAIN) from None
    if found is None:
        raise CodeNotFoundError
    return found


def code_in(database: Database, address: str, now: datetime) -> str | None:
    """The code in the address of a class's page, where newcomers come in by it now."""
    _, found_there, text = address.rpartition("/join/")  # the site may stand below a path
    if not found_there or len(normal_code(text)) != LENGTH:
        return None
    with database.read() as session:
        found = by_code(session, text, now)
    return found.code if found else None


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


def by_code(session: Session, text: str, now: datetime) -> Welcome | None:
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
