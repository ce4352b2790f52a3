"""The agenda of somebody in a class: what is due when, what is left of it, and the marks so far."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import sections
from app.models import Attempt, Counting, Status
from app.sections import Terms
from app.sittings import late
from quizzes import bank


class Duty(NamedTuple):
    """A quiz in a section. share: the mark that counts, from 0 to 1; None if there is none or it may not be told yet.

    going: the attempt to go on with. used: attempts begun. held: whether a finished attempt's mark is held back.
    """

    quiz: str
    title: str
    terms: Terms
    used: int
    share: float | None
    held: bool
    going: str | None

    @property
    def left(self) -> int | None:
        """Attempts left; None where there is no limit."""
        return None if self.terms.attempts is None else max(0, self.terms.attempts - self.used)

    def state(self, now: datetime) -> str:
        """One word for where it stands: going, early, done, missed, closed or open."""
        if self.going:
            return "going"
        if self.terms.opens_at and now < self.terms.opens_at:
            return "early"
        if late(self.terms.due_at, now):
            return "closed" if self.used else "missed"
        return "done" if self.used and not self.left else "taken" if self.used else "open"


@dataclass(frozen=True)
class Agenda:
    """One section's duties in the course's order."""

    section: str
    name: str
    time_zone: str
    duties: tuple[Duty, ...]

    def left(self, now: datetime) -> int:
        """How many quizzes are still to take."""
        return sum(duty.state(now) in ("open", "going", "early") for duty in self.duties)


def agendas(session: Session, learner_id: int, now: datetime) -> tuple[Agenda, ...]:
    """One for each section in which this person learns; two statements."""
    offered = sections.all_terms(session, learner_id, [quiz.id for quiz in bank.load().quizzes])
    if not offered:
        return ()
    rows = session.scalars(
        select(Attempt)
        .where(Attempt.learner_id == learner_id, Attempt.section_id.in_([each[0].section_id for each in offered]))
        .order_by(Attempt.number)
    )
    made: dict[tuple[int | None, str], list[Attempt]] = defaultdict(list)
    for attempt in rows:
        made[attempt.section_id, attempt.quiz].append(attempt)
    return tuple(_agenda(terms, made, now) for terms in offered)


def counted(counting: Counting, shares: Sequence[float]) -> float | None:
    """The mark that counts of the finished attempts' marks, in the order of the attempts."""
    if not shares:
        return None
    match counting:
        case Counting.BEST:
            return max(shares)
        case Counting.FIRST:
            return shares[0]
        case Counting.LAST:
            return shares[-1]
        case Counting.AVERAGE:
            return fmean(shares)


def _agenda(terms: Sequence[Terms], made: dict[tuple[int | None, str], list[Attempt]], now: datetime) -> Agenda:
    first = terms[0]
    duties = tuple(
        _duty(quiz.id, quiz.title, each, made.get((each.section_id, quiz.id), ()), now)
        for quiz, each in zip(bank.load().quizzes, terms, strict=True)
    )
    return Agenda(first.section, first.section_name, first.time_zone, duties)


def _duty(quiz: str, title: str, terms: Terms, made: Iterable[Attempt], now: datetime) -> Duty:
    made = list(made)
    going = [each for each in made if each.status is Status.OPEN and not late(each.deadline, now)]
    finished = [each for each in made if each not in going and each.out_of]
    held = any(each.feedback_at is not None and now < each.feedback_at for each in finished)
    share = None if held else counted(terms.counting, [each.points / each.out_of for each in finished])
    return Duty(quiz, title, terms, len(made), share, held, going[0].public_id if going else None)
