"""A small demo class on each kind of database, and its raw records for computing everything a second time."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from app.database.sessions import Database
from app.demo import simulated_class
from app.models import (
    Attempt,
    AttemptItem,
    Grade,
    Learner,
    Membership,
    QuestionVersion,
    Response,
    ResponseChoice,
    ResponseMisconception,
    Role,
    Section,
)
from tests.databases import fresh

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
CLOSE = 1e-9


@dataclass(frozen=True)
class Class:
    """A section in a database."""

    database: Database
    section_id: int
    public_id: str
    instructor_id: int


@dataclass(frozen=True)
class Raw:
    """One question of one attempt, as the rows say. mark: None where it is excused; 0 where it is not answered."""

    attempt: int
    question: str
    slot: int
    mark: float | None
    options: frozenset[int]
    misconceptions: frozenset[str]


@dataclass(frozen=True)
class RawAttempt:
    learner: int
    public_id: str
    quiz: str
    number: int
    seconds: float
    items: tuple[Raw, ...]

    @property
    def total(self) -> float:
        return sum(item.mark for item in self.items if item.mark is not None)

    @property
    def out_of(self) -> int:
        return sum(item.mark is not None for item in self.items)


@contextmanager
def demo_class(request: pytest.FixtureRequest, kind: str, folder: Path, learners: int) -> Iterator[Class]:
    """A demo class of so many learners, with an instructor, for as long as the block lasts."""
    template = request.getfixturevalue("filled")(kind, f"class-of-{learners}", partial(_make, learners=learners))
    with fresh(request, kind, folder, template) as url:
        database = Database(url)
        yield _found(database)
        database.dispose()


def _make(database: Database, learners: int) -> None:
    with database.write() as session:
        session.add(Learner(name="Ida", email="ida@example.org", instructor=True, created_at=NOW, seen_at=NOW))
    simulated_class.make(database, NOW, learners, seed="tests")


def _found(database: Database) -> Class:
    with database.read() as session:
        section = session.scalars(select(Section).where(Section.demo)).one()
        teacher = session.scalars(select(Learner.id).where(Learner.instructor)).one()
        return Class(database, section.id, section.public_id, teacher)


def members(of: Class) -> dict[int, Learner]:
    with of.database.read() as session:
        rows = session.scalars(
            select(Learner)
            .join(Membership, Membership.learner_id == Learner.id)
            .where(Membership.section_id == of.section_id, Membership.role == Role.LEARNER)
        )
        return {row.id: row for row in rows}


def raw(of: Class) -> tuple[RawAttempt, ...]:
    """Every finished attempt, read table by table and put together here; again only where there is something new."""
    with of.database.read() as session:
        newest = session.scalar(select(func.max(Grade.id)))
        finished = session.scalar(select(func.count(Attempt.id)).where(Attempt.closed_at.is_not(None)))
    return _raw(of, (newest, finished))


@lru_cache(2)
def _raw(of: Class, _stamp: tuple[int | None, int | None]) -> tuple[RawAttempt, ...]:
    with of.database.read() as session:
        attempts = session.scalars(
            select(Attempt).where(Attempt.section_id == of.section_id, Attempt.closed_at.is_not(None))
        ).all()
        items = session.execute(
            select(AttemptItem.id, AttemptItem.attempt_id, AttemptItem.slot, AttemptItem.question_version_id)
        ).all()
        names = {row.id: row.question for row in session.execute(select(QuestionVersion.id, QuestionVersion.question))}
        marks = {row.item_id: row.fraction for row in session.scalars(select(Grade).order_by(Grade.seq))}
        responses = {row.id: row.item_id for row in session.execute(select(Response.id, Response.item_id))}
        options, signs = defaultdict(set), defaultdict(set)
        for choice in session.scalars(select(ResponseChoice)):
            options[responses[choice.response_id]].add(choice.option)
        for sign in session.scalars(select(ResponseMisconception)):
            signs[responses[sign.response_id]].add(sign.misconception)
    own = defaultdict(list)
    for item in items:
        found = frozenset(options[item.id]), frozenset(signs[item.id])
        own[item.attempt_id].append(
            Raw(item.attempt_id, names[item.question_version_id], item.slot, marks.get(item.id, 0.0), *found)
        )
    return tuple(_attempt(each, tuple(own[each.id])) for each in attempts)


def _attempt(row: Attempt, items: tuple[Raw, ...]) -> RawAttempt:
    assert row.closed_at is not None
    seconds = (row.closed_at - row.opened_at).total_seconds()
    return RawAttempt(row.learner_id, row.public_id, row.quiz, row.number, seconds, items)


def firsts(of: Class, quiz: str) -> list[RawAttempt]:
    """Everybody's first finished attempt at a quiz."""
    found: dict[int, RawAttempt] = {}
    for attempt in sorted(raw(of), key=lambda each: each.number):
        if attempt.quiz == quiz:
            found.setdefault(attempt.learner, attempt)
    return list(found.values())


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that run while the block lasts."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement != "BEGIN":
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)
