"""What learners are told of corrected questions: which answers of theirs were marked again."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.attempts import feedback
from app.database import rows
from app.models import Attempt, AttemptItem, Grade, Source

TOLD_FOR = timedelta(days=60)
"""How long a learner's own page tells of a changed mark."""


class Note(NamedTuple):
    """What a learner is told: an answer of theirs was marked again."""

    attempt: str
    quiz: str
    slot: int
    at: datetime


def notes(session: Session, learner_id: int, now: datetime) -> tuple[Note, ...]:
    """The answers of a learner that were marked again lately, where marks may be shown; the newest first."""
    found = session.execute(
        feedback.joined(
            select(Attempt.public_id.label("attempt"), Attempt.quiz, AttemptItem.slot, Grade.created_at.label("at"))
        )
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .join(Grade, Grade.item_id == AttemptItem.id)
        .where(
            Attempt.learner_id == learner_id,
            Grade.source == Source.REGRADE,
            Grade.created_at > now - TOLD_FOR,
            feedback.told(now),
        )
        .order_by(Grade.id.desc())
    )
    return tuple(rows.value(Note, row) for row in found)
