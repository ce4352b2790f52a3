"""Attempts as they stand: one statement reads the whole in passing, one a question with everything about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from app.attempts import feedback
from app.attempts.effective_policy import ALONE, COLUMNS, EffectivePolicy, end_in_words, in_words, read
from app.database import rows
from app.database.prepared import Prepared
from app.errors import NotFoundError
from app.models import Attempt, AttemptItem, Browser, Draft, Grade, QuestionVersion, Response, Section, Source, Status
from quizzes import bank, versions
from quizzes.plain import from_plain
from quizzes.questions import Answer, Form, Key, Resolved, Shown
from quizzes.shapes import FIRST

NO_ATTEMPT = "There is no such attempt here. If it is yours, sign in, or use the browser that you began it in."


class AttemptNotFoundError(NotFoundError):
    """There is no such attempt, or it is somebody else's, which is nobody's business."""

    def __init__(self) -> None:
        super().__init__(NO_ATTEMPT)


class ItemNotFoundError(NotFoundError):
    """The attempt has no such slot, or has not come to it yet."""

    def __init__(self) -> None:
        super().__init__("There is no such question in this attempt, or you have not come to it yet.")


class SlotState(NamedTuple):
    """A slot in passing: whether it is answered, and how it stands. An excused question has no fraction."""

    slot: int
    lesson: str
    question: str
    answered: bool
    fraction: float | None
    source: Source | None


@dataclass(frozen=True)
class Item:
    """A question in its slot, as drawn, with the answer and the grade that counts (None before)."""

    slot: int
    resolved: Resolved
    answer: Answer | None
    idempotency_key: str | None
    given_at: datetime | None
    fraction: float | None
    source: Source | None
    draft: Form | None
    draft_number: int
    corrected: Resolved | None = None
    """The same draw of the corrected question, once the grade that counts goes by it."""


@dataclass(frozen=True)
class AttemptState:
    """An attempt as it stands."""

    id: int
    public_id: str
    quiz: str
    learner_id: int
    section_id: int | None
    number: int
    status: Status
    opened_at: datetime
    deadline: datetime | None
    closed_at: datetime | None
    examination: bool
    points: float
    out_of: int
    places: tuple[SlotState, ...]
    policy: EffectivePolicy = ALONE
    """What holds now for its learner in its section."""

    @property
    def answered(self) -> int:
        return sum(place.answered for place in self.places)

    @property
    def next_slot(self) -> int | None:
        return next((place.slot for place in self.places if not place.answered), None)

    def told(self, moment: datetime) -> str:
        """The moment in words, by the section's clock."""
        return in_words(moment, self.policy.time_zone)

    @property
    def until(self) -> str:
        """Until when answers are taken, in words; empty where there is no end."""
        return end_in_words(self.deadline, self.policy.time_zone) if self.deadline else ""

    @property
    def is_end_own(self) -> bool:
        """Whether an exception of the learner's gives them more time than the class has."""
        others = self.policy.class_deadline(self.opened_at)
        return self.deadline is not None and others is not None and others < self.deadline

    @property
    def is_cut(self) -> bool:
        """Whether the due time comes before the minutes are over."""
        minutes = self.policy.minutes
        return bool(minutes and self.deadline and self.deadline < self.opened_at + timedelta(minutes=minutes))

    def open(self, now: datetime) -> bool:
        """Whether it takes answers; one whose time has run out does not, even before anybody has written that down."""
        return self.status is Status.OPEN and not late(self.deadline, now)

    def tells(self, now: datetime) -> bool:
        """Whether marks and explanations may be shown."""
        return feedback.tells(self.policy, self.examination, not self.open(now), now)


@dataclass(frozen=True)
class QuestionToMark:
    """As much of a question in its attempt as it takes to mark an answer."""

    learner_id: int
    attempt: str
    slot: int
    status: Status
    deadline: datetime | None
    idempotency_key: str | None
    """Of the answer, if there is one already."""
    shown: Shown
    key: Key


def attempt_state(session: Session, learner_id: int | None, public_id: str) -> AttemptState:
    """The learner's attempt; AttemptNotFoundError for anybody else's."""
    found = session.execute(_ATTEMPT, {"attempt": public_id, "learner": learner_id}).all()
    if not found:
        raise AttemptNotFoundError
    places = tuple(rows.part(SlotState, row) for row in found)
    return rows.part(
        AttemptState, found[0], section_id=found[0].attempt_section_id, places=places, policy=read(found[0])
    )


def items(session: Session, attempt_id: int) -> tuple[Item, ...]:
    """The questions of an attempt in order."""
    return tuple(_item(row) for row in session.execute(_ITEMS, {"attempt": attempt_id}))


