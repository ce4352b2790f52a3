"""Erasure: what remains of a learner who leaves, and the visitors who never came back."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Delete, Select, delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from app.accounts import people, rate_limits
from app.accounts.rate_limits import Limit, TooManyError
from app.attempts import finishing
from app.database import rows
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
    Membership,
    Milestone,
    PolicyException,
    PredictionMade,
    ReasonGiven,
    ResetLink,
    Response,
    ResponseChoice,
    ResponseMisconception,
    Role,
    Section,
)
from app.models.base import unguessable

IDLE = timedelta(days=365)
BEGUN = timedelta(days=1)
"""How long a visitor is known who began a quiz and answered nothing."""
LATELY = timedelta(days=8)
TIDYING = Limit(1, timedelta(minutes=2))
"""Often enough for every visitor that one network can make, and seldom enough to cost nothing."""
PORTION = 50
"""Learners whom one transaction erases."""


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
    _keep_instructors(session, learner_id)
    people.forget_everywhere(session, learner_id)
    for table in (ResetLink, PolicyException, Invitation):
        session.execute(delete(table).where(table.learner_id == learner_id))
    session.execute(
        update(Learner)
        .where(Learner.id == learner_id)
        .values(
            public_id=unguessable(), name="", name_key="", email=None, password_hash=None, instructor=False,
            created_at=now, seen_at=now, erased_at=now,
        )
    )  # fmt: skip
    _delete_alone(session, learner_id)
    _leave_sections(session, learner_id, now)
    if not _needed(session, learner_id):
        session.execute(delete(Membership).where(Membership.learner_id == learner_id))
        session.execute(delete(Learner).where(Learner.id == learner_id))


def purge(database: Database, now: datetime) -> int:
    """Erases the visitors who have been idle for a year, and those who never answered anything; how many."""
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
        found = session.scalars(whom.limit(PORTION)).all()
    if found:
        with database.write() as session:
            for learner_id in session.scalars(whom.where(Learner.id.in_(found))).all():
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


def _delete_alone(session: Session, learner_id: int) -> None:
    """From the leaves to the root; the database lets answers go only because the learner is erased by now.

    The attempts are held meanwhile, so that no answer comes in between.
    """
    held = select(Attempt.id).where(Attempt.learner_id == learner_id).order_by(Attempt.id).with_for_update()
    session.execute(held)
    mine = select(Attempt.id).where(Attempt.learner_id == learner_id, Attempt.section_id.is_(None))
    items = select(AttemptItem.id).where(AttemptItem.attempt_id.in_(mine))
    responses = select(Response.id).where(Response.item_id.in_(items))
    made = select(PredictionMade.id).where(PredictionMade.learner_id == learner_id)
    steps: tuple[Delete, ...] = (
        delete(ReasonGiven).where(ReasonGiven.prediction_id.in_(made)),
        delete(PredictionMade).where(PredictionMade.learner_id == learner_id),
        delete(Milestone).where(Milestone.learner_id == learner_id),
        delete(ResponseMisconception).where(ResponseMisconception.response_id.in_(responses)),
        delete(ResponseChoice).where(ResponseChoice.response_id.in_(responses)),
        delete(Response).where(Response.item_id.in_(items)),
        delete(Grade).where(Grade.item_id.in_(items)),
        delete(Draft).where(Draft.item_id.in_(items)),
        delete(AttemptItem).where(AttemptItem.attempt_id.in_(mine)),
        delete(Attempt).where(Attempt.learner_id == learner_id, Attempt.section_id.is_(None)),
    )
    for step in steps:
        session.execute(step.execution_options(synchronize_session=False))


def _leave_sections(session: Session, learner_id: int, now: datetime) -> None:
    """Ends what is open, so that a section's figures stand, and drops what could not be read as an answer."""
    mine = select(AttemptItem.id).join(Attempt).where(Attempt.learner_id == learner_id)
    finishing.end(session, now, Attempt.learner_id == learner_id)
    session.execute(delete(Draft).where(Draft.item_id.in_(mine)).execution_options(synchronize_session=False))
    session.execute(
        update(Membership).where(Membership.learner_id == learner_id, Membership.left_at.is_(None)).values(left_at=now)
    )


def _needed(session: Session, learner_id: int) -> bool:
    """Whether a section's attempts or an instructor's reasons still refer to the row."""
    made = select(Attempt.id).where(Attempt.learner_id == learner_id)
    acted = select(Grade.id).where(Grade.actor_id == learner_id)
    return any(session.scalar(select(each.exists())) for each in (made, acted))
