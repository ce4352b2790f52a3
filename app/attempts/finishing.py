"""Finishing: an attempt handed in, run out of time, or ended because of what happened around it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, select, update
from sqlalchemy.orm import Session

from app.attempts.reading import AttemptNotFoundError, late
from app.models import Attempt, Status


def submit(session: Session, learner_id: int, public_id: str, now: datetime) -> None:
    """Ends the attempt; what is unanswered counts as nothing. Ending it again changes nothing."""
    connection = session.connection()
    attempt = locked(connection, learner_id, public_id)
    if attempt.status is not Status.OPEN:
        return
    if late(attempt.deadline, now):
        close(connection, attempt.id, Status.EXPIRED, attempt.deadline)
    else:
        close(connection, attempt.id, Status.SUBMITTED, now)


def expire(session: Session, now: datetime, learner_id: int | None = None) -> None:
    """Closes the attempts whose time has run out, as of their deadline."""
    overdue = update(Attempt).where(Attempt.status == Status.OPEN, Attempt.deadline <= now)
    if learner_id is not None:
        overdue = overdue.where(Attempt.learner_id == learner_id)
    session.execute(overdue.values(status=Status.EXPIRED, closed_at=Attempt.deadline))


def end(session: Session, now: datetime, *whose: ColumnElement[bool]) -> None:
    """Ends these attempts, as of now or of their deadline if that has passed."""
    open_ones = update(Attempt).where(Attempt.status == Status.OPEN, *whose)
    overdue = open_ones.where(Attempt.deadline <= now)
    session.execute(overdue.values(status=Status.EXPIRED, closed_at=Attempt.deadline))
    session.execute(open_ones.values(status=Status.SUBMITTED, closed_at=now))


def locked(connection: Connection, learner_id: int, public_id: str) -> Row[*tuple[Any, ...]]:
    """The attempt, held until the transaction ends, so that answers and submissions take their turn."""
    found = connection.execute(_LOCK, {"attempt": public_id, "learner": learner_id}).one_or_none()
    if found is None:
        raise AttemptNotFoundError
    return found


def close(connection: Connection, attempt_id: int, status: Status, at: datetime | None) -> None:
    """Ends one attempt as of that moment."""
    connection.execute(update(Attempt).where(Attempt.id == attempt_id).values(status=status, closed_at=at))


# Built once, for building a statement takes longer than running it.
_LOCK = (
    select(Attempt.id, Attempt.status, Attempt.deadline)
    .where(Attempt.public_id == bindparam("attempt"), Attempt.learner_id == bindparam("learner"))
    .with_for_update()
)
