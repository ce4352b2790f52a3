"""The agenda of somebody in a class: what is due when, what is left of it, and the marks so far."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.attempts import effective_policy, feedback
from app.attempts.effective_policy import EffectivePolicy
from app.attempts.reading import late
from app.attempts.scoring_policy import counting
from app.database.sessions import bank_of
from app.models import Attempt, Status
from quizzes.bank import Quiz

SHOWN = ("share", "precedence")


class DutyState(StrEnum):
    """Where a quiz stands for a learner."""

    GOING = "going"
    EARLY = "early"
    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"
    CLOSED = "closed"
    MISSED = "missed"


class Duty(NamedTuple):
    """A quiz in a section. share: the mark that counts, from 0 to 1; None if there is none or it may not be told yet.

    going: the attempt to go on with. used: attempts begun. held: whether a finished attempt's mark is held back.
    elsewhere: the other section in which the quiz is under way, which keeps it from being begun here.
    """

    quiz: str
    title: str
    policy: EffectivePolicy
    used: int
    share: float | None
    held: bool
    going: str | None
    elsewhere: str = ""

    @property
    def left(self) -> int | None:
        """Attempts left; None where there is no limit."""
        return None if self.policy.attempts is None else max(0, self.policy.attempts - self.used)

    def state(self, now: datetime) -> DutyState:
        """Where it stands at that moment."""
        if self.going:
            return DutyState.GOING
        if self.policy.early(now):
            return DutyState.EARLY
        if self.policy.over(now):
            return DutyState.CLOSED if self.used else DutyState.MISSED
        if self.left == 0:
            return DutyState.DONE
        return DutyState.TAKEN if self.used else DutyState.OPEN

    def can_start(self, now: datetime) -> bool:
        """Whether a new attempt can be begun, which `start` then does not refuse."""
        return self.state(now) in (DutyState.OPEN, DutyState.TAKEN) and not self.elsewhere


class Try(NamedTuple):
    """An attempt; of those at its quiz, the one with precedence 1 counts, with that share (scoring_policy.py).

    told: whether its mark may be shown.
    """

    attempt: Attempt
    told: bool
    share: float | None
    precedence: int

    def is_going(self, now: datetime) -> bool:
        return self.attempt.status is Status.OPEN and not late(self.attempt.deadline, now)

    def is_held(self, now: datetime) -> bool:
        """Whether it has a mark that may not be told yet."""
        return bool(self.attempt.out_of) and not self.told and not self.is_going(now)


Made: TypeAlias = Mapping[tuple[int | None, str], Sequence[Try]]
Names: TypeAlias = Mapping[int | None, str]
"""Of the sections in which somebody takes quizzes, by their ids."""


@dataclass(frozen=True)
class Agenda:
    """One section's duties in the course's order."""

    section: str
    name: str
    time_zone: str
    duties: tuple[Duty, ...]

    def left(self, now: datetime) -> int:
        """How many quizzes are still to take."""
        return sum(duty.state(now) in (DutyState.OPEN, DutyState.GOING, DutyState.EARLY) for duty in self.duties)


def agendas(session: Session, learner_id: int, now: datetime) -> tuple[Agenda, ...]:
    """One for each section in which this person learns; two statements."""
    quizzes = bank_of(session).quizzes
    offered = effective_policy.all_policies(session, learner_id, [quiz.id for quiz in quizzes])
    if not offered:
        return ()
    made = _made(session, learner_id, Attempt.section_id.in_([each[0].section_id for each in offered]), now)
    names = {each[0].section_id: each[0].section_name for each in offered}
    return tuple(_agenda(quizzes, policies, made, names, now) for policies in offered)


def duties(
    session: Session, learner_id: int, quiz: str, title: str, offered: Sequence[EffectivePolicy], now: datetime
) -> tuple[Duty, ...]:
    """One quiz under each of these policies; one statement."""
    made = _made(session, learner_id, Attempt.quiz == quiz, now)
    names = {policy.section_id: policy.section_name for policy in offered}
    return tuple(_duty(quiz, title, policy, made, names, now) for policy in offered)


def _made(session: Session, learner_id: int, which: ColumnElement[bool], now: datetime) -> Made:
    """This learner's attempts of that kind, by section and quiz."""
    shown = (each for each in counting(Attempt.section_id, Attempt.quiz) if each.name in SHOWN)
    rows = session.execute(
        feedback.joined(select(Attempt, feedback.told(now).label("told"), *shown))
        .where(Attempt.learner_id == learner_id, which)
        .order_by(Attempt.number),
        {"now": now},
    )
    made: dict[tuple[int | None, str], list[Try]] = defaultdict(list)
    for row in rows:
        each = Try(attempt=row.Attempt, told=row.told, share=row.share, precedence=row.precedence)
        made[each.attempt.section_id, each.attempt.quiz].append(each)
    return made


def _agenda(
    quizzes: Sequence[Quiz], policies: Sequence[EffectivePolicy], made: Made, names: Names, now: datetime
) -> Agenda:
    first = policies[0]
    duties = tuple(
        _duty(quiz.id, quiz.title, each, made, names, now) for quiz, each in zip(quizzes, policies, strict=True)
    )
    return Agenda(first.section, first.section_name, first.time_zone, duties)


def _duty(quiz: str, title: str, policy: EffectivePolicy, made: Made, names: Names, now: datetime) -> Duty:
    tries = made.get((policy.section_id, quiz), ())
    going = next((each.attempt.public_id for each in tries if each.is_going(now)), None)
    held = any(each.is_held(now) for each in tries)
    share = None if held else next((each.share for each in tries if each.precedence == 1), None)
    return Duty(quiz, title, policy, len(tries), share, held, going, _elsewhere(quiz, policy, made, names, now))


def _elsewhere(quiz: str, policy: EffectivePolicy, made: Made, names: Names, now: datetime) -> str:
    """The name of the other section of theirs in which somebody has this quiz under way."""
    others = (
        names[section]
        for (section, other), tries in made.items()
        if other == quiz and section in names and section not in (None, policy.section_id)
        if any(each.is_going(now) for each in tries)
    )
    return next(others, "")
