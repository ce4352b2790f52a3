"""The export: everything that the records hold about a learner, for the learner."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import event_log, second_factor, sign_ins
from app.attempts import feedback
from app.database import rows
from app.learning import milestones, predicting
from app.models import (
    Admission,
    Attempt,
    AttemptItem,
    Draft,
    Grade,
    Invitation,
    Learner,
    Membership,
    PolicyException,
    QuestionVersion,
    Response,
    Section,
)


@dataclass(frozen=True)
class MarkRecord:
    fraction: float | None
    source: str
    reason: str | None
    at: datetime


@dataclass(frozen=True)
class ItemRecord:
    """A question as shown. The answer is None where none was given; marks are empty while they are held back."""

    slot: int
    question: str
    lesson: str
    objective: str
    shown: Any
    answer: Any
    answered_at: datetime | None
    draft: Any
    marks: tuple[MarkRecord, ...]


@dataclass(frozen=True)
class AttemptRecord:
    id: str
    quiz: str
    number: int
    section: str | None
    status: str
    opened_at: datetime
    deadline: datetime | None
    closed_at: datetime | None
    points: float | None
    out_of: int
    items: tuple[ItemRecord, ...]


@dataclass(frozen=True)
class SectionRecord:
    section: str
    role: str
    joined_at: datetime
    left_at: datetime | None


@dataclass(frozen=True)
class ExceptionRecord:
    """What the learner has beyond a section's policy of a quiz."""

    section: str
    quiz: str
    due_at: datetime | None
    extra_minutes: int
    extra_attempts: int


@dataclass(frozen=True)
class InvitationRecord:
    """An invitation that the learner took, as its writer put it."""

    section: str | None
    name: str
    contact: str
    used_at: datetime | None


@dataclass(frozen=True)
class DecisionRecord:
    """A decision of an instructor, whether everybody must sign in to see the site."""

    sign_in_required: bool
    at: datetime


@dataclass(frozen=True)
class MilestoneRecord:
    """Something done on a page for the first time: read to its end, or an experiment tried."""

    page: str
    kind: str
    experiment: str
    at: datetime


@dataclass(frozen=True)
class PredictionRecord:
    """What was said would happen, what then was seen, and the reason given; None where none was."""

    page: str
    question: str
    said: str
    seen: str
    at: datetime
    reason: str | None


@dataclass(frozen=True)
class SignInRecord:
    """A browser in which the learner is signed in."""

    browser: str
    since: datetime
    used: datetime | None


@dataclass(frozen=True)
class LogRecord:
    """Something that happened to the account, or that its owner did where they teach."""

    at: datetime
    what: str
    network: str
    detail: str


@dataclass(frozen=True)
class Export:
    id: str
    name: str
    email: str | None
    instructor: bool
    created_at: datetime
    seen_at: datetime
    sections: tuple[SectionRecord, ...]
    exceptions: tuple[ExceptionRecord, ...]
    invitations: tuple[InvitationRecord, ...]
    decisions: tuple[DecisionRecord, ...]
    second_factor: bool
    sign_ins: tuple[SignInRecord, ...]
    log: tuple[LogRecord, ...]
    attempts: tuple[AttemptRecord, ...]
    milestones: tuple[MilestoneRecord, ...]
    predictions: tuple[PredictionRecord, ...]


def export(session: Session, learner_id: int, now: datetime) -> Export:
    """Everything about the learner; the keys to the questions are the course's, not the learner's."""
    learner = session.get_one(Learner, learner_id)
    return Export(
        learner.public_id,
        learner.name,
        learner.email,
        learner.instructor,
        learner.created_at,
        learner.seen_at,
        _sections(session, learner_id),
        _exceptions(session, learner_id),
        _invitations(session, learner_id),
        _decisions(session, learner_id),
        second_factor.standing(session, learner_id) is not None,
        _sign_ins(session, learner_id, now),
        _log(session, learner_id),
        tuple(_attempts(session, learner_id, now)),
        tuple(
            MilestoneRecord(each.page, each.kind.value, each.subject, each.reached_at)
            for each in milestones.milestones(session, learner_id)
        ),
        tuple(
            PredictionRecord(each.page, each.question, each.said, each.seen, each.made_at, each.reason)
            for each in predicting.predictions(session, learner_id)
        ),
    )


