"""The log: sign-ins, failures, refusals and the powers that were used."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, words


class Happening(enum.Enum):
    """What can stand in the log."""

    SIGNED_IN = "signed in"
    SIGNED_UP = "signed up"
    WRONG_PASSWORD = "wrong password"
    WRONG_CODE = "wrong code"
    REFUSED = "refused"
    PASSWORD_SET = "password set"
    ENDED = "sign-in ended"
    FACTOR_SET = "second factor set"
    FACTOR_REMOVED = "factor removed"
    POWER = "power used"


class LogEntry(Base):
    """Something that happened to an account, or that somebody who teaches did. No entry changes; old ones go.

    learner_id: whose account it was about, whose erasure takes it along; actor_id: who used a power. network is only
    the part of an address that many share. detail: the address's name and what it was used on, for a power.
    """

    __tablename__ = "log_entry"
    __table_args__ = (
        Index("ix_log_entry_learner_id_at", "learner_id", "at"),
        Index("ix_log_entry_actor_id", "actor_id"),
        Index("ix_log_entry_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    happening: Mapped[Happening] = mapped_column(words(Happening, "happening"))
    learner_id: Mapped[int | None] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("learner.id", ondelete="SET NULL"))
    network: Mapped[str] = mapped_column(String(50))
    detail: Mapped[str] = mapped_column(String(200))
