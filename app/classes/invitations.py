"""Invitations: personal links into a section, and what happens when somebody follows one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, CursorResult, Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.accounts import people
from app.accounts.people import Who
from app.classes import enrolment
from app.classes.courses import TaughtSection
from app.database import rows
from app.errors import ConflictError, NotFoundError
from app.models import Course, Invitation, Learner, Role, Section
from app.models.base import unguessable

LASTS = timedelta(days=120)
COLLEAGUES_LAST = timedelta(days=14)
MOST_NAMES = 2000
LARGEST_LIST = 4 * 1024 * 1024
"""Bytes that a request with a list may have; far more than MOST_NAMES need, so that a longer one is told how long."""
PAGE = 200
BATCH = 500
COLUMNS = ("Name", "Address", "Student number", "Invited as", "State", "Link", "Good until")
"""Of the table to download."""


class InvitationSpentError(NotFoundError):
    """The link is unknown, taken, withdrawn or too old."""

    def __init__(self) -> None:
        super().__init__("This invitation has been taken or withdrawn, or it is too old. Ask for a new one.")


class TooManyInvitedError(ConflictError):
    """The section has as many open invitations as it may have."""

    def __init__(self) -> None:
        super().__init__(f"A section has at most {MOST_NAMES} open invitations. Withdraw some first.")


class Invitee(NamedTuple):
    """Somebody on a list. contact, number: the address and the student number beside the name, notes and no more."""

    name: str
    contact: str = ""
    number: str = ""


class InvitationState(StrEnum):
    """What has become of an invitation, as its list and its table say it."""

    OPEN = "open"
    TAKEN = "taken"
    EXPIRED = "expired"


class Card(NamedTuple):
    """An invitation as its section's instructors see it. taken_by: the name of the account that took it."""

    code: str
    name: str
    contact: str
    number: str
    role: Role
    expires_at: datetime
    used_at: datetime | None
    taken_by: str | None

    def state(self, now: datetime) -> InvitationState:
        if self.used_at:
            return InvitationState.TAKEN
        return InvitationState.EXPIRED if self.expires_at <= now else InvitationState.OPEN


@dataclass(frozen=True)
class Cards:
    """One page of a section's invitations, open ones first."""

    cards: tuple[Card, ...]
    count: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


class Offer(NamedTuple):
    """What an open invitation offers; no section for one that makes somebody an instructor of the site."""

    section_id: int | None
    section: str | None
    course: str | None
    role: Role
    name: str


def invite(
    session: Session,
    section: TaughtSection,
    invitees: Sequence[Invitee],
    role: Role,
    issuer_id: int,
    now: datetime,
    upload_id: int | None = None,
) -> int:
    """Makes an invitation for each who has no open one yet; how many that were. upload_id: the list they stand on."""
    kept = {
        (row.name, row.contact)
        for row in session.execute(
            select(Invitation.name, Invitation.contact).where(
                Invitation.section_id == section.id, Invitation.role == role, _open(now)
            )
        )
    }
    new = [each for each in invitees if (each.name, each.contact) not in kept]
    if len(kept) + len(new) > MOST_NAMES:
        raise TooManyInvitedError
    _write(session, section.id, new, role, issuer_id, now, LASTS, upload_id)
    return len(new)


def invite_colleague(session: Session, name: str, issuer_id: int, now: datetime) -> str:
    """The code of an invitation to make courses on this site."""
    (code,) = _write(session, None, [Invitee(name)], Role.INSTRUCTOR, issuer_id, now, COLLEAGUES_LAST)
    return code


