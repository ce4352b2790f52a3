"""What a learner works through beside the quizzes: milestones reached, and predictions with the reasons for them."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, words


class MilestoneKind(enum.Enum):
    """What somebody has done on a page."""

    READ = "read"
    """Came to the end of it."""
    TRIED = "tried"
    """Ran one of its experiments."""


class Milestone(Base):
    """Something done for the first time; done again, it is the same row. Append-only, and goes with its learner.

    subject: which experiment; empty for the page as a whole.
    """

    __tablename__ = "milestone"

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"), primary_key=True)
    page: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[MilestoneKind] = mapped_column(words(MilestoneKind, "kind"), primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    reached_at: Mapped[datetime] = mapped_column(Moment)


class PredictionMade(Base):
    """What somebody said would happen, and what they then saw. Append-only, and goes with its learner.

    number counts the tries at one question, of which few are kept: what was said again and again says little.
    """

    __tablename__ = "prediction"
    __table_args__ = (
        UniqueConstraint("learner_id", "page", "question", "number"),
        CheckConstraint("number BETWEEN 1 AND 5", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"))
    page: Mapped[str] = mapped_column(String(40))
    question: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    said: Mapped[str] = mapped_column(String(80))
    """The option chosen."""
    seen: Mapped[str] = mapped_column(String(80))
    """The option that the run bore out, as the page then had it."""
    made_at: Mapped[datetime] = mapped_column(Moment)


class ReasonGiven(Base):
    """Why somebody said so, asked once they had seen the run. Append-only, and goes with its prediction."""

    __tablename__ = "prediction_reason"

    prediction_id: Mapped[int] = mapped_column(ForeignKey("prediction.id", ondelete="CASCADE"), primary_key=True)
    said: Mapped[str] = mapped_column(String(80))
    sound: Mapped[str] = mapped_column(String(80))
    """The reason that decides, as the page then had it."""
    given_at: Mapped[datetime] = mapped_column(Moment)
