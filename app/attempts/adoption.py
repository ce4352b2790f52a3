"""Adoption: what somebody did as a visitor becomes their account's."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.attempts import finishing, starting
from app.models import Attempt, Status


def adopt(session: Session, visitor_id: int, learner_id: int, now: datetime) -> None:
    """Hands a visitor's attempts to an account. Where both have one open on a quiz, the older one is submitted,
    unless it is a section's: then the visitor's is."""
    for owner_id in (visitor_id, learner_id):
        finishing.expire(session, now, Attempt.learner_id == owner_id)
    moving = session.scalars(select(Attempt).where(Attempt.learner_id == visitor_id).order_by(Attempt.id)).all()
    for attempt in moving:
        if attempt.status is Status.OPEN:
            _yield_one(session, attempt, learner_id, now)
        attempt.number = starting.last_number(session, learner_id, attempt.quiz, attempt.section_id) + 1
        attempt.learner_id = learner_id
        session.flush()


def _yield_one(session: Session, attempt: Attempt, learner_id: int, now: datetime) -> None:
    rival = session.scalars(
        select(Attempt).where(
            Attempt.learner_id == learner_id, Attempt.quiz == attempt.quiz, Attempt.status == Status.OPEN
        )
    ).one_or_none()
    if rival is None:
        return
    rival_stays = rival.section_id is not None or rival.opened_at >= attempt.opened_at
    ending = attempt if rival_stays else rival
    finishing.end(session, now, Attempt.id == ending.id)
    session.refresh(ending)
