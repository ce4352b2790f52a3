"""Learners, the browsers they are known in, their second factors and links, and what is counted against guessing."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, Index, LargeBinary, String, false
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
    """Put off while the browser is used; how far, is sign_ins' matter."""
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was used last, roughly; None until it has been noted."""
    agent: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """What kind of browser it said to be, for its owner to recognise."""


class SecondFactor(Base):
    """A device that shows codes by the clock, without which an account's password opens nothing.

    Its secret and the recovery codes follow from the salt and the site's key, so a copy of the records tells neither.
    """

    __tablename__ = "second_factor"

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    created_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    """None until the device has shown a right code: nothing is asked for before that."""
    used_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """The clock's step of the last code that was taken: none is taken twice."""
    used_codes: Mapped[int] = mapped_column(default=0)
    """A bit for each recovery code that has been used."""


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