def cards(session: Session, section: TaughtSection, page: int, now: datetime) -> Cards:
    here = Invitation.section_id == section.id
    count = session.scalar(select(func.count()).select_from(Invitation).where(here)) or 0
    page = min(max(page, 1), max(1, -(-count // PAGE)))
    found = session.execute(
        _cards().where(here)
        .order_by(~_open(now), Invitation.name_key, Invitation.id).limit(PAGE).offset((page - 1) * PAGE)
    )  # fmt: skip
    return Cards(tuple(rows.value(Card, row) for row in found), count, page)


def lines(session: Session, section: TaughtSection, now: datetime, link: str) -> Iterator[tuple[str, ...]]:
    """Every invitation as cells under COLUMNS, the open ones first. link: what comes before the code.

    Links are for those who may hand them out, and only as long as they work.
    """
    found = session.execute(
        _cards()
        .where(Invitation.section_id == section.id)
        .order_by(~_open(now), Invitation.name_key, Invitation.id)
        .execution_options(yield_per=BATCH)
    )
    for card in (rows.value(Card, row) for row in found):
        state = card.state(now)
        shown = link + card.code if state is InvitationState.OPEN and section.may_change else ""
        until = card.expires_at.astimezone(section.zone).isoformat(" ", "minutes")
        yield card.name, card.contact, card.number, card.role.value, state.value, shown, until


def colleagues(session: Session, issuer_id: int) -> tuple[Card, ...]:
    """The invitations to this site that somebody made, the newest first."""
    found = session.execute(
        _cards().where(Invitation.section_id.is_(None), Invitation.issuer_id == issuer_id)
        .order_by(Invitation.id.desc()).limit(PAGE)
    )  # fmt: skip
    return tuple(rows.value(Card, row) for row in found)


def withdraw(session: Session, section: TaughtSection, code: str) -> None:
    """Deletes an invitation that nobody has taken; its link leads nowhere from now on."""
    session.execute(
        delete(Invitation).where(
            Invitation.section_id == section.id, Invitation.code == code, Invitation.used_at.is_(None)
        )
    )


def withdraw_all(session: Session, section: TaughtSection) -> None:
    """Deletes every invitation to the section that nobody has taken."""
    session.execute(delete(Invitation).where(Invitation.section_id == section.id, Invitation.used_at.is_(None)))


def withdraw_list(session: Session, upload_id: int) -> int:
    """Deletes the invitations of one list that nobody has taken; how many those were."""
    gone = session.execute(delete(Invitation).where(Invitation.upload_id == upload_id, Invitation.used_at.is_(None)))
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def withdraw_colleague(session: Session, issuer_id: int, code: str) -> None:
    """Deletes an invitation to the site that this person made and nobody has taken."""
    session.execute(delete(Invitation).where(*_to_colleagues(issuer_id), Invitation.code == code))


def withdraw_colleagues(session: Session, issuer_id: int) -> None:
    """Deletes all of them."""
    session.execute(delete(Invitation).where(*_to_colleagues(issuer_id)))


def offer(session: Session, code: str, now: datetime) -> Offer:
    """What an open invitation offers; InvitationSpentError for any other."""
    row = session.execute(
        select(
            Invitation.section_id,
            Section.name.label("section"),
            Course.title.label("course"),
            Invitation.role,
            Invitation.name,
        )
        .outerjoin(Section, Section.id == Invitation.section_id)
        .outerjoin(Course, Course.id == Section.course_id)
        .where(Invitation.code == code, _open(now), Section.archived_at.is_(None))
    ).one_or_none()
    if row is None:
        raise InvitationSpentError
    return rows.value(Offer, row)


def take(session: Session, who: Who, token: str | None, code: str, now: datetime) -> str | None:
    """Gives the account what the invitation offers; of several that try at once, the database lets one pass.

    The browser's new token where the account may do more than before; its other sessions end. None otherwise.
    """
    offered = offer(session, code, now)
    used = session.execute(
        update(Invitation).where(Invitation.code == code, _open(now)).values(used_at=now, learner_id=who.id)
    )
    if not isinstance(used, CursorResult) or used.rowcount != 1:
        raise InvitationSpentError
    if offered.section_id is None:
        session.execute(update(Learner).where(Learner.id == who.id).values(instructor=True))
    else:
        enrolment.enter(session, offered.section_id, who.id, offered.role, now)
    if offered.role is Role.LEARNER:
        return None
    if token:
        people.forget_everywhere(session, who.id)
    return people.remember(session, who.id, now)


def _open(now: datetime) -> ColumnElement[bool]:
    return Invitation.used_at.is_(None) & (Invitation.expires_at > now)


def _to_colleagues(issuer_id: int) -> tuple[ColumnElement[bool], ...]:
    return Invitation.section_id.is_(None), Invitation.issuer_id == issuer_id, Invitation.used_at.is_(None)


def _cards() -> Select[*tuple[Any, ...]]:
    return select(
        Invitation.code,
        Invitation.name,
        Invitation.contact,
        Invitation.number,
        Invitation.role,
        Invitation.expires_at,
        Invitation.used_at,
        Learner.name.label("taken_by"),
    ).outerjoin(Learner, Learner.id == Invitation.learner_id)


def _write(
    session: Session,
    section_id: int | None,
    invitees: Sequence[Invitee],
    role: Role,
    issuer_id: int,
    now: datetime,
    lasts: timedelta,
    upload_id: int | None = None,
) -> list[str]:
    rows = [
        {
            "code": unguessable(),
            "section_id": section_id,
            "role": role,
            "name": each.name,
            "contact": each.contact,
            "number": each.number,
            "upload_id": upload_id,
            "issuer_id": issuer_id,
            "created_at": now,
            "expires_at": now + lasts,
        }
        for each in invitees
    ]
    if rows:
        session.execute(insert(Invitation), rows)
    return [str(row["code"]) for row in rows]
