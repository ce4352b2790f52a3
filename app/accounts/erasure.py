"""Erasure: what remains of a learner who leaves, and the visitors who never came back."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, delete, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.accounts import people, rate_limits
from app.accounts.rate_limits import Limit, TooManyError
from app.attempts import finishing
from app.database import rows
from app.database.dependents import dependents
from app.database.sessions import Database
from app.errors import ConflictError
from app.models import (
    Attempt,
    AttemptItem,
    Browser,
    Course,
    Draft,
    Grade,
    Invitation,
    Learner,
    LogEntry,
    Membership,
    PolicyException,
    PredictionMade,
    ResetLink,
    Response,
    Role,
    SecondFactor,
    Section,
)
from app.models.base import unguessable

IDLE = timedelta(days=365)
BEGUN = timedelta(days=1)
"""How long a visitor is known who began a quiz and answered nothing."""
LATELY = timedelta(days=8)
TIDYING = Limit(1, timedelta(minutes=2))
"""Often enough for every visitor that one network can make, and seldom enough to cost nothing."""
TIDIED = 10
"""Visitors whom one tidying erases."""
PORTION = 2
"""Learners whom one transaction erases."""
ATTEMPTS_AT_ONCE = 25
"""Attempts that one transaction deletes of somebody with an account: others' answers come in between."""


class Charge(NamedTuple):
    """A section of which somebody is the only instructor."""

    public_id: str
    name: str
    course: str


class SoleInstructorError(ConflictError):
    """Sections would be left with nobody to teach them."""

    def __init__(self, charges: tuple[Charge, ...]) -> None:
        named = ", ".join(f"{each.name} ({each.course})" for each in charges)
        super().__init__(
            f"You are the only instructor of {named}. Make somebody else an instructor there, or archive it, first."
        )
        self.charges = charges


def charges(session: Session, learner_id: int) -> tuple[Charge, ...]:
    """The sections under way that would have no instructor without this person; the demo class does not count."""
    other = aliased(Membership)
    others = (
        select(other.id)
        .where(other.section_id == Section.id, other.learner_id != learner_id)
        .where(other.role == Role.INSTRUCTOR, other.left_at.is_(None))
    )
    found = session.execute(
        select(Section.public_id, Section.name, Course.title.label("course"))
        .join(Course, Course.id == Section.course_id)
        .join(Membership, Membership.section_id == Section.id)
        .where(*_teaches(learner_id), Section.archived_at.is_(None), Section.demo.is_(False), ~others.exists())
        .order_by(Course.title, Section.name)
    )
    return tuple(rows.value(Charge, row) for row in found)


def erase(session: Session, learner_id: int, now: datetime) -> None:
    """Deletes what a learner did alone, and takes the person out of what a section's statistics need.

    Attempts made in a section stay, under a row that says nothing about whose they were. SoleInstructorError if a
    section would be left without an instructor.
    """
    _take_out(session, learner_id, now)
    _delete_alone(session, learner_id)
    _drop(session, learner_id)


def erase_in_portions(database: Database, learner_id: int, now: datetime) -> None:
    """The same for somebody who may have done much: the first transaction takes the person out, and signs them out.

    What they did alone goes a few attempts at a time, so that nobody's answer waits for it.
    """
    with database.write() as session:
        _take_out(session, learner_id, now)
    _complete(database, learner_id)


def complete_all(database: Database) -> None:
    """Ends the erasures that were cut off by a failure."""
    begun = select(Learner.id).where(Learner.erased_at.is_not(None), _alone(Learner.id).exists())
    with database.read() as session:
        found = session.scalars(begun).all()
    for learner_id in found:
        _complete(database, learner_id)


def purge(database: Database, now: datetime) -> int:
    """Erases the visitors who have been idle for a year, and those who never answered anything; how many."""
    complete_all(database)
    return _erase_all(database, _idle(now - IDLE), now) + _erase_all(database, _unanswered(now - BEGUN), now)


def is_tidying_due(session: Session, now: datetime) -> bool:
    """True once in a while, whichever process asks."""
    try:
        rate_limits.take(session, "tidying", TIDYING, now)
    except TooManyError:
        return False
    return True


def tidy(database: Database, now: datetime) -> int:
    """Erases a few of those who lately began a quiz as visitors and answered nothing for a day; how many."""
    whom = _unanswered(now - BEGUN).where(Learner.seen_at > now - LATELY)
    with database.read() as session:
        found = session.scalars(whom.limit(TIDIED)).all()
    for first in range(0, len(found), PORTION):
        with database.write() as session:
            for learner_id in session.scalars(whom.where(Learner.id.in_(found[first : first + PORTION]))).all():
                erase(session, learner_id, now)
    return len(found)


def _erase_all(database: Database, whom: Select[int], now: datetime) -> int:
    """A few at a time, so that others' writes come in between."""
    erased = 0
    while True:
        with database.write() as session:
            found = session.scalars(whom.limit(PORTION)).all()
            for learner_id in found:
                erase(session, learner_id, now)
        erased += len(found)
        if len(found) < PORTION:
            return erased


