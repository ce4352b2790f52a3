"""Attempts: the questions as shown, the answers as given, and the grades, of which the last one counts."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, unguessable, words


class Status(enum.Enum):
    OPEN = "open"
    SUBMITTED = "submitted"
    EXPIRED = "expired"


class Source(enum.Enum):
    """Where a grade comes from."""

    AUTO = "auto"
    REGRADE = "regrade"
    OVERRIDE = "override"
    EXCUSE = "excuse"


class QuestionVersion(Base):
    """A question as it stood in its bank when it was first drawn. Append-only."""

    __tablename__ = "question_version"
    __table_args__ = (UniqueConstraint("question", "number"), UniqueConstraint("question", "sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(120))
    number: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    body: Mapped[Any] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)


class Attempt(Base):
    """One go at a quiz, alone or in a section.

    `points` and `out_of` follow the grades (attempts.score), so that a gradebook reads one row an attempt;
    `course verify` holds them against the grades. The deadline and the way of sitting are fixed at the start:
    a policy changed later leaves an ended attempt alone, and gives an open one more time but never less. When marks
    are shown is asked of the policy as it is (app/attempts/feedback.py).
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("(status = 'open') = (closed_at IS NULL)", name="closed_at_says_closed"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("points >= 0 AND points <= out_of", name="points"),
        Index(
            "uq_attempt_one_open",
            "quiz",
            "learner_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index(
            "uq_attempt_number_alone",
            "learner_id",
            "quiz",
            "number",
            unique=True,
            sqlite_where=text("section_id IS NULL"),
            postgresql_where=text("section_id IS NULL"),
        ),
        Index(
            "uq_attempt_number_in_section",
            "section_id",
            "learner_id",
            "quiz",
            "number",
            unique=True,
            sqlite_where=text("section_id IS NOT NULL"),
            postgresql_where=text("section_id IS NOT NULL"),
        ),
        Index("ix_attempt_learner_id", "learner_id"),
        Index(
            "ix_attempt_running",
            "deadline",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index(
            "ix_attempt_gradebook",
            *("section_id", "quiz", "learner_id", "number", "status", "deadline", "points", "out_of"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True, default=unguessable)
    quiz: Mapped[str] = mapped_column(String(40))
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    number: Mapped[int]
    status: Mapped[Status] = mapped_column(words(Status, "status"), default=Status.OPEN)
    seed: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(Moment)
    deadline: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    examination: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Begun while marks were to be shown later: then none is shown before it has been handed in."""
    points: Mapped[float] = mapped_column(default=0.0)
    out_of: Mapped[int]


class AttemptItem(Base):
    """A question in its place: exactly what the learner saw, and the key to it. Append-only."""

    __tablename__ = "attempt_item"
    __table_args__ = (
        UniqueConstraint("attempt_id", "slot"),
        CheckConstraint("slot > 0", name="slot"),
        Index("ix_attempt_item_question_version_id", "question_version_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    slot: Mapped[int]
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    lesson: Mapped[str] = mapped_column(String(40))
    objective: Mapped[str] = mapped_column(Text)
    seed: Mapped[str] = mapped_column(String(120))
    """What the variant was drawn with: on a corrected version the same seed gives the same option ids."""
    shown: Mapped[Any] = mapped_column(JSON)
    key: Mapped[Any] = mapped_column(JSON)


class Draft(Base):
    """An answer not yet given: the only record that is overwritten, and only by a newer one."""

    __tablename__ = "draft"

    item_id: Mapped[int] = mapped_column(ForeignKey("attempt_item.id"), primary_key=True)
    number: Mapped[int]
    value: Mapped[Any] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Moment)


class Response(Base):
    """The answer to an item, as it was understood: one an item, for good. Append-only."""

    __tablename__ = "response"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("attempt_item.id"), unique=True)
    value: Mapped[Any] = mapped_column(JSON)
    idempotency_key: Mapped[str] = mapped_column(String(40))
    given_at: Mapped[datetime] = mapped_column(Moment)


class ResponseChoice(Base):
    """An option that a response chose, by its place in the bank, which is the same in every attempt. Append-only."""

    __tablename__ = "response_choice"

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True)
    option: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class ResponseMisconception(Base):
    """A misconception that a response is a sign of. Append-only."""

    __tablename__ = "response_misconception"
    __table_args__ = (Index("ix_response_misconception_misconception", "misconception"),)

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True)
    misconception: Mapped[str] = mapped_column(String(80), primary_key=True)


class Grade(Base):
    """A mark for an item, between 0 and 1, or an excuse, which takes the item out of the score. Append-only."""

    __tablename__ = "grade"
    __table_args__ = (
        UniqueConstraint("item_id", "seq"),
        CheckConstraint("seq > 0", name="seq"),
        CheckConstraint("fraction >= 0 AND fraction <= 1", name="fraction"),
        CheckConstraint("(source = 'excuse') = (fraction IS NULL)", name="excuse_has_no_fraction"),
        CheckConstraint(
            "source IN ('auto', 'regrade') OR (actor_id IS NOT NULL AND reason IS NOT NULL AND reason <> '')",
            name="people_give_reasons",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("attempt_item.id"))
    seq: Mapped[int]
    fraction: Mapped[float | None]
    source: Mapped[Source] = mapped_column(words(Source, "source"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("learner.id"))
    reason: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(Moment)
    question_version_id: Mapped[int | None] = mapped_column(ForeignKey("question_version.id"))
    """By which version a regrade goes; None for what goes by the version that was shown, or by no version."""
