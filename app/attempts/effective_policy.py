"""What holds for one learner and one quiz: the section's policy with the learner's exception; alone, no limits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, select
from sqlalchemy.orm import Session

from app.clock import end_of, minute_of
from app.errors import ConflictError, NotFoundError
from app.models import Attempt, Counting, Feedback, Membership, Policy, PolicyException, Role, Section


class NotAMemberError(NotFoundError):
    """The section is not one in which this learner takes quizzes."""

    def __init__(self) -> None:
        super().__init__("You do not take quizzes in this section.")


class SeveralSectionsError(ConflictError):
    """The learner belongs to several sections and has not said in which one to take the quiz."""

    def __init__(self) -> None:
        super().__init__("You belong to several sections: go to the quiz's page and choose the one to take it in.")


@dataclass(frozen=True)
class EffectivePolicy:
    """What holds for one learner and one quiz: the section's policy with the learner's exception already in it."""

    section_id: int | None = None
    section: str = ""
    """The section's public id; empty for somebody who studies alone."""
    section_name: str = ""
    opens_at: datetime | None = None
    due_at: datetime | None = None
    minutes: int | None = None
    attempts: int | None = None
    counting: Counting = Counting.BEST
    feedback: Feedback = Feedback.NOW
    released_at: datetime | None = None
    """When somebody who teaches showed the marks before the due time."""
    time_zone: str = "UTC"
    class_due_at: datetime | None = None
    """When it is due for those without an exception."""
    extra_minutes: int = 0
    """How many of the minutes are the learner's alone."""

    @property
    def zone(self) -> ZoneInfo:
        """Where the section's clock stands."""
        return ZoneInfo(self.time_zone)

    @property
    def told_after(self) -> datetime | None:
        """The due time after which marks and explanations are shown; None where they are shown before."""
        return None if self.feedback is Feedback.NOW or self.released_at else self.due_at

    def told(self, moment: datetime) -> str:
        """The moment in words, by the section's clock."""
        return in_words(moment, self.time_zone)

    def early(self, now: datetime) -> bool:
        """Whether it has yet to open."""
        return self.opens_at is not None and now < minute_of(self.opens_at)

    def over(self, now: datetime) -> bool:
        """Whether the due time has passed."""
        return self.due_at is not None and now >= end_of(self.due_at)

    def tells(self, now: datetime) -> bool:
        """Whether marks and explanations are shown to those who have handed in."""
        return self.feedback is Feedback.NOW or self.released_at is not None or self.over(now)

    def deadline(self, start: datetime) -> datetime | None:
        """When an attempt that starts then must end."""
        return _earlier(self.due_at, start, self.minutes)

    def class_deadline(self, start: datetime) -> datetime | None:
        """When it would have to end without the learner's exception."""
        return _earlier(self.class_due_at, start, self.minutes and self.minutes - self.extra_minutes)

    def cut(self, start: datetime) -> timedelta | None:
        """What the due time leaves of the minutes of an attempt that starts then; None where it leaves them whole."""
        end = self.deadline(start)
        if not self.minutes or end is None or end >= start + timedelta(minutes=self.minutes):
            return None
        return max(timedelta(0), end - start)


def _earlier(due_at: datetime | None, start: datetime, minutes: int | None) -> datetime | None:
    ends = [due_at and end_of(due_at), start + timedelta(minutes=minutes) if minutes else None]
    return min((end for end in ends if end), default=None)


_SECTION = (Section.id, Section.public_id, Section.name, Section.time_zone)
_POLICY = (
    *(Policy.counting, Policy.opens_at, Policy.due_at, Policy.minutes, Policy.attempts, Policy.feedback),
    Policy.released_at,
)
_EXCEPTION = (PolicyException.due_at, PolicyException.extra_minutes, PolicyException.extra_attempts)
COLUMNS = tuple(
    column.label(f"{whose}_{column.key}")
    for whose, columns in (("section", _SECTION), ("policy", _POLICY), ("exception", _EXCEPTION))
    for column in columns
)
"""What it is read from, in a statement that joins a section, its policy and an exception if there are any."""


def read(row: Row[*tuple[Any, ...]]) -> EffectivePolicy:
    """The effective policy in a row that has COLUMNS, among others."""
    if row.section_id is None:
        return ALONE
    here = EffectivePolicy(row.section_id, row.section_public_id, row.section_name, time_zone=row.section_time_zone)
    if row.policy_counting is None:
        return here
    minutes, attempts, longer = row.policy_minutes, row.policy_attempts, row.exception_extra_minutes or 0
    return replace(
        here,
        opens_at=row.policy_opens_at,
        due_at=row.exception_due_at or row.policy_due_at,
        minutes=minutes and minutes + longer,
        attempts=attempts and attempts + (row.exception_extra_attempts or 0),
        counting=row.policy_counting,
        feedback=row.policy_feedback,
        released_at=row.policy_released_at,
        class_due_at=row.policy_due_at,
        extra_minutes=longer if minutes else 0,
    )


