"""Attempts: how one starts, takes its answers one by one, and ends; every race is decided by the database."""

import enum
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Self

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.attempts import quiz_terms
from app.attempts.quiz_terms import NotAMemberError, Terms
from app.attempts.reading import AttemptNotFoundError, ItemNotFoundError, late
from app.errors import ConflictError
from app.models import (
    Attempt,
    AttemptItem,
    Draft,
    Grade,
    Learner,
    QuestionVersion,
    Response,
    ResponseChoice,
    ResponseMisconception,
    Source,
    Status,
)
from quizzes import bank
from quizzes.plain import to_plain
from quizzes.questions import Answer, Key, Mark, Resolved


class NotOpenYetError(ConflictError):
    """The section opens this quiz later."""


class PastDueError(ConflictError):
    """The quiz was due before now."""


class NoAttemptsLeftError(ConflictError):
    """The policy's attempts are used up."""


class UnderWayElsewhereError(ConflictError):
    """The same quiz is under way in another section."""

    def __init__(self, section: str) -> None:
        super().__init__(f"This quiz is under way in {section}. Hand that attempt in first.")


class Going(NamedTuple):
    """An attempt to go on with. section_id: None where it was begun alone."""

    attempt: str
    section_id: int | None


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


def open_attempt(session: Session, learner_id: int | None, quiz: str, now: datetime) -> Going | None:
    """The attempt to go on with."""
    row = session.execute(
        select(Attempt.public_id, Attempt.section_id, Attempt.deadline).where(
            Attempt.learner_id == learner_id, Attempt.quiz == quiz, Attempt.status == Status.OPEN
        )
    ).one_or_none()
    return Going(row.public_id, row.section_id) if row and not late(row.deadline, now) else None


def start(
    session: Session, learner_id: int, quiz: str, terms: Terms, questions: Sequence[Resolved], seed: int, now: datetime
) -> str:
    """The public id of the open attempt: a new one with the questions drawn, or the one that is open there already.

    One that was begun alone is handed in, for a member takes the quiz in the section. Raises UnderWayElsewhereError,
    NotOpenYetError, PastDueError or NoAttemptsLeftError where there can be no new one.
    """
    expire(session, now, learner_id)
    going = open_attempt(session, learner_id, quiz, now)
    if going and going.section_id == terms.section_id:
        return going.attempt
    if terms.section_id is not None and quiz_terms.name_for_member(session, terms.section_id, learner_id) is None:
        raise NotAMemberError  # it was archived, or they were removed, after the page was loaded
    number = _allowed_number(session, learner_id, quiz, terms, now)
    if going:
        _set_aside(session, learner_id, going, now)
    versions = _versions(session, questions, now)
    try:
        with session.begin_nested():
            attempt = _opened(session, learner_id, quiz, terms, number, seed, len(questions), now)
    except IntegrityError:  # a parallel start came first; its attempt is the one
        going = open_attempt(session, learner_id, quiz, now)
        if going is None:
            raise
        return going.attempt
    session.execute(insert(AttemptItem), [
        {
            "attempt_id": attempt.id,
            "slot": slot,
            "question_version_id": versions[each.question],
            "lesson": each.lesson,
            "objective": each.objective,
            "seed": each.seed,
            "shown": to_plain(each.shown),
            "key": to_plain(each.key),
        }
        for slot, each in enumerate(questions, 1)
    ])  # fmt: skip
    session.execute(update(Learner).where(Learner.id == learner_id).values(seen_at=now))
    return attempt.public_id


def record(connection: Connection, learner_id: int, public_id: str, slot: int, given: Given, now: datetime) -> Receipt:
    """Writes an answer, what it shows and its grade together, or says why not. The last answer submits the attempt."""
    slots = _waiting(connection, learner_id, public_id, slot)
    here = slots[slot]
    if here.idempotency_key is not None:
        return Receipt.REPEATED if here.idempotency_key == given.idempotency_key else Receipt.STALE
    if here.status is not Status.OPEN:
        return Receipt.CLOSED
    if late(here.deadline, now):
        _close(connection, here.attempt_id, Status.EXPIRED, here.deadline)
        return Receipt.LATE
    if slot != min(slots):
        raise ItemNotFoundError
    _write(connection, here.attempt_id, here.id, given, now)
    if here.draft is not None:
        connection.execute(_FORGET_DRAFT, {"item": here.id})
    if len(slots) == 1:
        _close(connection, here.attempt_id, Status.SUBMITTED, now)
    return Receipt.SAVED


def submit(session: Session, learner_id: int, public_id: str, now: datetime) -> None:
    """Ends the attempt; what is unanswered counts as nothing. Ending it again changes nothing."""
    connection = session.connection()
    attempt = _locked(connection, learner_id, public_id)
    if attempt.status is not Status.OPEN:
        return
    if late(attempt.deadline, now):
        _close(connection, attempt.id, Status.EXPIRED, attempt.deadline)
    else:
        _close(connection, attempt.id, Status.SUBMITTED, now)


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


