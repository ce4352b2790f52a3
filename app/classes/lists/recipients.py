"""Lists without columns: names, addresses, and recipients as they are copied out of a mail."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from app.classes.lists.mail_addresses import LOCAL_AND_DOMAIN, address_of
from app.classes.lists.persons import Person, number_of, said

_ADDRESS: Final = re.compile(rf"(?P<open><\s*)?(?:mailto:)?(?P<address>{LOCAL_AND_DOMAIN})(?P<close>\s*>)?")
_NUMBER: Final = re.compile(r"[#@]?[A-Za-z]{0,3}\d{4,}")
_EDGES: Final = " \t,;|:<>()[]\u00a0"
_COUNT: Final = re.compile(r"^(?:\d{1,4}[.)]|[-*•–])\s+")


class _Recipient(NamedTuple):
    """An address with the text that belongs to it. bracketed: as in `Last, First <address>`."""

    text: str
    address: str | None
    bracketed: bool


def recipients(text: str) -> Iterator[Person]:
    """The people of a text, in its order; lines may hold several, parted by commas or semicolons."""
    for line, words in _lines(text):
        for piece in _pieces(words):
            person = _person(line, piece)
            if person.name or person.address:
                yield person


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold something; an address in brackets alone belongs to the name before it."""
    waiting: tuple[int, str] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if waiting and re.match(r"\s*<[^>]*@", line) and "@" not in waiting[1]:
            waiting = (waiting[0], f"{waiting[1]} {line}")
            continue
        if waiting:
            yield waiting
        waiting = (number, line) if line.strip(_EDGES) else None
    if waiting:
        yield waiting


def _pieces(line: str) -> Iterator[_Recipient]:
    found = list(_ADDRESS.finditer(line))
    if not found:
        yield _Recipient(line, None, False)
    elif len(found) == 1:
        one = found[0]
        rest = f"{line[: one.start()]}\t{line[one.end() :]}"
        yield _Recipient(rest, address_of(one["address"]), bool(one["open"]))
    else:
        start = 0
        for one in found:
            yield _Recipient(line[start : one.start()], address_of(one["address"]), bool(one["open"]))
            start = one.end()


def _person(line: int, piece: _Recipient) -> Person:
    """The text's cells that are numbers apart, the others are the name."""
    cells = [cell.strip(_EDGES) for cell in re.split(r"[;\t|]" if piece.bracketed else r"[;\t|,]", piece.text)]
    numbers = [cell for cell in cells if _NUMBER.fullmatch(cell)]
    words = [_COUNT.sub("", cell) for cell in cells if cell and cell not in numbers and not cell.isdigit()]
    name = said(_unquoted(" ".join(words)))
    return Person(line, name, piece.address, number_of(numbers[0]) if numbers else None)


def _unquoted(name: str) -> str:
    found = re.fullmatch(r"\s*[\"“'](.*)[\"”']\s*", name)
    return found[1] if found else name
