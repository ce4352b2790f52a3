"""Courses, their sections, who belongs to them or is invited, and under which policy a section takes a quiz."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, unguessable, words
from app.models.spelling import Named


class Role(enum.Enum):
    LEARNER = "learner"
    ASSISTANT = "assistant"
    """Sees everything and changes nothing."""
    INSTRUCTOR = "instructor"


class Counting(enum.Enum):
    """Which of several attempts counts."""

    BEST = "best"
    FIRST = "first"
    LAST = "last"
    AVERAGE = "average"


class Feedback(enum.Enum):
    """When a learner sees marks and explanations."""

    NOW = "now"
    AFTER_DUE = "after_due"


class Course(Base):
    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(Moment)


class Section(Base):
    """One class of a course. An archived section keeps its attempts and can be restored."""

    __tablename__ = "section"
    __table_args__ = (Index("ix_section_course_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True, default=unguessable)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    name: Mapped[str] = mapped_column(String(120))
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    join_code: Mapped[str | None] = mapped_column(String(12), unique=True)
    """None while the section is closed to newcomers."""
    join_code_expires_at: Mapped[datetime | None] = mapped_column(Moment)
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)
    archived_at: Mapped[datetime | None] = mapped_column(Moment)


class Membership(Base):
    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("section_id", "learner_id"),
        Index("ix_membership_learner_id", "learner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    role: Mapped[Role] = mapped_column(words(Role, "role"), default=Role.LEARNER)
    joined_at: Mapped[datetime] = mapped_column(Moment)
    left_at: Mapped[datetime | None] = mapped_column(Moment)


class Upload(Base):
    """A class list as it was sent, kept while its preview is looked at; once made, only what its undo needs."""

    __tablename__ = "upload"
    __table_args__ = (Index("ix_upload_section_id", "section_id"), Index("ix_upload_issuer_id", "issuer_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True, default=unguessable)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    issuer_id: Mapped[int | None] = mapped_column(ForeignKey("learner.id", ondelete="SET NULL"))
    role: Mapped[Role] = mapped_column(words(Role, "role"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    source: Mapped[bytes] = mapped_column(LargeBinary)
    """The file or the pasted text; empty once invitations were made of it."""
    encoding: Mapped[str | None] = mapped_column(String(20))
    """Chosen by hand; None to find out."""
    columns: Mapped[str | None] = mapped_column(Text)
    """Which column gives what, as JSON, where it was chosen by hand."""
    decisions: Mapped[str] = mapped_column(Text, default="{}")
    """What was decided of rows that were asked about, as JSON by the row."""
    made_at: Mapped[datetime | None] = mapped_column(Moment)


class Invitation(Named, Base):
    """A personal link into a section, or for an instructor without one into the site; good for one account, once.

    Whoever opens it joins with the account that they are signed in to: neither the name nor the contact, which the
    inviter wrote and nobody checked, says which account that is.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("section_id IS NOT NULL OR role = 'instructor'", name="only_instructors_without_section"),
        CheckConstraint("learner_id IS NULL OR used_at IS NOT NULL", name="taken_when_used"),
        Index("ix_invitation_section_id", "section_id"),
        Index("ix_invitation_learner_id", "learner_id"),
        Index("ix_invitation_upload_id", "upload_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(22), unique=True, default=unguessable)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    role: Mapped[Role] = mapped_column(words(Role, "role"))
    name: Mapped[str] = mapped_column(String(80))
    contact: Mapped[str] = mapped_column(String(254), default="")
    number: Mapped[str] = mapped_column(String(40), default="", server_default="")
    """The student number, as the list gave it; nobody checked it."""
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id", ondelete="SET NULL"))
    issuer_id: Mapped[int | None] = mapped_column(ForeignKey("learner.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    learner_id: Mapped[int | None] = mapped_column(ForeignKey("learner.id", ondelete="SET NULL"))
    """Who took it."""
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class Policy(Base):
    """How a section takes one quiz; without a row, as a learner alone would: at any time, as often as they like."""

    __tablename__ = "policy"
    __table_args__ = (
        UniqueConstraint("section_id", "quiz"),
        CheckConstraint("opens_at IS NULL OR due_at IS NULL OR opens_at < due_at", name="opens_before_due"),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes"),
        CheckConstraint("attempts IS NULL OR attempts > 0", name="attempts"),
        CheckConstraint("feedback = 'now' OR due_at IS NOT NULL", name="feedback_after_due_needs_due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    quiz: Mapped[str] = mapped_column(String(40))
    opens_at: Mapped[datetime | None] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    minutes: Mapped[int | None]
    attempts: Mapped[int | None]
    counting: Mapped[Counting] = mapped_column(words(Counting, "counting"), default=Counting.BEST)
    feedback: Mapped[Feedback] = mapped_column(words(Feedback, "feedback"), default=Feedback.NOW)
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    """When an instructor showed marks and explanations before the due time; None once that is taken back."""
    revision: Mapped[int] = mapped_column(default=1)
    """Counts the changes, so that the second of two instructors who edit at once is told."""

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the name and the shape are SQLAlchemy's


class PolicyException(Base):
    """What one learner has beyond the policy of a quiz: a later due date, more minutes, or more attempts."""

    __tablename__ = "allowance"  # what an exception was called when the table was made
    __table_args__ = (
        UniqueConstraint("section_id", "learner_id", "quiz"),
        CheckConstraint("extra_minutes >= 0", name="extra_minutes"),
        CheckConstraint("extra_attempts >= 0", name="extra_attempts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    quiz: Mapped[str] = mapped_column(String(40))
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    extra_minutes: Mapped[int] = mapped_column(default=0)
    extra_attempts: Mapped[int] = mapped_column(default=0)
