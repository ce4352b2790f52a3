"""The roster of a section: who takes part, in which role, and how somebody is moved, removed or helped back in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.orm import Session

from app.accounts import people
from app.attempts import finishing
from app.classes import enrolment
from app.classes.courses import STAFF, Classroom
from app.errors import ConflictError, NotFoundError
from app.models import Attempt, Course, Invitation, Learner, Membership, Role, Section
from app.models.spelling import fold

PAGE = 50


class NotInRosterError(NotFoundError):
    """The section has no such member."""

    def __init__(self) -> None:
        super().__init__("There is nobody of that kind in this section.")


class LastInstructorError(ConflictError):
    """The section would be left without an instructor."""

    def __init__(self) -> None:
        super().__init__("A section keeps at least one instructor. Make somebody else one first.")


class NoLinkError(ConflictError):
    """A link for this account would open more than this section."""

    def __init__(self) -> None:
        super().__init__(
            "This person teaches, so their password opens more than this class. Whoever runs the site makes the link."
        )


class SimulatedError(ConflictError):
    """A link would let somebody act as a learner who is made up."""

    def __init__(self) -> None:
        super().__init__("This learner is simulated, so nobody signs in as one.")


class Member(NamedTuple):
    """Somebody in the section. invited_as: the name on their invitation, which nobody has checked."""

    id: int
    public_id: str
    name: str
    email: str | None
    role: Role
    joined_at: datetime
    invited_as: str | None
    attempts: int
    last_active: datetime | None
    simulated: bool


class Elsewhere(NamedTuple):
    """Another section of the same instructor, to move somebody to."""

    public_id: str
    name: str
    course: str


@dataclass(frozen=True)
class Roster:
    """One page of the members found, staff first, then by name."""

    members: tuple[Member, ...]
    found: int
    query: str
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE))


def roster(session: Session, room: Classroom, query: str, page: int) -> Roster:
    """The members whose name, address or invitation contains the query; three statements, whatever the page."""
    query = " ".join(query[:200].split())
    matches = _present(room.id, query)
    found = session.scalar(select(func.count()).select_from(Membership).join(Learner).where(*matches)) or 0
    page = min(max(page, 1), max(1, -(-found // PAGE)))
    order = (Membership.role == Role.LEARNER, Learner.name_key, Learner.id)
    here = session.scalars(
        select(Learner.id)
        .select_from(Membership)
        .join(Learner)
        .where(*matches)
        .order_by(*order)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    rows = session.execute(
        _members(room.id).where(Membership.section_id == room.id, Learner.id.in_(here)).order_by(*order)
    )
    return Roster(tuple(Member(*row) for row in rows), found, query, page)


def member(session: Session, room: Classroom, public_id: str) -> Member:
    """Somebody who takes part now; NotInRosterError for anybody else."""
    row = session.execute(_members(room.id).where(*_present(room.id, ""), Learner.public_id == public_id)).one_or_none()
    if row is None:
        raise NotInRosterError
    return Member(*row)


def elsewhere(session: Session, room: Classroom, instructor_id: int) -> tuple[Elsewhere, ...]:
    """The other sections of which this person is an instructor, those of the same course first."""
    rows = session.execute(
        select(Section.public_id, Section.name, Course.title)
        .join(Course, Course.id == Section.course_id)
        .join(Membership, Membership.section_id == Section.id)
        .where(
            Membership.learner_id == instructor_id,
            Membership.role == Role.INSTRUCTOR,
            Membership.left_at.is_(None),
            Section.archived_at.is_(None),
            Section.id != room.id,
        )
        .order_by(Section.course_id != room.course_id, Course.title, Section.name)
    )
    return tuple(Elsewhere(*row) for row in rows)


def remove(session: Session, room: Classroom, who: Member, now: datetime) -> None:
    """Ends somebody's part; what they did here stays in the records, and they come back by a code or an invitation.

    What they have under way here is handed in as it stands.
    """
    _keep_an_instructor(session, room, who)
    finishing.end(session, now, Attempt.section_id == room.id, Attempt.learner_id == who.id)
    _set(session, room.id, who.id, left_at=now)


def appoint(session: Session, room: Classroom, who: Member, role: Role) -> None:
    """Gives somebody another role. Their sessions end, for what these could do has changed."""
    if role is not Role.INSTRUCTOR:
        _keep_an_instructor(session, room, who)
    if role is who.role:
        return
    _set(session, room.id, who.id, role=role)
    people.forget_everywhere(session, who.id)


def move(session: Session, room: Classroom, who: Member, to: Classroom, now: datetime) -> None:
    """Takes a learner and their attempts to another section; each attempt keeps the terms that it began under."""
    if who.role is not Role.LEARNER:
        raise NotInRosterError
    enrolment.enter(session, to.id, who.id, Role.LEARNER, now)
    _set(session, room.id, who.id, left_at=now)
    moving = session.scalars(
        select(Attempt).where(Attempt.section_id == room.id, Attempt.learner_id == who.id).order_by(Attempt.id)
    ).all()
    for attempt in moving:
        there = select(func.max(Attempt.number)).where(
            Attempt.section_id == to.id, Attempt.learner_id == who.id, Attempt.quiz == attempt.quiz
        )
        attempt.number, attempt.section_id = (session.scalar(there) or 0) + 1, to.id
        session.flush()


def reset_link(session: Session, who: Member, issuer_id: int, now: datetime) -> str:
    """The token of a link with which a learner sets a new password, once; NoLinkError for those who teach anywhere.

    SimulatedError for the learners of the demo class.
    """
    teaches = select(Membership.id).where(
        Membership.learner_id == who.id, Membership.role.in_(STAFF), Membership.left_at.is_(None)
    )
    learner = session.get_one(Learner, who.id)
    if learner.simulated:
        raise SimulatedError
    if learner.instructor or learner.email is None or session.scalar(teaches.limit(1)) is not None:
        raise NoLinkError
    return people.issue_link(session, who.id, now, issuer_id)


def _members(section_id: int) -> Select[*tuple[Any, ...]]:
    mine = (Attempt.section_id == section_id, Attempt.learner_id == Learner.id)
    invited_as = select(func.max(Invitation.name)).where(
        Invitation.section_id == section_id, Invitation.learner_id == Learner.id
    )
    return (
        select(
            Learner.id,
            Learner.public_id,
            Learner.name,
            Learner.email,
            Membership.role,
            Membership.joined_at,
            invited_as.scalar_subquery(),
            select(func.count()).select_from(Attempt).where(*mine).scalar_subquery(),
            select(func.max(Attempt.opened_at)).where(*mine).scalar_subquery(),
            Learner.simulated,
        )
        .select_from(Membership)
        .join(Learner, Learner.id == Membership.learner_id)
    )


def _present(section_id: int, query: str) -> tuple[ColumnElement[bool], ...]:
    here = (Membership.section_id == section_id, Membership.left_at.is_(None))
    if not query:
        return here
    invited = select(Invitation.id).where(
        Invitation.section_id == section_id,
        Invitation.learner_id == Learner.id,
        Invitation.name_key.contains(fold(query), autoescape=True),
    )
    named = (column.contains(fold(query), autoescape=True) for column in (Learner.name_key, Learner.email))
    return *here, or_(*named, invited.exists())


def _keep_an_instructor(session: Session, room: Classroom, who: Member) -> None:
    """The section's row is locked, so that two instructors who remove each other cannot both succeed."""
    if who.role is not Role.INSTRUCTOR:
        return
    session.execute(select(Section.id).where(Section.id == room.id).with_for_update())
    others = select(func.count()).where(
        Membership.section_id == room.id,
        Membership.role == Role.INSTRUCTOR,
        Membership.left_at.is_(None),
        Membership.learner_id != who.id,
    )
    if not session.scalar(others):
        raise LastInstructorError


def _set(session: Session, section_id: int, learner_id: int, **values: object) -> None:
    session.execute(
        update(Membership)
        .where(Membership.section_id == section_id, Membership.learner_id == learner_id)
        .values(**values)
    )
