"""Learners, the browsers they are known in, the links they are given, and the failures counted against guessing."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, unguessable
from app.models.spelling import Named


class Learner(Named, Base):
    """Somebody who answers questions: without an e-mail address a visitor, with one the owner of an account.

    Signing up fills in the same row. An erased learner keeps a row only where a class's statistics need one,
    and that row says nothing about the person.
    """

    __tablename__ = "learner"
    __table_args__ = (
        CheckConstraint("password_hash IS NULL OR email IS NOT NULL", name="password_needs_email"),
        CheckConstraint("erased_at IS NULL OR (email IS NULL AND name = '')", name="erased_says_nothing"),
        Index("ix_learner_seen_at", "seen_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True, default=unguessable)
    name: Mapped[str] = mapped_column(String(80), default="")
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    """Normalised by accounts/people.py, so that look-alikes meet in the unique index."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    instructor: Mapped[bool] = mapped_column(default=False)
    """May make courses and sections; what somebody may do inside a section is the membership's matter."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    """When this learner last changed something."""
    erased_at: Mapped[datetime | None] = mapped_column(Moment)
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Made up for the demo class: nobody signs in as this learner, and removing the demo removes them."""


class Browser(Base):
    """A browser in which a learner is known; its cookie holds the token that this row keeps sealed."""

    __tablename__ = "browser"
    __table_args__ = (Index("ix_browser_learner_id", "learner_id"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class ResetLink(Base):
    """A link that sets a password once."""

    __tablename__ = "reset_link"
    __table_args__ = (Index("ix_reset_link_learner_id", "learner_id"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"))
    issuer_id: Mapped[int | None] = mapped_column(ForeignKey("learner.id", ondelete="SET NULL"))
    """The instructor who issued it; None from the command line."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class Bucket(Base):
    """A leaky bucket: how many guesses an account or an address has made lately (accounts/rate_limits.py)."""

    __tablename__ = "bucket"
    __table_args__ = (Index("ix_bucket_filled_at", "filled_at"),)

    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    level: Mapped[float] = mapped_column(Float, default=0.0)
    filled_at: Mapped[datetime] = mapped_column(Moment)
