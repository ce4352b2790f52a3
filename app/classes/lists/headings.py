"""What the columns of a class list are called, and which of them are its people's."""

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from app.classes.lists.mail_addresses import is_address

WORDS: Final = Path(__file__).with_name("headings.toml")
SURE_SHARE: Final = 0.5
"""Of a column's cells that must be addresses for it to be the addresses' column without a heading that says so."""


class Column(StrEnum):
    """What a column gives of a person."""

    NAME = "name"
    FIRST = "first name"
    MIDDLE = "middle name"
    LAST = "last name"
    ADDRESS = "address"
    NUMBER = "student number"
    GROUP = "group"
    ROLE = "role"


Columns = Mapping[Column, int]


@cache
def vocabulary() -> Mapping[str, frozenset[str]]:
    """The words of headings.toml by what they stand for, in their plain form."""
    table = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {kind: frozenset(plain(word) for word in words) for kind, words in table.items()}


def plain(text: str) -> str:
    """A heading without case, marks above letters, signs and repeated blanks."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i").replace("ß", "ss").replace("ø", "o"))
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() or c == "'" else " " for c in bare.replace("’", "'")).split())


def says(kind: str, cell: str) -> bool:
    return plain(cell) in vocabulary()[kind]


def known(cells: Sequence[str]) -> int:
    """How many of a row's cells are headings that people's columns have; 0 if one of them is an address."""
    if any(is_address(cell) for cell in cells):
        return 0
    telling = ("name", "first", "middle", "last", "address", "number", "group", "role")
    return sum(any(says(kind, cell) for kind in telling) for cell in cells)


def columns(headings: Sequence[str], body: Sequence[Sequence[str]]) -> dict[Column, int]:
    """Which column gives what, by the headings and, where those are silent, by what stands below them."""
    found: dict[Column, int] = {}
    for column, kind in _OF_ONE_KIND.items():
        places = [place for place, heading in enumerate(headings) if says(kind, heading)]
        if places:
            found[column] = places[0]
    found |= _names(headings, found)
    found.pop(Column.ADDRESS, None)
    found |= _address(headings, body)
    found |= _number(headings, body, found)
    return found


_OF_ONE_KIND: Final = {
    Column.FIRST: "first",
    Column.MIDDLE: "middle",
    Column.LAST: "last",
    Column.GROUP: "group",
    Column.ROLE: "role",
}


def _names(headings: Sequence[str], found: Columns) -> dict[Column, int]:
    """A column "Nom" is the family name beside "Prénom", a "Nombre" the given name beside "Apellidos"."""
    places = [place for place, heading in enumerate(headings) if says("name", heading) and place not in found.values()]
    if Column.FIRST in found and Column.LAST in found:
        return {}
    if not places:
        return {}
    if Column.FIRST in found:
        return {Column.LAST: places[0]}
    return {Column.FIRST if Column.LAST in found else Column.NAME: places[0]}


def _address(headings: Sequence[str], body: Sequence[Sequence[str]]) -> dict[Column, int]:
    """The column headed so whose cells are addresses most often; without one, any whose cells mostly are."""
    shares = [_share(place, body) for place in range(len(headings))]
    headed = [place for place, heading in enumerate(headings) if says("address", heading)]
    sure = [place for place, share in enumerate(shares) if share >= SURE_SHARE]
    candidates = [place for place in headed if shares[place] > 0] or sure or headed
    return {Column.ADDRESS: max(candidates, key=lambda place: shares[place])} if candidates else {}


def _share(place: int, body: Sequence[Sequence[str]]) -> float:
    cells = [row[place].strip() for row in body if place < len(row) and row[place].strip()]
    return sum(is_address(cell) for cell in cells) / len(cells) if cells else 0.0


def _number(headings: Sequence[str], body: Sequence[Sequence[str]], found: Columns) -> dict[Column, int]:
    """The column that names the student's number; of several the one that a registry would, never a running count."""
    free = [place for place in range(len(headings)) if place not in found.values() and not _runs(place, body)]
    for kind in ("number", "number_perhaps"):
        places = [place for place in free if says(kind, headings[place])]
        if places:
            return {Column.NUMBER: max(places, key=lambda place: "sis" in plain(headings[place]).split())}
    return {}


def _runs(place: int, body: Sequence[Sequence[str]]) -> bool:
    """Whether the column only counts the rows: 1, 2, 3, …"""
    cells = [row[place].strip().rstrip(".") for row in body if place < len(row) and row[place].strip()]
    return len(cells) > 1 and cells == [str(number) for number in range(1, len(cells) + 1)]
