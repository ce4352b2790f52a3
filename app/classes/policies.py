"""Policies: when a section takes a quiz, how often, what counts and when it is told; and one learner's exceptions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, CursorResult, case, delete, null, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.attempts import effective_policy
from app.attempts.effective_policy import EffectivePolicy
from app.attempts.quiz_titles import QuizNotFoundError
from app.classes.courses import TaughtSection
from app.clock import end_of, minute_of
from app.database.sessions import bank_of
from app.errors import ConflictError
from app.forms import Form, Reader
from app.models import Attempt, Counting, Feedback, Policy, PolicyException, Status
from quizzes.bank import Bank

MOST_MINUTES, MOST_ATTEMPTS = 600, 50


class PolicyChangedError(ConflictError):
    """Somebody else changed the policy after this form was opened."""

    def __init__(self) -> None:
        super().__init__("Somebody changed this policy after you opened it. Nothing of yours is saved yet.")


class NothingHeldBackError(ConflictError):
    """Marks are released for a quiz on which they are shown anyway."""

    def __init__(self) -> None:
        super().__init__("By the policy of this quiz, marks are not held back.")


@dataclass(frozen=True)
class PolicySettings:
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
        settings = cls(
            reader.moment("opens_at", zone),
            reader.moment("due_at", zone),
            reader.whole("minutes", 1, MOST_MINUTES, _or_nothing(1, MOST_MINUTES)),
            reader.whole("attempts", 1, MOST_ATTEMPTS, _or_nothing(1, MOST_ATTEMPTS)),
            reader.word("counting", Counting, Counting.BEST),
            reader.word("feedback", Feedback, Feedback.NOW),
        )
        if settings.opens_at and settings.due_at and settings.opens_at >= settings.due_at:
            reader.refuse("due_at", "Due comes after it opens.")
        if settings.feedback is Feedback.AFTER_DUE and settings.due_at is None and not reader.wrong("due_at"):
            reader.refuse("due_at", "Feedback after it is due needs a due time.")
        reader.done()
        return settings

    def is_over(self, now: datetime) -> bool:
        """Whether the due time has passed, for those without an exception."""
        return self.due_at is not None and now >= end_of(self.due_at)


class QuizPolicy(NamedTuple):
    """A quiz with its settings; revision 0 where nobody has set any. released_at: when its marks were shown early."""

    quiz: str
    title: str
    settings: PolicySettings
    revision: int = 0
    released_at: datetime | None = None


@dataclass(frozen=True)
class ExceptionSettings:
    """What one learner has beyond the policy of a quiz."""

    due_at: datetime | None = None
    extra_minutes: int = 0
    extra_attempts: int = 0


def lines(session: Session, section_id: int) -> tuple[QuizPolicy, ...]:
    """Every quiz in the course's order; one statement."""
    kept = {each.quiz: each for each in session.scalars(select(Policy).where(Policy.section_id == section_id))}
    return tuple(_line(quiz.id, quiz.title, kept.get(quiz.id)) for quiz in bank_of(session).quizzes)


