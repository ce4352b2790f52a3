"""Attempts: how one starts, takes its answers one by one, and ends; every race is decided by the database."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import (
    Attempt,
    AttemptItem,
    Draft,
    Grade,
    Learner,
    QuestionVersion,
    Response,
    ResponseChoice,
    Source,
    Status,
)
from app.sections import Terms


class AttemptNotFoundError(LookupError):
    """There is no such attempt, or it is somebody else's, which is nobody's business."""


class ItemNotFoundError(LookupError):
    """The attempt has no such slot, or has not come to it yet."""


class NotOpenYetError(Exception):
    """The section opens this quiz later."""


class PastDueError(Exception):
    """The quiz was due before now."""


class NoAttemptsLeftError(Exception):
    """The policy's attempts are used up."""


class Receipt(enum.Enum):
    """What became of an answer."""

    SAVED = "saved"
    REPEATED = "repeated"
    """The same answer sent again, by a double click or a retry: nothing was added, nothing is wrong."""
    STALE = "stale"
    """The question was answered from another page before."""
    CLOSED = "closed"
    LATE = "late"


class Question(NamedTuple):
    """A question drawn for a slot: its version as in the bank, and what this attempt shows and holds as key."""

    id: str
    body: Any
    sha256: bytes
    shown: Any
    key: Any


class Choice(NamedTuple):
    option: str
    misconception: str | None


class Answer(NamedTuple):
    """A marked answer: its JSON value, its fraction between 0 and 1, and the options that it chose."""

    value: Any
    fraction: float
    choices: tuple[Choice, ...] = ()


class Place(NamedTuple):
    """A slot in passing: whether it is answered, and how it stands."""

    slot: int
    answered: bool
    fraction: float | None
    source: Source | None


@dataclass(frozen=True)
class Item:
    """A question in its slot, as shown and as answered (`value` is None before)."""

    slot: int
    question: str
    shown: Any
    key: Any
    value: Any
    given_at: datetime | None
    fraction: float | None
    source: Source | None
    draft: Any
    draft_number: int

    @property
    def answered(self) -> bool:
        return self.given_at is not None


@dataclass(frozen=True)
class Sitting:
    """An attempt as it stands."""

    id: int
    public_id: str
    quiz: str
    section_id: int | None
    number: int
    status: Status
    opened_at: datetime
    deadline: datetime | None
    closed_at: datetime | None
    feedback_at: datetime | None
    points: float
    out_of: int
    places: tuple[Place, ...]

    @property
    def answered(self) -> int:
        return sum(place.answered for place in self.places)

    @property
    def next_slot(self) -> int | None:
        return next((place.slot for place in self.places if not place.answered), None)

    def open(self, now: datetime) -> bool:
        """Whether it takes answers; one whose time has run out does not, even before anybody has written that down."""
        return self.status is Status.OPEN and not _late(self.deadline, now)

    def tells(self, now: datetime) -> bool:
        """Whether marks and explanations may be shown."""
        return self.feedback_at is None or now >= self.feedback_at


def sitting(session: Session, learner_id: int | None, public_id: str) -> Sitting:
    """The learner's attempt; AttemptNotFoundError for anybody else's."""
    rows = session.execute(
        _latest_grades(
            select(*_HEAD, AttemptItem.slot, Response.id.label("response_id"), Grade.fraction, Grade.source)
            .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
            .outerjoin(Response, Response.item_id == AttemptItem.id)
        )
        .where(Attempt.public_id == public_id, Attempt.learner_id == learner_id)
        .order_by(AttemptItem.slot)
    ).all()
    if not rows:
        raise AttemptNotFoundError(public_id)
    places = tuple(Place(row.slot, row.response_id is not None, row.fraction, row.source) for row in rows)
    return Sitting(*rows[0][: len(_HEAD)], places)


def items(session: Session, attempt_id: int, slot: int | None = None) -> tuple[Item, ...]:
    """The questions of an attempt in order, or the one in a slot."""
    statement = _latest_grades(
        select(*_ITEM)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .outerjoin(Response, Response.item_id == AttemptItem.id)
        .outerjoin(Draft, Draft.item_id == AttemptItem.id)
    ).where(AttemptItem.attempt_id == attempt_id)
    if slot is not None:
        statement = statement.where(AttemptItem.slot == slot)
    return tuple(_item(row) for row in session.execute(statement.order_by(AttemptItem.slot)))


def item(session: Session, attempt_id: int, slot: int) -> Item:
    found = items(session, attempt_id, slot)
    if not found:
        raise ItemNotFoundError(slot)
    return found[0]


def open_attempt(session: Session, learner_id: int | None, quiz: str, now: datetime) -> str | None:
    """The public id of the attempt to go on with."""
    row = session.execute(
        select(Attempt.public_id, Attempt.deadline).where(
            Attempt.learner_id == learner_id, Attempt.quiz == quiz, Attempt.status == Status.OPEN
        )
    ).one_or_none()
    return row.public_id if row and not _late(row.deadline, now) else None


