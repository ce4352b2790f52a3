"""Marked answers: the rows of an answer, what it shows and its mark; and a draft read as the answer that it is."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.database.prepared import Prepared
from app.models import (
    Attempt,
    AttemptItem,
    Draft,
    Grade,
    Response,
    ResponseChoice,
    ResponseMisconception,
    Source,
)
from quizzes import questions
from quizzes.kind import AnswerError
from quizzes.plain import from_plain
from quizzes.questions import Answer, Form, Key, Mark, Shown


@dataclass(frozen=True)
class MarkedAnswer:
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


def insert_rows(
    connection: Connection, attempt_id: int, item_id: int, given: MarkedAnswer, given_at: datetime, now: datetime
) -> None:
    """An answer that came at one moment and is marked now, in an attempt that the caller holds."""
    value, mark = given.answer.to_json(), given.mark
    response = {"item_id": item_id, "value": value, "idempotency_key": given.idempotency_key, "given_at": given_at}
    response_id = _RESPOND.one(connection, **response).id
    for option in given.choices:
        _CHOOSE.run(connection, response_id=response_id, option=option)
    for misconception in mark.misconceptions:
        _SIGN.run(connection, response_id=response_id, misconception=misconception)
    grade = {"item_id": item_id, "seq": 1, "fraction": mark.fraction, "source": Source.AUTO, "created_at": now}
    _GRADE.run(connection, **grade)
    if mark.fraction:
        _GAIN.run(connection, attempt=attempt_id, fraction=mark.fraction)


def first_values(shown: Shown) -> Form:
    """What the form of a question holds before anybody has touched it."""
    if shown.kind == "order":
        return {f"place-{option.id}": (str(place),) for place, option in enumerate(shown.options, 1)}
    return {control.name: (f"{control.value:g}",) for control in shown.controls}


def is_untouched(shown: Shown, form: Form) -> bool:
    """Whether a form holds nothing but what it came with: then nobody has answered."""
    came = {(field, text) for field, texts in first_values(shown).items() for text in texts}
    return all((field, text) in came or not text.strip() for field, texts in form.items() for text in texts)


def read_draft(shown: Shown, key: Key, form: Form) -> MarkedAnswer | None:
    """The answer that a draft is; None for a form that nobody changed. Raises AnswerError where it cannot be read."""
    if is_untouched(shown, form):
        return None
    answer = questions.parse(shown, form)
    return MarkedAnswer.of(answer, questions.mark(key, answer), key, secrets.token_hex(16))


def count_drafts(connection: Connection, attempts: Sequence[int], now: datetime) -> None:
    """Marks the drafts of attempts that are about to end and that the caller holds.

    One that cannot be read stays a draft, to be shown as it was typed, and earns nothing.
    """
    for row in connection.execute(_WAITING, {"attempts": attempts}).all():
        try:
            given = read_draft(from_plain(Shown, row.shown), from_plain(Key, row.key), row.value)
        except AnswerError:
            continue
        if given:
            insert_rows(connection, row.attempt_id, row.id, given, row.saved_at, now)
        connection.execute(_FORGET, {"item": row.id})


# Built once, for building a statement takes longer than running it.
_RESPOND = Prepared(insert(Response).returning(Response.id), "item_id", "value", "idempotency_key", "given_at")
_CHOOSE = Prepared(insert(ResponseChoice), "response_id", "option")
_SIGN = Prepared(insert(ResponseMisconception), "response_id", "misconception")
_GRADE = Prepared(insert(Grade), "item_id", "seq", "fraction", "source", "created_at")
_GAIN = Prepared(
    update(Attempt).where(Attempt.id == bindparam("attempt")).values(points=Attempt.points + bindparam("fraction"))
)
_WAITING = (
    select(AttemptItem.attempt_id, AttemptItem.id, AttemptItem.shown, AttemptItem.key, Draft.value, Draft.saved_at)
    .join(Draft, Draft.item_id == AttemptItem.id)
    .outerjoin(Response, Response.item_id == AttemptItem.id)
    .where(AttemptItem.attempt_id.in_(bindparam("attempts", expanding=True)), Response.id.is_(None))
    .where(~select(Grade.id).where(Grade.item_id == AttemptItem.id).exists())
    .order_by(AttemptItem.id)
)
"""Drafts of questions without an answer or a mark: neither is ever replaced by one."""
_FORGET = delete(Draft).where(Draft.item_id == bindparam("item"))
