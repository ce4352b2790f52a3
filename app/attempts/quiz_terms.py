"""The terms on which somebody takes a quiz: alone without limits, in a section under its policy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from app.errors import ConflictError, NotFoundError
from app.models import Allowance, Attempt, Counting, Feedback, Membership, Policy, Role, Section


class NotAMemberError(NotFoundError):
    """The section is not one in which this learner takes quizzes."""

    def __init__(self) -> None:
        super().__init__("You do not take quizzes in this section.")


class SeveralSectionsError(ConflictError):
    """The learner belongs to several sections and has not said in which one to take the quiz."""

    def __init__(self) -> None:
        super().__init__("You belong to several sections: go to the quiz's page and choose the one to take it in.")


@dataclass(frozen=True)
class Terms:
    """What holds for one learner and one quiz: a policy with the learner's own allowance already in it."""

    section_id: int | None = None
    section: str = ""
    """The section's public id; empty for somebody who studies alone."""
    section_name: str = ""
    opens_at: datetime | None = None
    due_at: datetime | None = None
    minutes: int | None = None
    attempts: int | None = None
    feedback_at: datetime | None = None
    counting: Counting = Counting.BEST
    time_zone: str = "UTC"

    @property
    def zone(self) -> ZoneInfo:
        """Where the section's clock stands."""
        return ZoneInfo(self.time_zone)

    def told(self, moment: datetime) -> str:
        """The moment in words, by the section's clock."""
        return in_words(moment, self.time_zone)

    def deadline(self, now: datetime) -> datetime | None:
        """When an attempt that starts now must end."""
        ends = [self.due_at, now + timedelta(minutes=self.minutes) if self.minutes else None]
        return min((end for end in ends if end), default=None)


ALONE = Terms()


def terms(session: Session, learner_id: int | None, quiz: str) -> tuple[Terms, ...]:
    """One entry for each section in which the learner takes the quiz; ALONE for somebody in none."""
    if learner_id is None:
        return (ALONE,)
    rows = session.execute(
        _learning(learner_id)
        .add_columns(Policy, Allowance)
        .outerjoin(Policy, and_(Policy.section_id == Section.id, Policy.quiz == quiz))
        .outerjoin(
            Allowance,
            and_(
                Allowance.section_id == Section.id,
                Allowance.learner_id == Membership.learner_id,
                Allowance.quiz == quiz,
            ),
        )
    ).all()
    return tuple(_terms(section, policy, allowance) for section, policy, allowance in rows) or (ALONE,)


def all_terms(session: Session, learner_id: int, quizzes: Sequence[str]) -> tuple[tuple[Terms, ...], ...]:
    """For each section in which somebody learns, the terms of each quiz in that order; one statement."""
    rows = session.execute(
        _learning(learner_id)
        .add_columns(Policy, Allowance)
        .outerjoin(Policy, Policy.section_id == Section.id)
        .outerjoin(
            Allowance,
            and_(
                Allowance.section_id == Section.id,
                Allowance.learner_id == learner_id,
                Allowance.quiz == Policy.quiz,
            ),
        )
    ).all()
    found: dict[int, dict[str, Terms]] = {}
    alone: dict[int, Terms] = {}
    for section, policy, allowance in rows:
        alone[section.id] = _terms(section, None, None)
        here = found.setdefault(section.id, {})
        if policy is not None:
            here[policy.quiz] = _terms(section, policy, allowance)
    return tuple(tuple(here.get(quiz, alone[key]) for quiz in quizzes) for key, here in found.items())


def held_back(session: Session, learner_id: int, quizzes: Sequence[str], now: datetime) -> frozenset[str]:
    """The quizzes on which some section of this learner's gives no feedback yet."""
    offered = all_terms(session, learner_id, quizzes)
    pairs = (pair for terms in offered for pair in zip(quizzes, terms, strict=True))
    return frozenset(quiz for quiz, each in pairs if each.feedback_at is not None and now < each.feedback_at)


def with_terms(session: Session, *which: ColumnElement[bool]) -> tuple[tuple[Attempt, Terms], ...]:
    """These attempts of sections, each with what holds for its learner there now, still a member or not."""
    rows = session.execute(
        select(Attempt, Section, Policy, Allowance)
        .join(Section, Section.id == Attempt.section_id)
        .outerjoin(Policy, and_(Policy.section_id == Attempt.section_id, Policy.quiz == Attempt.quiz))
        .outerjoin(
            Allowance,
            and_(
                Allowance.section_id == Attempt.section_id,
                Allowance.learner_id == Attempt.learner_id,
                Allowance.quiz == Attempt.quiz,
            ),
        )
        .where(*which)
    )
    return tuple((attempt, _terms(section, policy, allowance)) for attempt, section, policy, allowance in rows)


def name_for_member(session: Session, section_id: int, learner_id: int) -> str | None:
    """The section's name, for somebody who takes quizzes in it now."""
    return session.scalar(_learning(learner_id).with_only_columns(Section.name).where(Section.id == section_id))


def in_words(moment: datetime, time_zone: str) -> str:
    """1 December 2026, 23:59 (Europe/Berlin)."""
    return f"{moment.astimezone(ZoneInfo(time_zone)):%-d %B %Y, %H:%M} ({time_zone})"


def chosen(offered: tuple[Terms, ...], section: str) -> Terms:
    """The terms for the section named by its public id, or the only ones there are."""
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


def _terms(section: Section, policy: Policy | None, allowance: Allowance | None) -> Terms:
    alone = Terms(section.id, section.public_id, section.name, time_zone=section.time_zone)
    if policy is None:
        return alone
    extra = allowance or Allowance(due_at=None, extra_minutes=0, extra_attempts=0)
    due_at = extra.due_at or policy.due_at
    return replace(
        alone,
        opens_at=policy.opens_at,
        due_at=due_at,
        minutes=policy.minutes and policy.minutes + extra.extra_minutes,
        attempts=policy.attempts and policy.attempts + extra.extra_attempts,
        feedback_at=due_at if policy.feedback is Feedback.AFTER_DUE else None,
        counting=policy.counting,
    )