def _unanswered(before: datetime) -> Select[int]:
    """The visitors who have begun something by then, and neither answered, typed nor predicted anything."""
    mine = (AttemptItem.attempt_id == Attempt.id, Attempt.learner_id == Learner.id)
    left = (exists().where(trace.item_id == AttemptItem.id, *mine) for trace in (Response, Draft))
    predicted = exists().where(PredictionMade.learner_id == Learner.id)
    return select(Learner.id).where(*_visitor(), Learner.seen_at < before, ~predicted, *(~each for each in left))


def _idle(before: datetime) -> Select[int]:
    """The visitors who have done nothing since then."""
    lately = (
        exists()
        .where(Response.given_at >= before, Response.item_id == AttemptItem.id)
        .where(AttemptItem.attempt_id == Attempt.id, Attempt.learner_id == Learner.id)
    )
    return select(Learner.id).where(*_visitor(), Learner.seen_at < before, ~lately)


def _visitor() -> tuple[ColumnElement[bool], ...]:
    return Learner.email.is_(None), Learner.erased_at.is_(None)


def sweep(session: Session, now: datetime) -> None:
    """Drops the tokens and links that have expired."""
    session.execute(delete(Browser).where(Browser.expires_at <= now))
    session.execute(delete(ResetLink).where(ResetLink.expires_at <= now))


def _keep_instructors(session: Session, learner_id: int) -> None:
    """The sections' rows are locked, so that two instructors who leave at the same moment cannot both go."""
    taught = select(Membership.section_id).where(*_teaches(learner_id))
    session.execute(select(Section.id).where(Section.id.in_(taught)).order_by(Section.id).with_for_update())
    left = charges(session, learner_id)
    if left:
        raise SoleInstructorError(left)


def _teaches(learner_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.learner_id == learner_id,
        Membership.role == Role.INSTRUCTOR,
        Membership.left_at.is_(None),
    )


def _take_out(session: Session, learner_id: int, now: datetime) -> None:
    """From now on nothing says who the person is, and no browser is theirs; what their sections need has ended."""
    _keep_instructors(session, learner_id)
    people.forget_everywhere(session, learner_id)
    for table in (ResetLink, PolicyException, Invitation, SecondFactor, LogEntry):
        session.execute(delete(table).where(table.learner_id == learner_id))
    session.execute(
        update(Learner)
        .where(Learner.id == learner_id)
        .values(
            public_id=unguessable(), name="", name_key="", email=None, password_hash=None, instructor=False,
            created_at=now, seen_at=now, erased_at=now,
        )
    )  # fmt: skip
    _leave_sections(session, learner_id, now)


def _complete(database: Database, learner_id: int) -> None:
    gone = ATTEMPTS_AT_ONCE
    while gone == ATTEMPTS_AT_ONCE:
        with database.write() as session:
            gone = _delete_alone(session, learner_id, ATTEMPTS_AT_ONCE)
            if gone < ATTEMPTS_AT_ONCE:
                _drop(session, learner_id)


def _drop(session: Session, learner_id: int) -> None:
    """Deletes the row, unless a section's figures need it."""
    if not _needed(session, learner_id):
        session.execute(delete(Membership).where(Membership.learner_id == learner_id))
        session.execute(delete(Learner).where(Learner.id == learner_id))


def _alone(learner_id: int | ColumnElement[int] | InstrumentedAttribute[int]) -> Select[int]:
    return select(Attempt.id).where(Attempt.learner_id == learner_id, Attempt.section_id.is_(None))


def _delete_alone(session: Session, learner_id: int, most: int | None = None) -> int:
    """From the leaves to the root, so many attempts at most; how many. Answers may go because the learner is erased.

    The attempts are held meanwhile, so that no answer comes in between.
    """
    mine = _alone(learner_id).order_by(Attempt.id).limit(most)
    session.execute(mine.with_for_update())
    mine_at_all = dependents(Learner, [learner_id], apart=(Attempt, Membership))
    for step in (*dependents(Attempt, mine), *mine_at_all):
        session.execute(step)
    attempts = session.execute(delete(Attempt).where(Attempt.id.in_(mine)).returning(Attempt.id))
    return len(attempts.all())


def _leave_sections(session: Session, learner_id: int, now: datetime) -> None:
    """Ends what is open, so that a section's figures stand, and drops what could not be read as an answer."""
    theirs = (Attempt.learner_id == learner_id, Attempt.section_id.is_not(None))
    mine = select(AttemptItem.id).join(Attempt).where(*theirs)
    session.execute(select(Attempt.id).where(*theirs).order_by(Attempt.id).with_for_update())
    finishing.end(session, now, *theirs)
    session.execute(delete(Draft).where(Draft.item_id.in_(mine)).execution_options(synchronize_session=False))
    session.execute(
        update(Membership).where(Membership.learner_id == learner_id, Membership.left_at.is_(None)).values(left_at=now)
    )


def _needed(session: Session, learner_id: int) -> bool:
    """Whether a section's attempts or an instructor's reasons still refer to the row."""
    made = select(Attempt.id).where(Attempt.learner_id == learner_id)
    acted = select(Grade.id).where(Grade.actor_id == learner_id)
    return any(session.scalar(select(each.exists())) for each in (made, acted))
