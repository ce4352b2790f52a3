"""Erasure: what remains of a learner who leaves, and the visitors who never came back."""

from datetime import datetime, timedelta

from sqlalchemy import Delete, delete, exists, select, update
from sqlalchemy.orm import Session

from app import accounts
from app.models import (
    Allowance,
    Attempt,
    AttemptItem,
    Browser,
    Draft,
    Grade,
    Invitation,
    Learner,
    Membership,
    ResetLink,
    Response,
    ResponseChoice,
    ResponseMisconception,
    Status,
)
from app.models.base import unguessable

IDLE = timedelta(days=365)


def erase(session: Session, learner_id: int, now: datetime) -> None:
    """Deletes what a learner did alone, and takes the person out of what a section's statistics need.

    Attempts made in a section stay, under a row that says nothing about whose they were.
    """
    accounts.forget_everywhere(session, learner_id)
    for table in (ResetLink, Allowance, Invitation):
        session.execute(delete(table).where(table.learner_id == learner_id))
    session.execute(
        update(Learner)
        .where(Learner.id == learner_id)
        .values(
            public_id=unguessable(), name="", email=None, password_hash=None, instructor=False,
            created_at=now, seen_at=now, erased_at=now,
        )
    )  # fmt: skip
    _delete_alone(session, learner_id)
    _leave_sections(session, learner_id, now)
    if not _needed(session, learner_id):
        session.execute(delete(Membership).where(Membership.learner_id == learner_id))
        session.execute(delete(Learner).where(Learner.id == learner_id))


def purge(session: Session, now: datetime) -> int:
    """Erases the visitors who have been idle for a year; how many."""
    before = now - IDLE
    lately = (
        exists()
        .where(Response.given_at >= before, Response.item_id == AttemptItem.id)
        .where(AttemptItem.attempt_id == Attempt.id, Attempt.learner_id == Learner.id)
    )
    idle = session.scalars(
        select(Learner.id).where(
            Learner.email.is_(None), Learner.erased_at.is_(None), Learner.seen_at < before, ~lately
        )
    ).all()
    for learner_id in idle:
        erase(session, learner_id, now)
    return len(idle)


def sweep(session: Session, now: datetime) -> None:
    """Drops the tokens and links that have expired."""
    session.execute(delete(Browser).where(Browser.expires_at <= now))
    session.execute(delete(ResetLink).where(ResetLink.expires_at <= now))


def _delete_alone(session: Session, learner_id: int) -> None:
    """From the leaves to the root; the database lets answers go only because the learner is erased by now."""
    mine = select(Attempt.id).where(Attempt.learner_id == learner_id, Attempt.section_id.is_(None))
    items = select(AttemptItem.id).where(AttemptItem.attempt_id.in_(mine))
    responses = select(Response.id).where(Response.item_id.in_(items))
    steps: tuple[Delete, ...] = (
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
    """Ends what is open, so that a section's figures stand, and drops what was never handed in."""
    mine = select(AttemptItem.id).join(Attempt).where(Attempt.learner_id == learner_id)
    session.execute(delete(Draft).where(Draft.item_id.in_(mine)).execution_options(synchronize_session=False))
    session.execute(
        update(Attempt)
        .where(Attempt.learner_id == learner_id, Attempt.status == Status.OPEN)
        .values(status=Status.SUBMITTED, closed_at=now)
    )
    session.execute(
        update(Membership).where(Membership.learner_id == learner_id, Membership.left_at.is_(None)).values(left_at=now)
    )


def _needed(session: Session, learner_id: int) -> bool:
    """Whether a section's attempts or an instructor's reasons still refer to the row."""
    attempts = select(Attempt.id).where(Attempt.learner_id == learner_id)
    acted = select(Grade.id).where(Grade.actor_id == learner_id)
    return any(session.scalar(select(each.exists())) for each in (attempts, acted))
