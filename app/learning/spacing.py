"""Spaced practice: a question that was missed comes back at even gaps over days until it was known often enough.

Nothing is planned ahead: when a question is due follows from the answers on record and the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from app.attempts import progress
from app.attempts.progress import PastAnswer
from app.database.sessions import bank_of

GAP = timedelta(days=3)
RECALLS = 3
"""Right answers in a row, each a gap after the one before, after which a question does not come back."""
LENIENCE = timedelta(hours=12)
"""How much earlier than a whole gap counts: who practised in the evening may do so in the morning three days later."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pending:
    """A question that comes back. since: when it was missed, or last known at its time; recalls: how often since."""

    question: str
    lesson: str
    since: datetime
    recalls: int
    is_missed: bool
    """Whether its very last answer was not right."""

    @property
    def due_at(self) -> datetime:
        return self.since + GAP - LENIENCE

    def days(self, now: datetime) -> int:
        """In how many days it comes back; 0 if it is due."""
        return max(0, -((now - self.due_at) // DAY))


@dataclass(frozen=True)
class PracticePlan:
    """pending: what comes back, the longest due first."""

    pending: tuple[Pending, ...]
    now: datetime

    @cached_property
    def due(self) -> tuple[Pending, ...]:
        return tuple(each for each in self.pending if each.due_at <= self.now)

    @cached_property
    def ready(self) -> tuple[str, ...]:
        """What practice asks now: what is due; if nothing is, what was missed when last asked."""
        missed = (each for each in reversed(self.pending) if each.is_missed)
        return tuple(each.question for each in self.due or missed)

    @cached_property
    def days(self) -> tuple[tuple[int, tuple[Pending, ...]], ...]:
        """What comes back later, by the days until then."""
        later = [each for each in self.pending if each.due_at > self.now]
        counts = sorted({each.days(self.now) for each in later})
        return tuple((days, tuple(each for each in later if each.days(self.now) == days)) for days in counts)


def plan(session: Session, learner_id: int, now: datetime) -> PracticePlan:
    """What comes back to somebody, and when; a question that the bank has no longer does not."""
    known = {question.id for question in bank_of(session).questions}
    return of((each for each in progress.answers(session, learner_id, now) if each.question in known), now)


def of(answers: Iterable[PastAnswer], now: datetime) -> PracticePlan:
    """The plan that follows from these answers, the oldest first."""
    pending: dict[str, Pending] = {}
    for answer in answers:
        after = _after(pending.pop(answer.question, None), answer)
        if after is not None:
            pending[answer.question] = after
    return PracticePlan(tuple(sorted(pending.values(), key=lambda each: (each.due_at, each.question))), now)


def _after(before: Pending | None, answer: PastAnswer) -> Pending | None:
    """How a question stands after an answer: missed, it starts over; known at its time, it is one recall further."""
    if answer.is_missed:
        return Pending(answer.question, answer.lesson, answer.given_at, 0, is_missed=True)
    if before is None:
        return None
    recalls, since = before.recalls, before.since
    if answer.given_at >= before.due_at:
        recalls, since = recalls + 1, answer.given_at
    if recalls == RECALLS:
        return None
    return Pending(before.question, before.lesson, since, recalls, is_missed=False)
