"""Which people of a list to ask about before anything is made of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.classes.lists.mail_addresses import identity
from app.classes.lists.persons import Person, is_name, same_name
from app.names import LONGEST_NAME


class Doubt(StrEnum):
    """Why a row is asked about."""

    NO_ADDRESS = "no address"
    BAD_ADDRESS = "not an address"
    SAME_NAME = "same name twice"
    SAME_ADDRESS = "same address twice"
    SAME_NUMBER = "same student number twice"
    NOT_A_PERSON = "not a person"
    NOT_A_LEARNER = "not a learner"
    TOO_LONG = "name too long"


@dataclass(frozen=True)
class Doubtful:
    """A person with the reason to ask; typed: what stood where an address should."""

    person: Person
    doubt: Doubt
    typed: str = ""


def parted(rows: Sequence[Doubtful | Person]) -> tuple[tuple[Person, ...], tuple[Doubtful, ...]]:
    """The rows as people who are surely meant and people to ask about, each in the list's order."""
    addressed = any(isinstance(row, Person) and row.address for row in rows)
    sure: list[Person] = []
    doubtful: list[Doubtful] = []
    seen = _Seen()
    for row in rows:
        if isinstance(row, Doubtful):
            doubtful.append(row)
        elif doubt := next(_doubts(row, addressed, seen), None):
            doubtful.append(Doubtful(row, doubt))
        else:
            seen.add(row)
            sure.append(row)
    return tuple(sure), tuple(doubtful)


class _Seen:
    """Who stands further up."""

    def __init__(self) -> None:
        self.addresses: set[str] = set()
        self.numbers: set[str] = set()
        self.bare_names: set[str] = set()

    def add(self, person: Person) -> None:
        if person.address:
            self.addresses.add(identity(person.address))
        if person.number:
            self.numbers.add(person.number.casefold())
        if person.name and not person.address and not person.number:
            self.bare_names.add(same_name(person.name))


def _doubts(person: Person, addressed: bool, seen: _Seen) -> Iterator[Doubt]:
    """The reasons, the gravest first. addressed: whether anybody on the list has an address."""
    if person.name and not is_name(person.name):
        yield Doubt.NOT_A_PERSON
    if person.name and len(person.name) > LONGEST_NAME:
        yield Doubt.TOO_LONG
    if person.address and identity(person.address) in seen.addresses:
        yield Doubt.SAME_ADDRESS
    if addressed and not person.address:
        yield Doubt.NO_ADDRESS
    if person.number and person.number.casefold() in seen.numbers:
        yield Doubt.SAME_NUMBER
    if person.name and not person.address and not person.number and same_name(person.name) in seen.bare_names:
        yield Doubt.SAME_NAME
