"""Answering: where a quiz answer is recorded, with its mark and what it shows, and a draft before it is given."""

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Connection, Row, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from app.attempts import finishing
from app.attempts.reading import AttemptNotFoundError, ItemNotFoundError, late
from app.models import (
    Attempt,
    AttemptItem,
    Draft,
    Grade,
    Response,
    ResponseChoice,
    ResponseMisconception,
    Source,
    Status,
)
from quizzes.questions import Answer, Key, Mark


class Receipt(enum.Enum):
    """What became of an answer."""

    SAVED = "saved"
    REPEATED = "repeated"
    """The same answer sent again, by a double click or a retry: nothing was added, nothing is wrong."""
    STALE = "stale"
    """The question was answered from another page before."""
    CLOSED = "closed"
    LATE = "late"


@dataclass(frozen=True)
class Given:
    """An answer as it was read and marked. The idempotency key tells a retry from a second thought."""

    answer: Answer
    mark: Mark
    idempotency_key: str
    choices: tuple[int, ...] = ()
    """Places in the bank of the options chosen."""

    @classmethod
    def of(cls, answer: Answer, mark: Mark, key: Key, idempotency_key: str) -> Self:
        places = {note.option: note.source for note in key.notes}
        chosen = tuple(places[option] for option in answer.chosen if option in places)
        return cls(answer, mark, idempotency_key, chosen)


def record(connection: Connection, learner_id: int, public_id: str, slot: int, given: Given, now: datetime) -> Receipt:
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
    _write(connection, here.attempt_id, here.id, given, now)
    if here.draft is not None:
        connection.execute(_FORGET_DRAFT, {"item": here.id})
    if len(slots) == 1:
        finishing.close(connection, here.attempt_id, Status.SUBMITTED, now)
    return Receipt.SAVED


def save_draft(
    session: Session, learner_id: int, public_id: str, slot: int, number: int, value: Any, now: datetime
) -> bool:
    """Keeps an answer not yet given; False if a newer draft, or the answer itself, is there already."""
    slots = _waiting(session.connection(), learner_id, public_id, slot)
    if slot != min(slots):
        raise ItemNotFoundError
    here = slots[slot]
    if here.idempotency_key is not None or here.status is not Status.OPEN or late(here.deadline, now):
        return False
    kept = here.draft
    if kept is None:
        session.execute(insert(Draft).values(item_id=here.id, number=number, value=value, saved_at=now))
    elif kept < number:
        session.execute(update(Draft).where(Draft.item_id == here.id).values(number=number, value=value, saved_at=now))
    return kept is None or kept < number


def _waiting(connection: Connection, learner_id: int, public_id: str, slot: int) -> dict[int, Row[*tuple[Any, ...]]]:
    """The slots without an answer and the one asked for, in an attempt that is held until the transaction ends."""
    if connection.dialect.name != "sqlite":  # where a transaction that writes holds everything from its start
        finishing.locked(connection, learner_id, public_id)
    rows = connection.execute(_WAITING, {"attempt": public_id, "learner": learner_id, "slot": slot})
    slots = {row.slot: row for row in rows}
    if not slots:
        raise AttemptNotFoundError
    if slot not in slots:
        raise ItemNotFoundError
    return slots


def _write(connection: Connection, attempt_id: int, item_id: int, given: Given, now: datetime) -> None:
    value, mark = given.answer.to_json(), given.mark
    response = {"item_id": item_id, "value": value, "idempotency_key": given.idempotency_key, "given_at": now}
    (response_id,) = connection.execute(_RESPOND, response).inserted_primary_key or (None,)
    if given.choices:
        connection.execute(_CHOOSE, [{"response_id": response_id, "option": each} for each in given.choices])
    if mark.misconceptions:
        connection.execute(_SIGN, [{"response_id": response_id, "misconception": each} for each in mark.misconceptions])
    connection.execute(
        _GRADE, {"item_id": item_id, "seq": 1, "fraction": mark.fraction, "source": Source.AUTO, "created_at": now}
    )
    connection.execute(_GAIN, {"attempt": attempt_id, "fraction": mark.fraction})


# Built once, for building a statement takes longer than running it.
_WAITING = (
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
_RESPOND, _CHOOSE, _SIGN, _GRADE = map(insert, (Response, ResponseChoice, ResponseMisconception, Grade))
_FORGET_DRAFT = delete(Draft).where(Draft.item_id == bindparam("item"))
_GAIN = update(Attempt).where(Attempt.id == bindparam("attempt")).values(points=Attempt.points + bindparam("fraction"))
