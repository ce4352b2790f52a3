"""The roster of a section: who takes part, in which role, and how somebody is moved, removed or helped back in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.orm import Session

from app.accounts import people
from app.attempts import finishing
from app.classes import enrolment
from app.classes.courses import STAFF, TaughtSection
from app.database import rows
from app.errors import ConflictError, NotFoundError
from app.models import Attempt, Course, Invitation, Learner, Membership, Role, Section
from app.models.spelling import fold

PAGE = 50
ROLES = {role.value: role for role in Role}


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
            "This person's password opens more than your classes: they teach, are or were in somebody else's class, or "
            "have work of their own. Whoever runs the site makes the link (course reset-link)."
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


def roster(session: Session, section: TaughtSection, query: str, page: int) -> Roster:
    """The members whose name, address or invitation contains the query; three statements, whatever the page."""
    query = " ".join(query[:200].split())
    matches = _present(section.id, query)
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
    shown = session.execute(
        _members(section.id).where(Membership.section_id == section.id, Learner.id.in_(here)).order_by(*order)
    )
    return Roster(tuple(rows.value(Member, row) for row in shown), found, query, page)


def member(session: Session, section: TaughtSection, public_id: str) -> Member:
    """Somebody who takes part now; NotInRosterError for anybody else."""
    row = session.execute(
        _members(section.id).where(*_present(section.id, ""), Learner.public_id == public_id)
    ).one_or_none()
    if row is None:
        raise NotInRosterError
    return rows.value(Member, row)


def elsewhere(session: Session, section: TaughtSection, instructor_id: int) -> tuple[Elsewhere, ...]:
    """The other sections of which this person is an instructor, those of the same course first."""
    found = session.execute(
        select(Section.public_id, Section.name, Course.title.label("course"))
        .join(Course, Course.id == Section.course_id)
        .join(Membership, Membership.section_id == Section.id)
        .where(
            Membership.learner_id == instructor_id,
            Membership.role == Role.INSTRUCTOR,
            Membership.left_at.is_(None),
            Section.archived_at.is_(None),
            Section.id != section.id,
        )
        .order_by(Section.course_id != section.course_id, Course.title, Section.name)
    )
    return tuple(rows.value(Elsewhere, row) for row in found)


def remove(session: Session, section: TaughtSection, who: Member, now: datetime) -> None:
    """Ends somebody's part; what they did here stays in the records, and they come back by a code or an invitation.

    What they have under way here is handed in as it stands.
    """
    _keep_an_instructor(session, section, who)
    finishing.end(session, now, Attempt.section_id == section.id, Attempt.learner_id == who.id)
    _set(session, section.id, who.id, left_at=now)


def appoint(session: Session, section: TaughtSection, who: Member, role: Role) -> None:
    """Gives somebody another role. Their sessions end, for what these could do has changed."""
    if role is not Role.INSTRUCTOR:
        _keep_an_instructor(session, section, who)
    if role is who.role:
        return
    _set(session, section.id, who.id, role=role)
    people.forget_everywhere(session, who.id)


def move(session: Session, section: TaughtSection, who: Member, to: TaughtSection, now: datetime) -> None:
    """Takes a learner and their attempts to another section; each attempt keeps the deadline that it began under."""
    if who.role is not Role.LEARNER:
        raise NotInRosterError
    enrolment.enter(session, to.id, who.id, Role.LEARNER, now)
    _set(session, section.id, who.id, left_at=now)
    moving = session.scalars(
        select(Attempt).where(Attempt.section_id == section.id, Attempt.learner_id == who.id).order_by(Attempt.id)
    ).all()
    for attempt in moving:
        there = select(func.max(Attempt.number)).where(
            Attempt.section_id == to.id, Attempt.learner_id == who.id, Attempt.quiz == attempt.quiz
        )
        attempt.number, attempt.section_id = (session.scalar(there) or 0) + 1, to.id
        session.flush()


def reset_link(session: Session, who: Member, issuer_id: int, now: datetime) -> str:
    """The token of a link with which a learner sets a new password, once.

    Whoever holds the link can sign in as them: NoLinkError if that would open anything outside the issuer's own
    sections. SimulatedError for the learners of the demo class.
    """
    learner = session.get_one(Learner, who.id)
    if learner.simulated:
        raise SimulatedError
    if learner.instructor or learner.email is None or _reaches_beyond(session, who.id, issuer_id):
        raise NoLinkError
    return people.issue_link(session, who.id, now, issuer_id)


def _reaches_beyond(session: Session, learner_id: int, issuer_id: int) -> bool:
    """Whether the account teaches, or holds anything outside the sections in which the issuer is an instructor."""
    own = select(Membership.section_id).where(
        Membership.learner_id == issuer_id, Membership.role == Role.INSTRUCTOR, Membership.left_at.is_(None)
    )
    elsewhere = select(Membership.id).where(
        Membership.learner_id == learner_id,
        or_(Membership.role.in_(STAFF), Membership.section_id.not_in(own)),
    )
    work = select(Attempt.id).where(
        Attempt.learner_id == learner_id, or_(Attempt.section_id.is_(None), Attempt.section_id.not_in(own))
    )
    return any(session.scalar(each.limit(1)) is not None for each in (elsewhere, work))


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
            invited_as.scalar_subquery().label("invited_as"),
            select(func.count()).select_from(Attempt).where(*mine).scalar_subquery().label("attempts"),
            select(func.max(Attempt.opened_at)).where(*mine).scalar_subquery().label("last_active"),
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


def _keep_an_instructor(session: Session, section: TaughtSection, who: Member) -> None:
    """The section's row is locked, so that two instructors who remove each other cannot both succeed."""
    if who.role is not Role.INSTRUCTOR:
        return
    session.execute(select(Section.id).where(Section.id == section.id).with_for_update())
    others = select(func.count()).where(
        Membership.section_id == section.id,
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