def save(session: Session, section: TaughtSection, quiz: str, settings: PolicySettings, revision: int) -> None:
    """Sets the settings of a quiz; PolicyChangedError unless the revision is the one that stands.

    Attempts that have ended stay as they are. Those still open are given what is longer, never less. A due time that
    is put off takes back that marks were shown early.
    """
    if quiz not in {each.id for each in bank_of(session).quizzes}:
        raise QuizNotFoundError
    values = vars(settings)
    if revision:
        done = session.execute(
            update(Policy)
            .where(Policy.section_id == section.id, Policy.quiz == quiz, Policy.revision == revision)
            .values(**values, released_at=_still_released(settings), revision=revision + 1)
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


def release(session: Session, section: TaughtSection, quiz: str, at: datetime | None) -> None:
    """Shows marks and explanations to those who have handed in, before the quiz is due; None takes that back."""
    done = session.execute(
        update(Policy)
        .where(Policy.section_id == section.id, Policy.quiz == quiz, Policy.feedback == Feedback.AFTER_DUE)
        .values(released_at=at, revision=Policy.revision + 1)
    )
    if not isinstance(done, CursorResult) or done.rowcount != 1:
        raise NothingHeldBackError


def exceptions(session: Session, section_id: int, learner_id: int) -> dict[str, ExceptionSettings]:
    """A learner's exceptions by quiz."""
    rows = session.scalars(
        select(PolicyException).where(
            PolicyException.section_id == section_id, PolicyException.learner_id == learner_id
        )
    )
    return {each.quiz: ExceptionSettings(each.due_at, each.extra_minutes, each.extra_attempts) for each in rows}


def read_exceptions(form: Form, zone: ZoneInfo, bank: Bank) -> dict[str, ExceptionSettings]:
    """The exceptions in a form with the fields due-<quiz>, minutes-<quiz> and attempts-<quiz>. Raises FieldErrors."""
    reader = Reader(form)
    found = {
        quiz.id: ExceptionSettings(
            reader.moment(f"due-{quiz.id}", zone),
            reader.whole(f"minutes-{quiz.id}", 0, MOST_MINUTES, _or_nothing(0, MOST_MINUTES)) or 0,
            reader.whole(f"attempts-{quiz.id}", 0, MOST_ATTEMPTS, _or_nothing(0, MOST_ATTEMPTS)) or 0,
        )
        for quiz in bank.quizzes
    }
    reader.done()
    return {quiz: each for quiz, each in found.items() if each != ExceptionSettings()}


def _or_nothing(low: int, high: int) -> str:
    return f"Write a whole number from {low} to {high}, or nothing."


def grant(session: Session, section_id: int, learner_id: int, granted: Mapping[str, ExceptionSettings]) -> None:
    """Replaces a learner's exceptions; an attempt under way is lengthened, never cut short."""
    session.execute(
        delete(PolicyException).where(
            PolicyException.section_id == section_id, PolicyException.learner_id == learner_id
        )
    )
    for quiz, each in granted.items():
        session.add(PolicyException(section_id=section_id, learner_id=learner_id, quiz=quiz, **vars(each)))
    session.flush()
    for quiz in granted:
        _lengthen(session, section_id, quiz, learner_id)


class Shortfall(NamedTuple):
    """What the due time leaves of a learner's minutes. begin_by: the last moment at which an attempt has them all.

    left, enough: of an attempt under way that is cut, the minutes it has, and the due time that would leave it whole.
    """

    minutes: int
    begin_by: datetime
    left: int | None = None
    enough: datetime | None = None


def shortfalls(session: Session, section_id: int, learner_id: int) -> dict[str, Shortfall]:
    """By quiz, for those in which a learner was given more minutes and it is due at a time."""
    quizzes = [quiz.id for quiz in bank_of(session).quizzes]
    offered = [
        each for each in effective_policy.all_policies(session, learner_id, quizzes) if each[0].section_id == section_id
    ]
    here = (Attempt.section_id == section_id, Attempt.learner_id == learner_id, Attempt.status == Status.OPEN)
    begun = {attempt.quiz: attempt.opened_at for attempt, _ in effective_policy.with_policies(session, *here)}
    pairs = [pair for policies in offered for pair in zip(quizzes, policies, strict=True)]
    return {
        quiz: _shortfall(policy, policy.minutes, policy.due_at, begun.get(quiz))
        for quiz, policy in pairs
        if policy.extra_minutes and policy.minutes and policy.due_at
    }


def _shortfall(policy: EffectivePolicy, minutes: int, due_at: datetime, begun: datetime | None) -> Shortfall:
    whole = timedelta(minutes=minutes)
    begin_by = end_of(due_at) - whole
    left = policy.cut(begun) if begun else None
    if begun is None or left is None:
        return Shortfall(minutes, begin_by)
    return Shortfall(minutes, begin_by, int(left.total_seconds() // 60), minute_of(begun + whole))


def _lengthen(session: Session, section_id: int, quiz: str, learner_id: int | None = None) -> None:
    """Gives the attempts under way what is longer by the policy that holds now; one statement reads them all."""
    here = [Attempt.section_id == section_id, Attempt.quiz == quiz, Attempt.status == Status.OPEN]
    if learner_id is not None:
        here.append(Attempt.learner_id == learner_id)
    for attempt, held in effective_policy.with_policies(session, *here):
        attempt.deadline = _later(attempt.deadline, held.deadline(attempt.opened_at))
    session.flush()


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later of two deadlines; None never comes."""
    return max(one, other) if one and other else None


def _still_released(settings: PolicySettings) -> ColumnElement[Any]:
    """When marks were shown early; nothing once the quiz is due later than before."""
    put_off = Policy.due_at < settings.due_at if settings.due_at else Policy.due_at.is_not(None)
    return case((put_off, null()), else_=Policy.released_at)


def _line(quiz: str, title: str, policy: Policy | None) -> QuizPolicy:
    if policy is None:
        return QuizPolicy(quiz, title, PolicySettings())
    settings = PolicySettings(
        policy.opens_at, policy.due_at, policy.minutes, policy.attempts, policy.counting, policy.feedback
    )
    return QuizPolicy(quiz, title, settings, policy.revision, policy.released_at)
