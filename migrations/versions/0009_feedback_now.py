"""Feedback is asked of the policy as it is, and a due time holds to the end of the minute that it names.

An attempt keeps only whether it is sat as an examination. One that is under way until its due time gains the rest of
that minute; one that has ended stays as it is.

Revision: 0009
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RUNNING = "ix_attempt_running"
ATTEMPT = sa.table(
    "attempt",
    *(sa.column(name) for name in ("id", "section_id", "learner_id", "quiz", "status")),
    sa.column("deadline", MOMENT),
    sa.column("feedback_at", MOMENT),
    sa.column("examination", sa.Boolean),
)
POLICY = sa.table("policy", sa.column("section_id"), sa.column("quiz"), sa.column("due_at", MOMENT))
ALLOWANCE = sa.table(
    "allowance", *(sa.column(name) for name in ("section_id", "learner_id", "quiz")), sa.column("due_at", MOMENT)
)


def upgrade() -> None:
    op.add_column("policy", sa.Column("released_at", MOMENT, nullable=True))
    op.add_column("attempt", sa.Column("examination", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(sa.update(ATTEMPT).where(ATTEMPT.c.feedback_at.is_not(None)).values(examination=sa.true()))
    op.drop_column("attempt", "feedback_at")
    for attempt, due_at in _until_due():
        op.execute(sa.update(ATTEMPT).where(ATTEMPT.c.id == attempt).values(deadline=_end_of(due_at)))
    op.create_index(
        RUNNING,
        "attempt",
        ["deadline"],
        unique=False,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )


def downgrade() -> None:
    op.drop_index(RUNNING, "attempt")
    op.add_column("attempt", sa.Column("feedback_at", MOMENT, nullable=True))
    due_at = _due_at().where(POLICY.c.section_id == ATTEMPT.c.section_id, POLICY.c.quiz == ATTEMPT.c.quiz)
    held = sa.update(ATTEMPT).where(ATTEMPT.c.examination).values(feedback_at=due_at.scalar_subquery())
    op.execute(held)
    op.drop_column("attempt", "examination")
    op.drop_column("policy", "released_at")


def _until_due() -> list[Any]:
    """The attempts under way that end when they are due, and that time."""
    due_at = sa.func.coalesce(ALLOWANCE.c.due_at, POLICY.c.due_at, type_=MOMENT)
    found = (
        sa.select(ATTEMPT.c.id, due_at)
        .join(POLICY, sa.and_(POLICY.c.section_id == ATTEMPT.c.section_id, POLICY.c.quiz == ATTEMPT.c.quiz))
        .outerjoin(ALLOWANCE, sa.and_(*_own()))
        .where(ATTEMPT.c.status == "open", ATTEMPT.c.deadline == due_at)
    )
    return list(op.get_bind().execute(found).all())


def _due_at() -> sa.Select[Any]:
    """When an attempt is due for its learner."""
    due_at = sa.func.coalesce(ALLOWANCE.c.due_at, POLICY.c.due_at, type_=MOMENT)
    joined = POLICY.outerjoin(ALLOWANCE, sa.and_(*_own()))
    return sa.select(due_at).select_from(joined).correlate(ATTEMPT)


def _own() -> tuple[sa.ColumnElement[bool], ...]:
    return (
        ALLOWANCE.c.section_id == ATTEMPT.c.section_id,
        ALLOWANCE.c.learner_id == ATTEMPT.c.learner_id,
        ALLOWANCE.c.quiz == ATTEMPT.c.quiz,
    )


def _end_of(moment: datetime) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware + timedelta(minutes=1)).replace(second=0, microsecond=0)
