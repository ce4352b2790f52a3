"""Courses and sections as those who teach them see them: found, made, renamed, copied, archived and restored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.orm import Session

from app.attempts import finishing
from app.database import rows
from app.errors import ConflictError, ForbiddenError, NotFoundError
from app.forms import Form, Reader
from app.models import Attempt, Course, Membership, Policy, Role, Section

RESTORABLE = timedelta(days=30)
LONGEST_TITLE = 120
FURTHEST = 3660
"""Days that a copy's dates can move."""
STAFF = (Role.INSTRUCTOR, Role.ASSISTANT)


class SectionNotFoundError(NotFoundError):
    """There is no such section, or this person does not teach it."""

    def __init__(self) -> None:
        super().__init__("There is no such section here, or you do not teach it.")


class OnlyLookingError(ForbiddenError):
    """An assistant tried to change something."""

    def __init__(self) -> None:
        super().__init__("Assistants see everything and change nothing. Ask an instructor of the section.")


class ArchivedError(ConflictError):
    """The section is archived, so nothing in it changes."""

    def __init__(self) -> None:
        super().__init__("This section is archived. Restore it before you change anything in it.")


class TooOldError(ConflictError):
    """The section was archived too long ago."""

    def __init__(self) -> None:
        super().__init__(f"A section can be restored for {RESTORABLE.days} days after it was archived.")


@dataclass(frozen=True)
class TaughtSection:
    """A section as one of its instructors or assistants sees it."""

    id: int
    public_id: str
    name: str
    course_id: int
    course: str
    time_zone: str
    join_code: str | None
    join_code_expires_at: datetime | None
    demo: bool
    archived_at: datetime | None
    role: Role

    @property
    def zone(self) -> ZoneInfo:
        """Where the section's clock stands."""
        return ZoneInfo(self.time_zone)

    @property
    def may_change(self) -> bool:
        return self.role is Role.INSTRUCTOR and self.archived_at is None

    @property
    def restorable_until(self) -> datetime | None:
        return self.archived_at and self.archived_at + RESTORABLE


@dataclass(frozen=True)
class Outline:
    """A section in the list, with how many take part and when somebody last began an attempt."""

    section: TaughtSection
    learners: int
    last_active: datetime | None


@dataclass(frozen=True)
class Plan:
    """A section to be made or changed, as a form gave it."""

    course: str
    name: str
    time_zone: str

    @classmethod
    def read(cls, form: Form) -> "Plan":
        """Raises FieldErrors with everything that is wrong."""
        reader = Reader(form)
        plan = cls(
            reader.line("course", LONGEST_TITLE, "Write a name for the course."),
            reader.line("name", LONGEST_TITLE, "Write a name for the section."),
            form.get("time_zone", ""),
        )
        if plan.time_zone not in time_zones():
            reader.refuse("time_zone", "Choose a time zone from the list, such as Europe/Berlin or UTC.")
        reader.done()
        return plan


class Copy(NamedTuple):
    """What is different in a copy of a section: its name, and how much later everything in it is due."""

    name: str
    shift: timedelta

    @classmethod
    def read(cls, form: Form) -> "Copy":
        """Raises FieldErrors with everything that is wrong."""
        reader, named = Reader(form), f"Write a name of at most {LONGEST_TITLE} characters."
        name = reader.line("copy_name", LONGEST_TITLE, named, named)
        days = reader.whole("days", -FURTHEST, FURTHEST, f"Write a whole number of days, at most {FURTHEST}.")
        reader.done()
        return cls(name, timedelta(days=days or 0))

    def later(self, zone: ZoneInfo) -> Callable[[datetime | None], datetime | None]:
        """Moves a moment on by the clock on the wall: what was due at midnight still is, summer time or not."""
        return lambda moment: moment and (moment.astimezone(zone) + self.shift).astimezone(UTC)


def taught_section(session: Session, learner_id: int | None, public_id: str) -> TaughtSection:
    """The section, for those who teach it; SectionNotFoundError for everybody else, its learners too."""
    if learner_id is None:
        raise SectionNotFoundError
    row = session.execute(_taught(learner_id).where(Section.public_id == public_id)).one_or_none()
    if row is None:
        raise SectionNotFoundError
    return rows.part(TaughtSection, row)


def taught(session: Session, learner_id: int) -> tuple[Outline, ...]:
    """The sections that this person teaches, archived ones last; one statement."""
    learners = (
        select(func.count())
        .where(Membership.section_id == Section.id, Membership.role == Role.LEARNER, Membership.left_at.is_(None))
        .correlate(Section)
        .scalar_subquery()
    )
    last = select(func.max(Attempt.opened_at)).where(Attempt.section_id == Section.id).scalar_subquery()
    found = session.execute(
        _taught(learner_id)
        .add_columns(learners.label("learners"), last.label("last_active"))
        .order_by(Section.archived_at.is_not(None), Course.title, Section.name, Section.id)
    ).all()
    return tuple(Outline(rows.part(TaughtSection, row), row.learners, row.last_active) for row in found)


def size(session: Session, section: TaughtSection) -> int:
    """How many learners take part."""
    learners = select(func.count()).where(
        Membership.section_id == section.id, Membership.role == Role.LEARNER, Membership.left_at.is_(None)
    )
    return session.scalar(learners) or 0


