"""Admission: whether everybody must sign in to see the site, who decided so, and when."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import rows
from app.models import Admission, Learner

LATEST = 10


class Decision(NamedTuple):
    """What an instructor decided. by: their name, empty once their account is deleted."""

    sign_in_required: bool
    by: str
    at: datetime


def decisions(session: Session) -> tuple[Decision, ...]:
    """The latest decisions, the newest first; only that one holds."""
    found = session.execute(
        select(Admission.sign_in_required, Learner.name.label("by"), Admission.created_at.label("at"))
        .outerjoin(Learner, Learner.id == Admission.actor_id)
        .order_by(Admission.id.desc())
        .limit(LATEST)
    )
    return tuple(rows.part(Decision, row, by=row.by or "") for row in found)


def sign_in_required(session: Session) -> bool:
    """The newest decision; False as long as there is none."""
    found = session.scalar(select(Admission.sign_in_required).order_by(Admission.id.desc()).limit(1))
    return bool(found)


def decide(session: Session, required: bool, actor_id: int, now: datetime) -> None:
    """Records a decision, unless it is the one that holds."""
    if sign_in_required(session) is not required:
        session.add(Admission(sign_in_required=required, actor_id=actor_id, created_at=now))