def asked(connection: Connection, token_hash: bytes, public_id: str, slot: int, now: datetime) -> QuestionToMark:
    """The question that whoever holds the token answers; AttemptNotFoundError if there is none."""
    given = {"token": token_hash, "attempt": public_id, "slot": slot, "now": now}
    row = _ASKED.row(connection, **given)
    if row is None:
        raise AttemptNotFoundError
    drawn = {"shown": from_plain(Shown, row.shown), "key": from_plain(Key, row.key)}
    return QuestionToMark(**(row._asdict() | drawn))


def item(session: Session, attempt_id: int, slot: int) -> Item:
    """The question in a slot."""
    row = session.execute(_ITEM_AT, {"attempt": attempt_id, "slot": slot}).one_or_none()
    if row is None:
        raise ItemNotFoundError
    return _item(row)


def with_latest_grades(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Joins to each item the grade that counts: the last one."""
    later = Grade.__table__.alias("later")
    latest = select(func.max(later.c.seq)).where(later.c.item_id == AttemptItem.id).scalar_subquery()
    return statement.outerjoin(Grade, and_(Grade.item_id == AttemptItem.id, Grade.seq == latest))


def late(deadline: datetime | None, now: datetime) -> bool:
    return deadline is not None and deadline <= now


JUDGED = select(QuestionVersion.id).where(QuestionVersion.body["marking"].as_integer() > FIRST)
"""The versions of questions whose misconceptions were judged for each variant; what the others say may not be so."""

_Corrected = aliased(QuestionVersion, name="corrected")
_HEAD = (
    Attempt.id,
    Attempt.public_id,
    Attempt.quiz,
    Attempt.learner_id,
    Attempt.section_id.label("attempt_section_id"),  # a name of its own, beside the policy's
    Attempt.number,
    Attempt.status,
    Attempt.opened_at,
    Attempt.deadline,
    Attempt.closed_at,
    Attempt.examination,
    Attempt.points,
    Attempt.out_of,
)
_PLACE = (
    AttemptItem.slot,
    AttemptItem.lesson,
    QuestionVersion.question,
    Response.id.is_not(None).label("answered"),
    Grade.fraction,
    Grade.source,
)
_ITEM = (
    AttemptItem.slot,
    QuestionVersion.question,
    QuestionVersion.sha256,
    AttemptItem.seed,
    AttemptItem.lesson,
    AttemptItem.objective,
    AttemptItem.shown,
    AttemptItem.key,
    Response.value,
    Response.idempotency_key,
    Response.given_at,
    Grade.fraction,
    Grade.source,
    Draft.value.label("draft"),
    Draft.number.label("draft_number"),
    _Corrected.body.label("corrected"),
)


# Built once, for building a statement takes longer than running it.
_ATTEMPT = (
    with_latest_grades(
        feedback.joined(select(*_HEAD, *COLUMNS, *_PLACE).select_from(Attempt))
        .outerjoin(Section, Section.id == Attempt.section_id)
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .outerjoin(Response, Response.item_id == AttemptItem.id)
    )
    .where(Attempt.public_id == bindparam("attempt"), Attempt.learner_id == bindparam("learner"))
    .order_by(AttemptItem.slot)
)
_ITEMS = (
    with_latest_grades(
        select(*_ITEM)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .outerjoin(Response, Response.item_id == AttemptItem.id)
        .outerjoin(Draft, Draft.item_id == AttemptItem.id)
    )
    .outerjoin(_Corrected, _Corrected.id == Grade.question_version_id)
    .where(AttemptItem.attempt_id == bindparam("attempt"))
    .order_by(AttemptItem.slot)
)
_ITEM_AT = _ITEMS.where(AttemptItem.slot == bindparam("slot"))
_ASKED = Prepared(
    select(
        Attempt.learner_id,
        Attempt.public_id.label("attempt"),
        AttemptItem.slot,
        Attempt.status,
        Attempt.deadline,
        Response.idempotency_key,
        AttemptItem.shown,
        AttemptItem.key,
    )
    .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    .join(Browser, Browser.learner_id == Attempt.learner_id)
    .outerjoin(Response, Response.item_id == AttemptItem.id)
    .where(Attempt.public_id == bindparam("attempt"), AttemptItem.slot == bindparam("slot"))
    .where(Browser.token_hash == bindparam("token"), Browser.expires_at > bindparam("now"))
)


def _item(row: Row[*tuple[Any, ...]]) -> Item:
    drawn = from_plain(Shown, row.shown), from_plain(Key, row.key)
    resolved = Resolved(row.question, row.sha256.hex(), row.seed, row.lesson, row.objective, *drawn)
    return rows.part(
        Item,
        row,
        resolved=resolved,
        answer=None if row.value is None else Answer.from_json(row.value),
        draft_number=row.draft_number or 0,
        corrected=None if row.corrected is None else versions.again(bank.recall(row.corrected), resolved),
    )
