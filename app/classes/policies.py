"""Policies: when a section takes a quiz, how often, what counts and when it is told; and one learner's exceptions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.attempts import quiz_terms
from app.attempts.quiz_titles import QuizNotFoundError
from app.classes.courses import TaughtSection
from app.errors import ConflictError
from app.forms import Form, Reader
from app.models import Allowance, Attempt, Counting, Feedback, Policy, Status
from quizzes import bank

MOST_MINUTES, MOST_ATTEMPTS = 600, 50


class PolicyChangedError(ConflictError):
    """Somebody else changed the policy after this form was opened."""

    def __init__(self) -> None:
        super().__init__("Somebody changed this policy after you opened it. Nothing of yours is saved yet.")


@dataclass(frozen=True)
class Rules:
    """What a policy says. Without one, a section takes a quiz as a learner alone would."""

    opens_at: datetime | None = None
    due_at: datetime | None = None
    minutes: int | None = None
    attempts: int | None = None
    counting: Counting = Counting.BEST
    feedback: Feedback = Feedback.NOW

    @classmethod
    def read(cls, form: Form, zone: ZoneInfo) -> Self:
        """Raises FieldErrors with everything that is wrong."""
        reader = Reader(form)
        rules = cls(
            reader.moment("opens_at", zone),
            reader.moment("due_at", zone),
            reader.whole("minutes", 1, MOST_MINUTES, _or_nothing(1, MOST_MINUTES)),
            reader.whole("attempts", 1, MOST_ATTEMPTS, _or_nothing(1, MOST_ATTEMPTS)),
            Counting(reader.one_of("counting", [each.value for each in Counting])),
            Feedback(reader.one_of("feedback", [each.value for each in Feedback])),
        )
        if rules.opens_at and rules.due_at and rules.opens_at >= rules.due_at:
            reader.refuse("due_at", "Due comes after it opens.")
        if rules.feedback is Feedback.AFTER_DUE and rules.due_at is None and not reader.wrong("due_at"):
            reader.refuse("due_at", "Feedback after it is due needs a due time.")
        reader.done()
        return rules


class QuizPolicy(NamedTuple):
    """A quiz with its rules; revision 0 where nobody has set any."""

    quiz: str
    title: str
    rules: Rules
    revision: int


@dataclass(frozen=True)
class Leeway:
    """What one learner has beyond the policy of a quiz."""

    due_at: datetime | None = None
    extra_minutes: int = 0
    extra_attempts: int = 0


def lines(session: Session, section_id: int) -> tuple[QuizPolicy, ...]:
    """Every quiz in the course's order; one statement."""
    kept = {each.quiz: each for each in session.scalars(select(Policy).where(Policy.section_id == section_id))}
    return tuple(
        QuizPolicy(
            quiz.id, quiz.title, *((_rules(kept[quiz.id]), kept[quiz.id].revision) if quiz.id in kept else (Rules(), 0))
        )
        for quiz in bank.load().quizzes
    )


def save(session: Session, section: TaughtSection, quiz: str, rules: Rules, revision: int) -> None:
    """Sets the rules of a quiz; PolicyChangedError unless the revision is the one that stands.

    Attempts that have ended stay as they are. Those still open are given what is longer, never less.
    """
    if quiz not in {each.id for each in bank.load().quizzes}:
        raise QuizNotFoundError
    values = vars(rules)
    if revision:
        done = session.execute(
            update(Policy)
            .where(Policy.section_id == section.id, Policy.quiz == quiz, Policy.revision == revision)
            .values(**values, revision=revision + 1)
        )
        if not isinstance(done, CursorResult) or done.rowcount != 1:
            raise PolicyChangedError
    else:
        try:
            with session.begin_nested():
                session.add(Policy(section_id=section.id, quiz=quiz, **values))
        except IntegrityError as error:
            raise PolicyChangedError from error
    _lengthen(session, section.id, quiz)


def exceptions(session: Session, section_id: int, learner_id: int) -> dict[str, Leeway]:
    """A learner's exceptions by quiz."""
    rows = session.scalars(
        select(Allowance).where(Allowance.section_id == section_id, Allowance.learner_id == learner_id)
    )
    return {each.quiz: Leeway(each.due_at, each.extra_minutes, each.extra_attempts) for each in rows}


def read_exceptions(form: Form, zone: ZoneInfo) -> dict[str, Leeway]:
    """The exceptions in a form with the fields due-<quiz>, minutes-<quiz> and attempts-<quiz>. Raises FieldErrors."""
    reader = Reader(form)
    found = {
        quiz.id: Leeway(
            reader.moment(f"due-{quiz.id}", zone),
            reader.whole(f"minutes-{quiz.id}", 0, MOST_MINUTES, _or_nothing(0, MOST_MINUTES)) or 0,
            reader.whole(f"attempts-{quiz.id}", 0, MOST_ATTEMPTS, _or_nothing(0, MOST_ATTEMPTS)) or 0,
        )
        for quiz in bank.load().quizzes
    }
    reader.done()
    return {quiz: each for quiz, each in found.items() if each != Leeway()}


def _or_nothing(low: int, high: int) -> str:
    return f"Write a whole number from {low} to {high}, or nothing."


def grant(session: Session, section_id: int, learner_id: int, granted: Mapping[str, Leeway]) -> None:
    """Replaces a learner's exceptions; an attempt under way is lengthened, never cut short."""
    session.execute(delete(Allowance).where(Allowance.section_id == section_id, Allowance.learner_id == learner_id))
    for quiz, each in granted.items():
        session.add(Allowance(section_id=section_id, learner_id=learner_id, quiz=quiz, **vars(each)))
    session.flush()
    for quiz in granted:
        _lengthen(session, section_id, quiz, learner_id)


def _lengthen(session: Session, section_id: int, quiz: str, learner_id: int | None = None) -> None:
    """Gives the attempts under way what is longer by the terms that hold now; one statement reads them all."""
    here = [Attempt.section_id == section_id, Attempt.quiz == quiz, Attempt.status == Status.OPEN]
    if learner_id is not None:
        here.append(Attempt.learner_id == learner_id)
    for attempt, held in quiz_terms.with_terms(session, *here):
        attempt.deadline = _later(attempt.deadline, held.deadline(attempt.opened_at))
        if attempt.feedback_at and held.feedback_at:
            attempt.feedback_at = max(attempt.feedback_at, held.feedback_at)
    session.flush()


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later of two deadlines; None never comes."""
    return max(one, other) if one and other else None


def _rules(policy: Policy) -> Rules:
    return Rules(policy.opens_at, policy.due_at, policy.minutes, policy.attempts, policy.counting, policy.feedback)
