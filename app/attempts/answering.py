"""Answering: where a quiz answer is recorded, with its mark and what it shows, and a draft before it is given."""

import enum
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from app.attempts import finishing, marked_answers
from app.attempts.marked_answers import MarkedAnswer
from app.attempts.reading import AttemptNotFoundError, ItemNotFoundError, late
from app.database.prepared import Prepared
from app.models import Attempt, AttemptItem, Draft, Response, Status


class Receipt(enum.Enum):
    """What became of an answer."""

    SAVED = "saved"
    REPEATED = "repeated"
    """The same answer sent again, by a double click or a retry: nothing was added, nothing is wrong."""
    STALE = "stale"
    """The question was answered from another page before."""
    CLOSED = "closed"
    LATE = "late"


class DraftReceipt(enum.Enum):
    """What became of a draft."""

    KEPT = "kept"
    OLDER = "older"
    """A draft with this number or a higher one is there: another page saved it."""
    ANSWERED = "answered"
    ENDED = "ended"


class KeptDraft(NamedTuple):
    """What became of a draft, and the number of the one that stands."""

    receipt: DraftReceipt
    number: int


def record(
    connection: Connection, learner_id: int, public_id: str, slot: int, given: MarkedAnswer, now: datetime
) -> Receipt:
    """Writes an answer, what it shows and its grade together, or says why not. The last answer submits the attempt."""
    slots = _waiting(connection, learner_id, public_id, slot)
    here = slots[slot]
    if here.idempotency_key is not None:
        return Receipt.REPEATED if here.idempotency_key == given.idempotency_key else Receipt.STALE
    if here.status is not Status.OPEN:
        return Receipt.CLOSED
    if late(here.deadline, now):
        finishing.close(connection, here.attempt_id, Status.EXPIRED, here.deadline)
        return Receipt.LATE
    if slot != min(slots):
        raise ItemNotFoundError
    marked_answers.insert_rows(connection, here.attempt_id, here.id, given, now, now)
    if here.draft is not None:
        _FORGET_DRAFT.run(connection, item=here.id)
    if len(slots) == 1:
        finishing.close(connection, here.attempt_id, Status.SUBMITTED, now)
    return Receipt.SAVED


def save_draft(
    session: Session, learner_id: int, public_id: str, slot: int, number: int, value: Any, now: datetime
) -> KeptDraft:
    """Keeps an answer not yet given, unless a newer draft, or the answer itself, is there already."""
    slots = _waiting(session.connection(), learner_id, public_id, slot)
    here = slots[slot]
    if here.idempotency_key is not None:
        return KeptDraft(DraftReceipt.ANSWERED, 0)
    if here.status is not Status.OPEN or late(here.deadline, now):
        return KeptDraft(DraftReceipt.ENDED, 0)
    if slot != min(slots):
        raise ItemNotFoundError
    kept = here.draft
    if kept is None:
        session.execute(insert(Draft).values(item_id=here.id, number=number, value=value, saved_at=now))
    elif kept < number:
        session.execute(update(Draft).where(Draft.item_id == here.id).values(number=number, value=value, saved_at=now))
    else:
        return KeptDraft(DraftReceipt.OLDER, kept)
    return KeptDraft(DraftReceipt.KEPT, number)


def _waiting(connection: Connection, learner_id: int, public_id: str, slot: int) -> dict[int, Any]:
    """The slots without an answer and the one asked for, in an attempt that is held until the transaction ends."""
    if connection.dialect.name != "sqlite":  # where a transaction that writes holds everything from its start
        finishing.locked(connection, learner_id, public_id)
    rows = _WAITING.rows(connection, attempt=public_id, learner=learner_id, slot=slot)
    slots = {row.slot: row for row in rows}
    if not slots:
        raise AttemptNotFoundError
    if slot not in slots:
        raise ItemNotFoundError
    return slots


# Built once, for building a statement takes longer than running it.
_WAITING = Prepared(
    select(
        AttemptItem.slot,
        AttemptItem.id,
        AttemptItem.attempt_id,
        Attempt.status,
        Attempt.deadline,
        Response.idempotency_key,
        Draft.number.label("draft"),
    )
    .join(Attempt, Attempt.id == AttemptItem.attempt_id)
    .outerjoin(Response, Response.item_id == AttemptItem.id)
    .outerjoin(Draft, Draft.item_id == AttemptItem.id)
    .where(Attempt.public_id == bindparam("attempt"), Attempt.learner_id == bindparam("learner"))
    .where(or_(AttemptItem.slot == bindparam("slot"), Response.id.is_(None)))
)
_FORGET_DRAFT = Prepared(delete(Draft).where(Draft.item_id == bindparam("item")))
