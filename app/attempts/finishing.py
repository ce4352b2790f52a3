"""Finishing: an attempt handed in, run out of time, or ended because of what happened around it.

At every ending what the server confirmed counts: a draft is marked as the answer that it is.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, select, update
from sqlalchemy.orm import Session

from app.attempts import marked_answers
from app.attempts.reading import AttemptNotFoundError, late
from app.database.sessions import Database
from app.models import Attempt, Section, Status

PORTION = 25
"""Attempts that are ended in one go: drafts are marked meanwhile, and other writers wait."""


def submit(session: Session, learner_id: int, public_id: str, now: datetime) -> None:
    """Ends the attempt; what the server has nothing of counts as nothing. Ending it again changes nothing."""
    connection = session.connection()
    attempt = locked(connection, learner_id, public_id)
    if attempt.status is not Status.OPEN:
        return
    if late(attempt.deadline, now):
        close(connection, attempt.id, Status.EXPIRED, attempt.deadline)
    else:
        close(connection, attempt.id, Status.SUBMITTED, now)


def expire(session: Session, now: datetime, *whose: ColumnElement[bool]) -> None:
    """Closes the attempts whose time has run out, as of their deadline."""
    _close_all(session, Status.EXPIRED, Attempt.deadline, now, Attempt.deadline <= now, *whose)


def end(session: Session, now: datetime, *whose: ColumnElement[bool]) -> None:
    """Ends these attempts, as of now or of their deadline if that has passed."""
    expire(session, now, *whose)
    _close_all(session, Status.SUBMITTED, now, now, *whose)


def settle(database: Database, now: datetime, *, learner_id: int | None = None, section: str = "") -> None:
    """Closes what has run out, before somebody looks at it; almost always there is nothing to do.

    Of one learner, or of the section with that public id, or everything.
    """
    overdue = select(Attempt.id).where(Attempt.status == Status.OPEN, Attempt.deadline <= now).limit(PORTION)
    if learner_id is not None:
        overdue = overdue.where(Attempt.learner_id == learner_id)
    if section:
        overdue = overdue.join(Section, Section.id == Attempt.section_id).where(Section.public_id == section)
    while True:
        with database.read_connection() as connection:
            found = connection.scalars(overdue).all()
        if found:
            with database.write() as session:
                expire(session, now, Attempt.id.in_(found))
        if len(found) < PORTION:
            return


def locked(connection: Connection, learner_id: int, public_id: str) -> Row[*tuple[Any, ...]]:
    """The attempt, held until the transaction ends, so that answers and submissions take their turn."""
    found = connection.execute(_LOCK, {"attempt": public_id, "learner": learner_id}).one_or_none()
    if found is None:
        raise AttemptNotFoundError
    return found


def close(connection: Connection, attempt_id: int, status: Status, at: datetime) -> None:
    """Ends one attempt, which the caller holds, as of that moment."""
    marked_answers.count_drafts(connection, [attempt_id], at)
    connection.execute(update(Attempt).where(Attempt.id == attempt_id).values(status=status, closed_at=at))


def _close_all(session: Session, status: Status, at: Any, now: datetime, *whose: ColumnElement[bool]) -> None:
    """at: the moment, or a column that holds it."""
    open_ones = select(Attempt.id).where(Attempt.status == Status.OPEN, *whose)
    held: Sequence[int] = session.scalars(open_ones.order_by(Attempt.id).with_for_update()).all()
    for first in range(0, len(held), PORTION):
        some = held[first : first + PORTION]
        marked_answers.count_drafts(session.connection(), some, now)
        session.execute(update(Attempt).where(Attempt.id.in_(some)).values(status=status, closed_at=at))


# Built once, for building a statement takes longer than running it.
_LOCK = (
    select(Attempt.id, Attempt.status, Attempt.deadline)
    .where(Attempt.public_id == bindparam("attempt"), Attempt.learner_id == bindparam("learner"))
    .with_for_update()
)