ALONE = EffectivePolicy()


def policies(session: Session, learner_id: int | None, quiz: str) -> tuple[EffectivePolicy, ...]:
    """One entry for each section in which the learner takes the quiz; ALONE for somebody in none."""
    if learner_id is None:
        return (ALONE,)
    rows = session.execute(
        _learning(learner_id)
        .with_only_columns(*COLUMNS)
        .outerjoin(Policy, and_(Policy.section_id == Section.id, Policy.quiz == quiz))
        .outerjoin(PolicyException, _of(Section.id, Membership.learner_id, quiz))
    ).all()
    return tuple(read(row) for row in rows) or (ALONE,)


def all_policies(session: Session, learner_id: int, quizzes: Sequence[str]) -> tuple[tuple[EffectivePolicy, ...], ...]:
    """For each section in which somebody learns, the policy of each quiz in that order; one statement."""
    rows = session.execute(
        _learning(learner_id)
        .with_only_columns(*COLUMNS, Policy.quiz)
        .outerjoin(Policy, Policy.section_id == Section.id)
        .outerjoin(PolicyException, _of(Section.id, learner_id, Policy.quiz))
    ).all()
    found: dict[int, dict[str, EffectivePolicy]] = {}
    alone: dict[int, EffectivePolicy] = {}
    for row in rows:
        each = read(row)
        assert each.section_id is not None
        alone[each.section_id] = EffectivePolicy(
            each.section_id, each.section, each.section_name, time_zone=each.time_zone
        )
        found.setdefault(each.section_id, {})[row.quiz] = each
    return tuple(tuple(here.get(quiz, alone[key]) for quiz in quizzes) for key, here in found.items())


def held_back(session: Session, learner_id: int, quizzes: Sequence[str], now: datetime) -> frozenset[str]:
    """The quizzes on which some section of this learner's gives no feedback yet."""
    offered = all_policies(session, learner_id, quizzes)
    pairs = (pair for policies in offered for pair in zip(quizzes, policies, strict=True))
    return frozenset(quiz for quiz, each in pairs if not each.tells(now))


def with_policies(session: Session, *which: ColumnElement[bool]) -> tuple[tuple[Attempt, EffectivePolicy], ...]:
    """These attempts of sections, each with what holds for its learner there now, still a member or not."""
    rows = session.execute(
        select(Attempt, *COLUMNS)
        .join(Section, Section.id == Attempt.section_id)
        .outerjoin(Policy, and_(Policy.section_id == Attempt.section_id, Policy.quiz == Attempt.quiz))
        .outerjoin(PolicyException, _of(Attempt.section_id, Attempt.learner_id, Attempt.quiz))
        .where(*which)
    )
    return tuple((row.Attempt, read(row)) for row in rows)


def _of(section: Any, learner: Any, quiz: Any) -> ColumnElement[bool]:
    """Whose exception: each part a column or a value."""
    mine = PolicyException
    return and_(mine.section_id == section, mine.learner_id == learner, mine.quiz == quiz)


def name_for_member(session: Session, section_id: int, learner_id: int) -> str | None:
    """The section's name, for somebody who takes quizzes in it now."""
    return session.scalar(_learning(learner_id).with_only_columns(Section.name).where(Section.id == section_id))


def in_words(moment: datetime, time_zone: str) -> str:
    """1 December 2026, 23:59 (Europe/Berlin)."""
    return f"{moment.astimezone(ZoneInfo(time_zone)):%-d %B %Y, %H:%M} ({time_zone})"


def end_in_words(end: datetime, time_zone: str) -> str:
    """The last minute before that end, where it ends with a minute; else the moment to the second."""
    if end == minute_of(end):
        return in_words(end - timedelta(minutes=1), time_zone)
    return f"{end.astimezone(ZoneInfo(time_zone)):%-d %B %Y, %H:%M:%S} ({time_zone})"


def chosen(offered: tuple[EffectivePolicy, ...], section: str) -> EffectivePolicy:
    """The policy for the section named by its public id, or the only ones there are."""
    if section:
        found = next((each for each in offered if each.section == section), None)
        if found is None:
            raise NotAMemberError
        return found
    if len(offered) > 1:
        raise SeveralSectionsError
    return offered[0]


def _learning(learner_id: int) -> Select[Section]:
    """The sections in which somebody takes quizzes, the one joined last first."""
    return (
        select(Section)
        .join(Membership, Membership.section_id == Section.id)
        .where(
            Membership.learner_id == learner_id,
            Membership.role == Role.LEARNER,
            Membership.left_at.is_(None),
            Section.archived_at.is_(None),
        )
        .order_by(Membership.joined_at.desc())
    )
