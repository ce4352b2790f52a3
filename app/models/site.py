"""What instructors decide for the whole site."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment


class Admission(Base):
    """A decision whether everybody must sign in to see the site; the newest one holds, none means that nobody must."""

    __tablename__ = "admission"

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_in_required: Mapped[bool]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("learner.id", ondelete="SET NULL"))
    """None once the account is deleted."""
    created_at: Mapped[datetime] = mapped_column(Moment)


class Heartbeat(Base):
    """The moment of the last proof that the database takes writes; one row."""

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