def start(
    session: Session, learner_id: int, quiz: str, terms: Terms, drawn: Iterable[Question], seed: int, now: datetime
) -> str:
    """The public id of the open attempt: a new one with the questions drawn, or the one that is open already.

    Raises NotOpenYetError, PastDueError or NoAttemptsLeftError where the terms forbid a new one.
    """
    expire(session, now, learner_id)
    going = open_attempt(session, learner_id, quiz, now)
    if going:
        return going
    number = _allowed_number(session, learner_id, quiz, terms, now)
    questions = tuple(drawn)
    versions = _versions(session, questions, now)
    try:
        with session.begin_nested():
            attempt = _opened(session, learner_id, quiz, terms, number, seed, len(questions), now)
    except IntegrityError:  # a parallel start came first; its attempt is the one
        going = open_attempt(session, learner_id, quiz, now)
        if going is None:
            raise
        return going
    session.execute(
        insert(AttemptItem),
        [
            {"attempt_id": attempt.id, "slot": slot, "question_version_id": versions[question.id],
             "shown": question.shown, "key": question.key}
            for slot, question in enumerate(questions, 1)
        ],
    )  # fmt: skip
    session.execute(update(Learner).where(Learner.id == learner_id).values(seen_at=now))
    return attempt.public_id


def record(
    session: Session, learner_id: int, public_id: str, slot: int, answer: Answer, idempotency_key: str, now: datetime
) -> Receipt:
    """Writes an answer, its choices and its grade together, or says why not. The last answer submits the attempt."""
    attempt = _locked(session, learner_id, public_id)
    slots = _slots(session, attempt.id)
    here = slots.get(slot)
    if here is None:
        raise ItemNotFoundError(slot)
    if here.idempotency_key is not None:
        return Receipt.REPEATED if here.idempotency_key == idempotency_key else Receipt.STALE
    if attempt.status is not Status.OPEN:
        return Receipt.CLOSED
    if _late(attempt.deadline, now):
        _close(session, attempt.id, Status.EXPIRED, attempt.deadline)
        return Receipt.LATE
    unanswered = [each for each, row in slots.items() if row.idempotency_key is None]
    if slot != unanswered[0]:
        raise ItemNotFoundError(slot)
    _write(session, here.id, answer, idempotency_key, now)
    session.execute(
        update(Attempt).where(Attempt.id == attempt.id).values(points=Attempt.points + answer.fraction)
    )
    if unanswered == [slot]:
        _close(session, attempt.id, Status.SUBMITTED, now)
    return Receipt.SAVED


def submit(session: Session, learner_id: int, public_id: str, now: datetime) -> None:
    """Ends the attempt; what is unanswered counts as nothing. Ending it again changes nothing."""
    attempt = _locked(session, learner_id, public_id)
    if attempt.status is not Status.OPEN:
        return
    if _late(attempt.deadline, now):
        _close(session, attempt.id, Status.EXPIRED, attempt.deadline)
    else:
        _close(session, attempt.id, Status.SUBMITTED, now)


def expire(session: Session, now: datetime, learner_id: int | None = None) -> None:
    """Closes the attempts whose time has run out, as of their deadline."""
    late = update(Attempt).where(Attempt.status == Status.OPEN, Attempt.deadline <= now)
    if learner_id is not None:
        late = late.where(Attempt.learner_id == learner_id)
    session.execute(late.values(status=Status.EXPIRED, closed_at=Attempt.deadline))


def save_draft(
    session: Session, learner_id: int, public_id: str, slot: int, number: int, value: Any, now: datetime
) -> bool:
    """Keeps an answer not yet given; False if a newer draft, or the answer itself, is there already."""
    attempt = _locked(session, learner_id, public_id)
    here = _slots(session, attempt.id).get(slot)
    if here is None:
        raise ItemNotFoundError(slot)
    if here.idempotency_key is not None or attempt.status is not Status.OPEN or _late(attempt.deadline, now):
        return False
    kept = session.scalar(select(Draft.number).where(Draft.item_id == here.id))
    if kept is None:
        session.execute(insert(Draft).values(item_id=here.id, number=number, value=value, saved_at=now))
    elif kept < number:
        session.execute(update(Draft).where(Draft.item_id == here.id).values(number=number, value=value, saved_at=now))
    return kept is None or kept < number


def adopt(session: Session, visitor_id: int, learner_id: int, now: datetime) -> None:
    """Hands a visitor's attempts to an account. Where both have one open on a quiz, the older one is submitted,
    unless it is a section's: then the visitor's is."""
    moving = session.scalars(select(Attempt).where(Attempt.learner_id == visitor_id).order_by(Attempt.id)).all()
    for attempt in moving:
        if attempt.status is Status.OPEN:
            _yield_one(session, attempt, learner_id, now)
        attempt.number = _last_number(session, learner_id, attempt.quiz, attempt.section_id) + 1
        attempt.learner_id = learner_id
        session.flush()


