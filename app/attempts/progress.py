"""What the records say about a learner: results so far, what was missed, and which misconceptions are open."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from app.attempts import effective_policy, feedback
from app.attempts.reading import JUDGED, late, with_latest_grades
from app.database import rows
from app.database.sessions import bank_of
from app.models import (
    Attempt,
    AttemptItem,
    Grade,
    QuestionVersion,
    Response,
    ResponseMisconception,
    Section,
    Status,
)

PRACTICE = "practice"
"""The quiz of attempts made of what was missed; they count nowhere."""
RIGHT = 1 - 1e-9


@dataclass(frozen=True)
class AttemptSummary:
    """An attempt in a list. `points` is None while its feedback is held back."""

    public_id: str
    quiz: str
    number: int
    section_name: str | None
    opened_at: datetime
    closed_at: datetime | None
    points: float | None
    out_of: int

    @property
    def share(self) -> float | None:
        return None if self.points is None or not self.out_of else self.points / self.out_of


class PastAnswer(NamedTuple):
    """An answer and the mark that counts; a question that was excused has none."""

    question: str
    lesson: str
    given_at: datetime
    fraction: float | None

    @property
    def is_missed(self) -> bool:
        return self.fraction is not None and self.fraction < RIGHT


@dataclass(frozen=True)
class History:
    """What the next draw should know: questions missed when last answered, and those of the quiz's last attempt."""

    missed: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """results: newest first. missed: questions whose last answer was not right. misconceptions: id, times shown."""

    results: tuple[AttemptSummary, ...]
    missed: tuple[str, ...]
    misconceptions: tuple[tuple[str, int], ...]

    def best(self, quiz: str) -> AttemptSummary | None:
        """The closed attempt at a quiz with the highest share."""
        done = [each for each in self.results if each.quiz == quiz and each.closed_at and each.share is not None]
        return max(done, key=lambda each: each.share or 0.0, default=None)

    def going(self, quiz: str) -> AttemptSummary | None:
        """The attempt that can be gone on with."""
        return next((each for each in self.results if each.quiz == quiz and each.closed_at is None), None)


NOTHING = Progress((), (), ())


def history(session: Session, learner_id: int | None, quiz: str, now: datetime) -> History:
    if learner_id is None:
        return History()
    last = select(func.max(Attempt.id)).where(Attempt.learner_id == learner_id, Attempt.quiz == quiz).scalar_subquery()
    seen = session.scalars(
        select(QuestionVersion.question)
        .join(AttemptItem, AttemptItem.question_version_id == QuestionVersion.id)
        .where(AttemptItem.attempt_id == last)
        .order_by(AttemptItem.slot)
    ).all()
    return History(missed(session, learner_id, now), tuple(seen))


def progress(session: Session, learner_id: int, now: datetime) -> Progress:
    """Everything on the learner's own page, in four statements."""
    return Progress(
        _results(session, learner_id, now), missed(session, learner_id, now), _open(session, learner_id, now)
    )


def missed(session: Session, learner_id: int, now: datetime) -> tuple[str, ...]:
    """Questions whose last answer was not right, the latest first; of `answers`, so only what may be told."""
    latest: dict[str, PastAnswer] = {}
    for answer in reversed(answers(session, learner_id, now)):
        latest.setdefault(answer.question, answer)
    return tuple(answer.question for answer in latest.values() if answer.is_missed)


def answers(session: Session, learner_id: int, now: datetime) -> tuple[PastAnswer, ...]:
    """Every answer, the oldest first, only where the feedback has been released.

    Those of a quiz on which a section of theirs holds feedback back now are left out, wherever they were answered:
    practising them would tell.
    """
    columns = (QuestionVersion.question, AttemptItem.lesson, Response.given_at, Grade.fraction)
    found = session.execute(
        feedback.joined(with_latest_grades(_answered(*columns)))
        .where(Attempt.learner_id == learner_id, feedback.told(now))
        .order_by(Response.id)
    )
    told = tuple(rows.value(PastAnswer, row) for row in found)
    silent = _held_back(session, learner_id, now) if any(each.is_missed for each in told) else frozenset()
    return tuple(each for each in told if each.question not in silent)


def _held_back(session: Session, learner_id: int, now: datetime) -> frozenset[str]:
    """The questions of the quizzes on which there is no feedback yet."""
    quizzes = bank_of(session).quizzes
    held = effective_policy.held_back(session, learner_id, [quiz.id for quiz in quizzes], now)
    return frozenset(question.id for quiz in quizzes if quiz.id in held for question in quiz.questions)


def _results(session: Session, learner_id: int, now: datetime) -> tuple[AttemptSummary, ...]:
    rows = session.execute(
        feedback.joined(select(Attempt, Section.name.label("section_name"), feedback.told(now).label("told")))
        .outerjoin(Section, Section.id == Attempt.section_id)
        .where(Attempt.learner_id == learner_id)
        .order_by(Attempt.id.desc())
    )
    return tuple(_result(row.Attempt, row.section_name, row.told, now) for row in rows)


def _result(attempt: Attempt, section_name: str | None, told: bool, now: datetime) -> AttemptSummary:
    ended = attempt.deadline if attempt.status is Status.OPEN and late(attempt.deadline, now) else attempt.closed_at
    return AttemptSummary(
        attempt.public_id,
        attempt.quiz,
        attempt.number,
        section_name,
        attempt.opened_at,
        ended,
        attempt.points if told else None,
        attempt.out_of,
    )


def _open(session: Session, learner_id: int, now: datetime) -> tuple[tuple[str, int], ...]:
    """Misconceptions that the last answer to some question is a sign of, the most frequent first."""
    rows = session.execute(
        feedback.joined(_answered(QuestionVersion.question, Response.id, ResponseMisconception.misconception))
        .outerjoin(
            ResponseMisconception,
            and_(ResponseMisconception.response_id == Response.id, QuestionVersion.id.in_(JUDGED)),
        )
        .where(Attempt.learner_id == learner_id, feedback.told(now))
        .order_by(Response.id.desc())
    ).all()
    latest: dict[str, int] = {}
    for row in rows:
        latest.setdefault(row.question, row.id)
    shown = Counter(row.misconception for row in rows if row.misconception and latest[row.question] == row.id)
    return tuple(shown.most_common())


def _answered(*columns: Any) -> Select[*tuple[Any, ...]]:
    """These columns for each answer, with its question and its attempt."""
    return (
        select(*columns)
        .select_from(Response)
        .join(AttemptItem, AttemptItem.id == Response.item_id)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
    )