def adopt(session: Session, visitor_id: int, learner_id: int, now: datetime) -> None:
    """Hands a visitor's attempts to an account. Where both have one open on a quiz, the older one is submitted,
    unless it is a section's: then the visitor's is."""
    for owner_id in (visitor_id, learner_id):
        expire(session, now, owner_id)
    moving = session.scalars(select(Attempt).where(Attempt.learner_id == visitor_id).order_by(Attempt.id)).all()
    for attempt in moving:
        if attempt.status is Status.OPEN:
            _yield_one(session, attempt, learner_id, now)
        attempt.number = _last_number(session, learner_id, attempt.quiz, attempt.section_id) + 1
        attempt.learner_id = learner_id
        session.flush()


def _set_aside(session: Session, learner_id: int, going: Going, now: datetime) -> None:
    """Ends the attempt that stands in the way of one elsewhere, unless it is another section's that is still theirs."""
    section = None if going.section_id is None else quiz_terms.name_for_member(session, going.section_id, learner_id)
    if section is not None:
        raise UnderWayElsewhereError(section)
    end(session, now, Attempt.public_id == going.attempt)


def _allowed_number(session: Session, learner_id: int, quiz: str, terms: Terms, now: datetime) -> int:
    if terms.opens_at and now < terms.opens_at:
        raise NotOpenYetError(f"This quiz opens {terms.told(terms.opens_at)}.")
    if terms.due_at and late(terms.due_at, now):
        raise PastDueError(f"This quiz was due {terms.told(terms.due_at)}.")
    number = _last_number(session, learner_id, quiz, terms.section_id) + 1
    if terms.attempts is not None and number > terms.attempts:
        raise NoAttemptsLeftError(f"All {terms.attempts} attempts at this quiz are used.")
    return number


def _last_number(session: Session, learner_id: int, quiz: str, section_id: int | None) -> int:
    last = session.scalar(
        select(func.max(Attempt.number)).where(
            Attempt.learner_id == learner_id, Attempt.quiz == quiz, Attempt.section_id.is_not_distinct_from(section_id)
        )
    )
    return last or 0


def _opened(
    session: Session, learner_id: int, quiz: str, terms: Terms, number: int, seed: int, size: int, now: datetime
) -> Attempt:
    attempt = Attempt(
        quiz=quiz,
        learner_id=learner_id,
        section_id=terms.section_id,
        number=number,
        status=Status.OPEN,
        seed=seed,
        opened_at=now,
        deadline=terms.deadline(now),
        feedback_at=terms.feedback_at,
        points=0.0,
        out_of=size,
    )
    session.add(attempt)
    session.flush()
    return attempt


def _versions(session: Session, questions: Sequence[Resolved], now: datetime) -> Mapping[str, int]:
    """The id of each question's version, recorded when it is drawn for the first time."""
    wanted = {each.question: bytes.fromhex(each.version) for each in questions}
    known = session.execute(
        select(QuestionVersion.question, QuestionVersion.sha256, QuestionVersion.id, QuestionVersion.number).where(
            QuestionVersion.question.in_(wanted)
        )
    ).all()
    ids = {row.question: row.id for row in known if row.sha256 == wanted[row.question]}
    for missing in sorted(wanted.keys() - ids.keys()):
        last = max((row.number for row in known if row.question == missing), default=0)
        ids[missing] = _publish(session, missing, wanted[missing], last + 1, now)
    return ids


def _publish(session: Session, question: str, sha256: bytes, number: int, now: datetime) -> int:
    body = json.loads(bank.load().question(question).source)
    version = QuestionVersion(question=question, number=number, sha256=sha256, body=body, created_at=now)
    try:
        with session.begin_nested():
            session.add(version)
    except IntegrityError:  # a parallel start published it first
        return session.execute(
            select(QuestionVersion.id).where(QuestionVersion.question == question, QuestionVersion.sha256 == sha256)
        ).scalar_one()
    return version.id


def _locked(connection: Connection, learner_id: int, public_id: str) -> Row[*tuple[Any, ...]]:
    """The attempt, held until the transaction ends, so that answers and submissions take their turn."""
    found = connection.execute(_LOCK, {"attempt": public_id, "learner": learner_id}).one_or_none()
    if found is None:
        raise AttemptNotFoundError
    return found


def _waiting(connection: Connection, learner_id: int, public_id: str, slot: int) -> dict[int, Row[*tuple[Any, ...]]]:
    """The slots without an answer and the one asked for, in an attempt that is held until the transaction ends."""
    if connection.dialect.name != "sqlite":  # where a transaction that writes holds everything from its start
        _locked(connection, learner_id, public_id)
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
_LOCK = (
    select(Attempt.id, Attempt.status, Attempt.deadline)
    .where(Attempt.public_id == bindparam("attempt"), Attempt.learner_id == bindparam("learner"))
    .with_for_update()
)
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


def _close(connection: Connection, attempt_id: int, status: Status, at: datetime | None) -> None:
    connection.execute(update(Attempt).where(Attempt.id == attempt_id).values(status=status, closed_at=at))


def _yield_one(session: Session, attempt: Attempt, learner_id: int, now: datetime) -> None:
    rival = session.scalars(
        select(Attempt).where(
            Attempt.learner_id == learner_id, Attempt.quiz == attempt.quiz, Attempt.status == Status.OPEN
        )
    ).one_or_none()
    if rival is None:
        return
    rival_stays = rival.section_id is not None or rival.opened_at >= attempt.opened_at
    ending = attempt if rival_stays else rival
    ending.status, ending.closed_at = Status.SUBMITTED, now
    session.flush()