_HEAD = (
    Attempt.id,
    Attempt.public_id,
    Attempt.quiz,
    Attempt.section_id,
    Attempt.number,
    Attempt.status,
    Attempt.opened_at,
    Attempt.deadline,
    Attempt.closed_at,
    Attempt.feedback_at,
    Attempt.points,
    Attempt.out_of,
)
_ITEM = (
    AttemptItem.slot,
    QuestionVersion.question,
    AttemptItem.shown,
    AttemptItem.key,
    Response.value,
    Response.given_at,
    Grade.fraction,
    Grade.source,
    Draft.value.label("draft"),
    Draft.number.label("draft_number"),
)


def _latest_grades(statement: Select[Any]) -> Select[Any]:
    """Joins to each item the grade that counts: the last one."""
    later = Grade.__table__.alias("later")
    latest = select(func.max(later.c.seq)).where(later.c.item_id == AttemptItem.id).scalar_subquery()
    return statement.outerjoin(Grade, and_(Grade.item_id == AttemptItem.id, Grade.seq == latest))


def _item(row: Row[Any]) -> Item:
    return Item(*row[:-1], row.draft_number or 0)


def _late(deadline: datetime | None, now: datetime) -> bool:
    return deadline is not None and deadline <= now


def _allowed_number(session: Session, learner_id: int, quiz: str, terms: Terms, now: datetime) -> int:
    if terms.opens_at and now < terms.opens_at:
        raise NotOpenYetError(terms.opens_at)
    if _late(terms.due_at, now):
        raise PastDueError(terms.due_at)
    number = _last_number(session, learner_id, quiz, terms.section_id) + 1
    if terms.attempts is not None and number > terms.attempts:
        raise NoAttemptsLeftError(terms.attempts)
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


def _versions(session: Session, questions: Iterable[Question], now: datetime) -> Mapping[str, int]:
    """The id of each question's version, recorded when it is drawn for the first time."""
    wanted = {question.id: question for question in questions}
    known = session.execute(
        select(QuestionVersion.question, QuestionVersion.sha256, QuestionVersion.id, QuestionVersion.number).where(
            QuestionVersion.question.in_(wanted)
        )
    ).all()
    ids = {row.question: row.id for row in known if row.sha256 == wanted[row.question].sha256}
    for missing in wanted.keys() - ids.keys():
        last = max((row.number for row in known if row.question == missing), default=0)
        ids[missing] = _publish(session, wanted[missing], last + 1, now)
    return ids


def _publish(session: Session, question: Question, number: int, now: datetime) -> int:
    version = QuestionVersion(
        question=question.id, number=number, sha256=question.sha256, body=question.body, created_at=now
    )
    try:
        with session.begin_nested():
            session.add(version)
    except IntegrityError:  # a parallel start published it first
        return session.execute(
            select(QuestionVersion.id).where(
                QuestionVersion.question == question.id, QuestionVersion.sha256 == question.sha256
            )
        ).scalar_one()
    return version.id


def _locked(session: Session, learner_id: int, public_id: str) -> Row[Any]:
    """The attempt, held until the transaction ends, so that answers and submissions take their turn."""
    row = session.execute(
        select(Attempt.id, Attempt.status, Attempt.deadline)
        .where(Attempt.public_id == public_id, Attempt.learner_id == learner_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise AttemptNotFoundError(public_id)
    return row


def _slots(session: Session, attempt_id: int) -> dict[int, Row[Any]]:
    rows = session.execute(
        select(AttemptItem.slot, AttemptItem.id, Response.idempotency_key)
        .outerjoin(Response, Response.item_id == AttemptItem.id)
        .where(AttemptItem.attempt_id == attempt_id)
        .order_by(AttemptItem.slot)
    )
    return {row.slot: row for row in rows}


def _write(session: Session, item_id: int, answer: Answer, idempotency_key: str, now: datetime) -> None:
    connection = session.connection()  # Core: this is the hot path, and the session need not know these rows
    result = connection.execute(
        insert(Response).values(item_id=item_id, value=answer.value, idempotency_key=idempotency_key, given_at=now)
    )
    if answer.choices:
        response_id = result.inserted_primary_key[0]
        connection.execute(
            insert(ResponseChoice), [{"response_id": response_id, **choice._asdict()} for choice in answer.choices]
        )
    connection.execute(
        insert(Grade).values(item_id=item_id, seq=1, fraction=answer.fraction, source=Source.AUTO, created_at=now)
    )
    connection.execute(delete(Draft).where(Draft.item_id == item_id))


def _close(session: Session, attempt_id: int, status: Status, at: datetime | None) -> None:
    session.execute(update(Attempt).where(Attempt.id == attempt_id).values(status=status, closed_at=at))


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