def _sections(session: Session, learner_id: int) -> tuple[SectionRecord, ...]:
    found = session.execute(
        select(Section.name.label("section"), Membership.role, Membership.joined_at, Membership.left_at)
        .join(Section, Section.id == Membership.section_id)
        .where(Membership.learner_id == learner_id)
    )
    return tuple(rows.part(SectionRecord, row, role=row.role.value) for row in found)


def _exceptions(session: Session, learner_id: int) -> tuple[ExceptionRecord, ...]:
    columns = (
        PolicyException.quiz,
        PolicyException.due_at,
        PolicyException.extra_minutes,
        PolicyException.extra_attempts,
    )
    found = session.execute(
        select(Section.name.label("section"), *columns)
        .join(Section, Section.id == PolicyException.section_id)
        .where(PolicyException.learner_id == learner_id)
        .order_by(PolicyException.id)
    )
    return tuple(rows.value(ExceptionRecord, row) for row in found)


def _invitations(session: Session, learner_id: int) -> tuple[InvitationRecord, ...]:
    found = session.execute(
        select(Section.name.label("section"), Invitation.name, Invitation.contact, Invitation.used_at)
        .select_from(Invitation)
        .outerjoin(Section, Section.id == Invitation.section_id)
        .where(Invitation.learner_id == learner_id)
        .order_by(Invitation.id)
    )
    return tuple(rows.value(InvitationRecord, row) for row in found)


def _decisions(session: Session, learner_id: int) -> tuple[DecisionRecord, ...]:
    rows = session.scalars(select(Admission).where(Admission.actor_id == learner_id).order_by(Admission.id))
    return tuple(DecisionRecord(each.sign_in_required, each.created_at) for each in rows)


def _sign_ins(session: Session, learner_id: int, now: datetime) -> tuple[SignInRecord, ...]:
    found = sign_ins.listed(session, learner_id, now)
    return tuple(SignInRecord(each.agent, each.created_at, each.seen_at) for each in found)


def _log(session: Session, learner_id: int) -> tuple[LogRecord, ...]:
    lines = event_log.of(session, learner_id, most=None)
    return tuple(LogRecord(each.at, each.happening.value, each.network, each.detail) for each in lines)


def _attempts(session: Session, learner_id: int, now: datetime) -> Iterator[AttemptRecord]:
    found = session.execute(
        feedback.joined(select(Attempt, Section.name.label("section"), feedback.told(now).label("told")))
        .outerjoin(Section, Section.id == Attempt.section_id)
        .where(Attempt.learner_id == learner_id)
        .order_by(Attempt.id)
    ).all()
    for row in found:
        attempt, told = row.Attempt, row.told
        yield AttemptRecord(
            attempt.public_id,
            attempt.quiz,
            attempt.number,
            row.section,
            attempt.status.value,
            attempt.opened_at,
            attempt.deadline,
            attempt.closed_at,
            attempt.points if told else None,
            attempt.out_of,
            tuple(_items(session, attempt.id, told)),
        )


def _items(session: Session, attempt_id: int, told: bool) -> Iterator[ItemRecord]:
    found = session.execute(
        select(AttemptItem, QuestionVersion.question, Response.value, Response.given_at, Draft.value.label("draft"))
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .outerjoin(Response, Response.item_id == AttemptItem.id)
        .outerjoin(Draft, Draft.item_id == AttemptItem.id)
        .where(AttemptItem.attempt_id == attempt_id)
        .order_by(AttemptItem.slot)
    ).all()
    marks = _marks(session, attempt_id) if told else {}
    reached = next((row.AttemptItem.slot for row in found if row.value is None), 0)
    for row in found:
        item = row.AttemptItem
        if row.value is not None or item.slot == reached:  # a question not come to yet stays unseen
            yield ItemRecord(
                item.slot,
                row.question if row.value is not None and told else "",
                item.lesson,
                item.objective,
                item.shown,
                row.value,
                row.given_at,
                row.draft,
                marks.get(item.id, ()),
            )


def _marks(session: Session, attempt_id: int) -> dict[int, tuple[MarkRecord, ...]]:
    grades = session.scalars(
        select(Grade).join(AttemptItem, AttemptItem.id == Grade.item_id)
        .where(AttemptItem.attempt_id == attempt_id).order_by(Grade.item_id, Grade.seq)
    )  # fmt: skip
    marks: dict[int, tuple[MarkRecord, ...]] = {}
    for grade in grades:
        record = MarkRecord(grade.fraction, grade.source.value, grade.reason, grade.created_at)
        marks[grade.item_id] = (*marks.get(grade.item_id, ()), record)
    return marks
