"""Uploaded class lists: looked at before anything is made of them, made into invitations, and undone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Final, NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app import names
from app.accounts.people import LONGEST_EMAIL
from app.classes import invitations, rosters
from app.classes.courses import TaughtSection
from app.classes.invitations import MOST_NAMES, Invitee
from app.classes.lists import class_list, workbooks
from app.classes.lists.class_list import ClassList
from app.classes.lists.decoding import LEGACY, NotTextError, decoded
from app.classes.lists.doubts import Doubtful
from app.classes.lists.headings import Column
from app.classes.lists.mail_addresses import address_of, identity
from app.classes.lists.persons import Person, number_of, same_name
from app.classes.lists.workbooks import UnreadableWorkbookError
from app.database import rows
from app.errors import ConflictError, FieldError, FieldErrors, NotFoundError
from app.models import Invitation, Learner, Membership, Role, Upload

KEPT: Final = timedelta(days=1)
"""How long a list is kept that nothing was made of."""
FILE: Final = "file"
NO_TEXT: Final = "This file is no list of names. Save it as CSV or XLSX, or paste the names."
BURSTS: Final = "This spreadsheet cannot be read, or holds far more than a class list. Save the one sheet as CSV."


class UploadNotFoundError(NotFoundError):
    """The list is unknown here, or was discarded."""

    def __init__(self) -> None:
        super().__init__("This list was discarded, or is too old. Upload it again.")


class AlreadyMadeError(ConflictError):
    """Invitations were made of the list before."""

    def __init__(self) -> None:
        super().__init__("The invitations of this list have been made. Undo that first, or upload the list again.")


class Sent(NamedTuple):
    """An uploaded list as it is kept."""

    id: int
    public_id: str
    role: Role
    source: bytes
    encoding: str | None
    columns: str | None
    decisions: str
    made_at: datetime | None


class RowDecision(NamedTuple):
    """What somebody decided of a row that was asked about."""

    taken: bool
    name: str
    address: str
    number: str


class AskedRow(NamedTuple):
    """A row to ask about, with what was decided of it so far."""

    doubtful: Doubtful
    decision: RowDecision


class Leaver(NamedTuple):
    """A learner of the class who is not on the list."""

    public_id: str
    name: str
    email: str | None


@dataclass(frozen=True)
class ListPreview:
    """What a list was understood to say, beside who is in the class already.

    fresh: those who would be invited; here: those on the list who are in the class or invited.
    """

    read: ClassList
    fresh: tuple[Person, ...]
    here: tuple[Person, ...]
    asked: tuple[AskedRow, ...]
    leavers: tuple[Leaver, ...]

    @property
    def taken(self) -> tuple[Person, ...]:
        """Everybody who would be invited, those included who were asked about and taken."""
        return self.fresh + tuple(_decided(each) for each in self.asked if each.decision.taken)


def take(
    session: Session, section: TaughtSection, file: bytes, pasted: str, role: Role, issuer_id: int, now: datetime
) -> str:
    """Keeps a list for its preview, and forgets those that nobody came back to. FieldErrors for what is no list."""
    source = file or pasted.encode()
    found = understood(source, None, None)
    if not found.people and not found.doubtful:
        raise _fault("Nobody was found on this list. Write or upload at least one name.")
    if len(found.people) + len(found.doubtful) > MOST_NAMES:
        many = len(found.people) + len(found.doubtful)
        raise _fault(f"A class list has at most {MOST_NAMES} people; {many} were found on this one.")
    forget_old(session, now)
    upload = Upload(section_id=section.id, issuer_id=issuer_id, role=role, created_at=now, source=source)
    session.add(upload)
    session.flush()
    return upload.public_id


def forget_old(session: Session, now: datetime) -> None:
    """Deletes the lists that nothing was made of."""
    session.execute(delete(Upload).where(Upload.made_at.is_(None), Upload.created_at < now - KEPT))


def sent(session: Session, section: TaughtSection, public_id: str) -> Sent:
    """A list of this section. Raises UploadNotFoundError."""
    columns = (getattr(Upload, name) for name in Sent._fields)
    row = session.execute(
        select(*columns).where(Upload.section_id == section.id, Upload.public_id == public_id)
    ).one_or_none()
    if row is None:
        raise UploadNotFoundError
    return rows.value(Sent, row)


def open_list(session: Session, section: TaughtSection, public_id: str) -> Sent:
    """A list that nothing was made of yet. Raises UploadNotFoundError and AlreadyMadeError."""
    found = sent(session, section, public_id)
    if found.made_at:
        raise AlreadyMadeError
    return found


def understood(source: bytes, encoding: str | None, columns: Mapping[Column, int] | None) -> ClassList:
    """What the file or the text says, in the encoding and by the columns that were chosen. Raises FieldErrors."""
    try:
        if workbooks.is_workbook(source):
            return class_list.read_rows(workbooks.rows(source), columns)
        return class_list.read_text(decoded(source, encoding), columns)
    except NotTextError:
        raise _fault(NO_TEXT) from None
    except UnreadableWorkbookError:
        raise _fault(BURSTS) from None


def preview(session: Session, section: TaughtSection, list_: Sent) -> ListPreview:
    """What would be made of the list now."""
    read = understood(list_.source, list_.encoding, _columns(list_.columns))
    decisions = {int(row): RowDecision(*each) for row, each in json.loads(list_.decisions).items()}
    known = _Known(session, section)
    asked = tuple(AskedRow(each, decisions.get(each.person.row, _undecided(each))) for each in read.doubtful)
    here = tuple(person for person in read.people if known.holds(person))
    fresh = tuple(person for person in read.people if not known.holds(person))
    everybody = (*read.people, *(_decided(each) for each in asked))
    return ListPreview(read, fresh, here, asked, known.missing_from(everybody) if list_.role is Role.LEARNER else ())


def read_again(
    session: Session, section: TaughtSection, public_id: str, encoding: str | None, columns: Mapping[Column, int] | None
) -> None:
    """Reads the list in another encoding, or by other columns; what was decided of rows is asked again."""
    kept = open_list(session, section, public_id)
    understood(kept.source, encoding, columns)
    chosen = json.dumps({column.name: place for column, place in columns.items()}) if columns else None
    _set(session, kept, encoding=encoding, columns=chosen, decisions="{}")


def decide(session: Session, section: TaughtSection, public_id: str, decisions: Mapping[int, RowDecision]) -> None:
    """Keeps what somebody decided of the rows that were asked about."""
    kept = open_list(session, section, public_id)
    _set(session, kept, decisions=json.dumps(decisions))


def make(session: Session, section: TaughtSection, public_id: str, issuer_id: int, now: datetime) -> int:
    """Makes the invitations; how many. The list itself is forgotten, but for what undoes it."""
    kept = open_list(session, section, public_id)
    people = preview(session, section, kept).taken
    invitees = [
        Invitee(each.name or (each.address or "").partition("@")[0], each.address or "", each.number or "")
        for each in people
    ]
    made = invitations.invite(session, section, invitees, kept.role, issuer_id, now, kept.id)
    _set(session, kept, made_at=now, source=b"", decisions="{}")
    return made


def withdraw(session: Session, section: TaughtSection, public_id: str) -> int:
    """Discards a list, or undoes it: its invitations that nobody has taken go, and how many those were."""
    kept = sent(session, section, public_id)
    gone = invitations.withdraw_list(session, kept.id)
    session.execute(delete(Upload).where(Upload.id == kept.id))
    return gone


def remove_leavers(
    session: Session, section: TaughtSection, public_id: str, chosen: Sequence[str], now: datetime
) -> int:
    """Ends the part of those who were chosen among the learners that are not on the list."""
    leavers = {each.public_id for each in preview(session, section, open_list(session, section, public_id)).leavers}
    gone = [each for each in chosen if each in leavers]
    for each in gone:
        rosters.remove(session, section, rosters.member(session, section, each), now)
    return len(gone)


def read_decisions(form: Mapping[str, str], asked: Sequence[AskedRow]) -> dict[int, RowDecision]:
    """What a form says of the rows that were asked about; rows that it does not name stay out. Raises FieldErrors."""
    errors: list[FieldError] = []
    decisions: dict[int, RowDecision] = {}
    for each in asked:
        row = each.doubtful.person.row
        if f"name-{row}" in form:
            decisions[row] = _decision(form, row, errors)
    if errors:
        raise FieldErrors(tuple(errors))
    return decisions


def _decision(form: Mapping[str, str], row: int, errors: list[FieldError]) -> RowDecision:
    taken = form.get(f"row-{row}") == "invite"
    name, address = names.one_line(form[f"name-{row}"][:400]), form.get(f"address-{row}", "").strip()
    if taken and (problem := _name_problem(name)):
        errors.append(FieldError(f"name-{row}", problem))
    if taken and address and not address_of(address[: 2 * LONGEST_EMAIL]):
        errors.append(FieldError(f"address-{row}", "This is no mail address. Correct it, or leave it empty."))
    number = number_of(form.get(f"number-{row}", "")) or ""
    return RowDecision(taken, name[: 2 * names.LONGEST_NAME], address[:LONGEST_EMAIL], number)


def _name_problem(name: str) -> str | None:
    try:
        names.clean_name(name)
    except names.InvalidNameError as error:
        return str(error)
    return None


def _undecided(doubtful: Doubtful) -> RowDecision:
    person = doubtful.person
    return RowDecision(False, person.name or "", person.address or doubtful.typed, person.number or "")


def _decided(asked: AskedRow) -> Person:
    """The person as somebody put it right."""
    decision = asked.decision
    address = address_of(decision.address)
    return replace(asked.doubtful.person, name=decision.name or None, address=address, number=decision.number or None)


def _columns(text: str | None) -> Mapping[Column, int] | None:
    return {Column[name]: place for name, place in json.loads(text).items()} if text else None


def read_columns(form: Mapping[str, str], headings: Sequence[str]) -> Mapping[Column, int] | None:
    """Which column of the list gives what, as a form chose it; None where it leaves that to the headings."""
    places = {str(place): place for place in range(len(headings))}
    chosen = {column: form.get(f"column-{column.name.lower()}", "") for column in Column}
    found = {column: places[place] for column, place in chosen.items() if place in places}
    if not any(column in found for column in (Column.NAME, Column.FIRST, Column.LAST, Column.ADDRESS)):
        return None
    return found


def read_encoding(form: Mapping[str, str]) -> str | None:
    encoding = form.get("encoding", "")
    return encoding if encoding in LEGACY else None


class _Known:
    """Who is in the class or holds an open invitation to it, by address, student number and, without these, name."""

    def __init__(self, session: Session, section: TaughtSection) -> None:
        self._members = session.execute(
            select(
                Learner.public_id, Learner.name, Learner.email, Membership.role, Invitation.contact, Invitation.number
            )
            .join(Membership, Membership.learner_id == Learner.id)
            .outerjoin(
                Invitation, (Invitation.learner_id == Learner.id) & (Invitation.section_id == Membership.section_id)
            )
            .where(Membership.section_id == section.id, Membership.left_at.is_(None))
            .order_by(Learner.name_key, Learner.id)
        ).all()
        invited = session.execute(
            select(Invitation.name, Invitation.contact, Invitation.number).where(
                Invitation.section_id == section.id, Invitation.used_at.is_(None)
            )
        ).all()
        named = tuple(chain(self._members, invited))
        self._addresses = {identity(each.email) for each in self._members if each.email}
        self._addresses |= {identity(each.contact) for each in named if each.contact}
        self._numbers = {each.number.casefold() for each in named if each.number}
        self._names = {same_name(each.name) for each in named}

    def holds(self, person: Person) -> bool:
        if person.address and identity(person.address) in self._addresses:
            return True
        if person.number and person.number.casefold() in self._numbers:
            return True
        told_apart = person.address or person.number
        return not told_apart and person.name is not None and same_name(person.name) in self._names

    def missing_from(self, people: Sequence[Person]) -> tuple[Leaver, ...]:
        """The learners of the class whom a list does not name by anything that it gives."""
        addresses = {identity(each.address) for each in people if each.address}
        numbers = {each.number.casefold() for each in people if each.number}
        called = {same_name(each.name) for each in people if each.name}
        missing: dict[str, Leaver] = {}
        named: set[str] = set()
        for each in self._members:
            known = {identity(mail) for mail in (each.email, each.contact) if mail} & addresses
            if known or (each.number or "").casefold() in numbers or same_name(each.name) in called:
                named.add(each.public_id)
            elif each.role is Role.LEARNER:
                missing[each.public_id] = Leaver(each.public_id, each.name, each.email)
        return tuple(leaver for public_id, leaver in missing.items() if public_id not in named)


def _set(session: Session, list_: Sent, **values: object) -> None:
    session.execute(update(Upload).where(Upload.id == list_.id, Upload.made_at.is_(None)).values(**values))


def _fault(message: str) -> FieldErrors:
    return FieldErrors((FieldError(FILE, message),))