def make(session: Session, learner_id: int, plan: Plan, join_code: str, now: datetime) -> str:
    """The public id of a new section, in this person's course of that title or in a new one."""
    course_id = _own_course(session, learner_id, plan.course) or _new_course(session, plan.course, now)
    section = Section(
        course_id=course_id, name=plan.name, time_zone=plan.time_zone, join_code=join_code, created_at=now
    )
    _begin(session, section, learner_id, now)
    return section.public_id


def change(session: Session, section: TaughtSection, learner_id: int, plan: Plan, now: datetime) -> None:
    """Renames the section and its course, and sets its clock; moments already set stay the moments that they are.

    The course keeps its title where others teach a section of it: this section then goes to this person's course of
    the new title, or to a new one.
    """
    course_id = section.course_id
    if plan.course != section.course:
        course_id = _retitled(session, section, learner_id, plan.course, now)
    session.execute(
        update(Section)
        .where(Section.id == section.id)
        .values(course_id=course_id, name=plan.name, time_zone=plan.time_zone)
    )
    others = select(Section.id).where(Section.course_id == Course.id).exists()
    session.execute(delete(Course).where(Course.id == section.course_id, ~others))


def copy(session: Session, taught: TaughtSection, learner_id: int, wanted: Copy, join_code: str, now: datetime) -> str:
    """The public id of a new, empty section with the same course, clock and policies, their dates moved on."""
    section = Section(
        course_id=taught.course_id, name=wanted.name, time_zone=taught.time_zone, join_code=join_code, created_at=now
    )
    _begin(session, section, learner_id, now)
    for policy in session.scalars(select(Policy).where(Policy.section_id == taught.id)):
        session.add(_copied(policy, section.id, wanted.later(taught.zone)))
    session.flush()
    return section.public_id


def archive(session: Session, section: TaughtSection, now: datetime) -> None:
    """Puts the section away: nobody joins it or takes quizzes in it; every record stays.

    What is under way there is handed in as it stands.
    """
    finishing.end(session, now, Attempt.section_id == section.id)
    session.execute(
        update(Section)
        .where(Section.id == section.id, Section.archived_at.is_(None))
        .values(archived_at=now, join_code=None)
    )


def restore(session: Session, section: TaughtSection, now: datetime) -> None:
    """Takes an archived section up again, closed to newcomers; TooOldError after RESTORABLE."""
    if section.restorable_until is not None and section.restorable_until < now:
        raise TooOldError
    session.execute(update(Section).where(Section.id == section.id).values(archived_at=None))


@cache
def time_zones() -> tuple[str, ...]:
    """The names of the world's time zones, places before abbreviations."""
    found = available_timezones() - {"localtime", "posixrules", "Factory"}
    return tuple(sorted(found, key=lambda name: ("/" not in name and name != "UTC", name)))


def _copied(policy: Policy, section_id: int, later: Callable[[datetime | None], datetime | None]) -> Policy:
    return Policy(
        section_id=section_id,
        quiz=policy.quiz,
        opens_at=later(policy.opens_at),
        due_at=later(policy.due_at),
        minutes=policy.minutes,
        attempts=policy.attempts,
        counting=policy.counting,
        feedback=policy.feedback,
    )


def _taught(learner_id: int) -> Select[*tuple[object, ...]]:
    return (
        select(
            Section.id,
            Section.public_id,
            Section.name,
            Section.course_id,
            Course.title.label("course"),
            Section.time_zone,
            Section.join_code,
            Section.join_code_expires_at,
            Section.demo,
            Section.archived_at,
            Membership.role,
        )
        .join(Course, Course.id == Section.course_id)
        .join(Membership, Membership.section_id == Section.id)
        .where(Membership.learner_id == learner_id, Membership.left_at.is_(None), Membership.role.in_(STAFF))
    )


def _begin(session: Session, section: Section, learner_id: int, now: datetime) -> None:
    """The new section with its first instructor."""
    session.add(section)
    session.flush()
    session.add(Membership(section_id=section.id, learner_id=learner_id, role=Role.INSTRUCTOR, joined_at=now))


def _retitled(session: Session, section: TaughtSection, learner_id: int, title: str, now: datetime) -> int:
    """The course that the section belongs to once its course is to have that title."""
    known = _own_course(session, learner_id, title)
    if known is not None:
        return known
    if _shared(session, section.course_id, learner_id):
        return _new_course(session, title, now)
    session.execute(update(Course).where(Course.id == section.course_id).values(title=title))
    return section.course_id


def _shared(session: Session, course_id: int, learner_id: int) -> bool:
    """Whether a section of the course has other instructors and not this person."""
    mine = select(Membership.id).where(Membership.section_id == Section.id, *_instructs(learner_id))
    others = select(Section.id).where(Section.course_id == course_id, ~mine.exists())
    return session.scalar(others.limit(1)) is not None


def _instructs(learner_id: int) -> tuple[ColumnElement[bool], ...]:
    return Membership.learner_id == learner_id, Membership.role == Role.INSTRUCTOR, Membership.left_at.is_(None)


def _own_course(session: Session, learner_id: int, title: str) -> int | None:
    """The oldest course of that title in which this person is an instructor."""
    return session.scalar(
        select(func.min(Course.id))
        .join(Section, Section.course_id == Course.id)
        .join(Membership, Membership.section_id == Section.id)
        .where(Course.title == title, *_instructs(learner_id))
    )


def _new_course(session: Session, title: str, now: datetime) -> int:
    course = Course(title=title, created_at=now)
    session.add(course)
    session.flush()
    return course.id
