"""A person on a class list: the name as one says it, the address, the student number and the group."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from app import names

MOST_NUMBER: Final = 40
MOST_GROUP: Final = 80
_INVENTED: Final = re.compile(
    r"(?i)(test student|student test|demo student|student demo|.*_?preview ?user|student,? ?view)"
)
_NOT_IN_NAMES: Final = re.compile(r"[<>{}=;$\\^|~\[\]@#*%\d]|^[+\-]|--|://")
_SUFFIXES: Final = frozenset(("jr", "sr", "ii", "iii", "iv", "v", "phd", "md", "esq", "msc", "bsc", "junior", "senior"))


@dataclass(frozen=True)
class Person:
    """One row's person. row: the line where it begins. None for what the list does not give."""

    row: int
    name: str | None
    address: str | None = None
    number: str | None = None
    group: str | None = None


def said(name: str) -> str | None:
    """A name written `Last, First` turned round, as one would say it; without what guards it in a spreadsheet."""
    name = _unguarded(names.one_line(name))
    if not is_name(name):
        return name or None
    parts = [part.strip() for part in name.split(",")]
    parts = [part for part in parts if part]
    if len(parts) == 2 and not _is_suffix(parts[1]):
        parts = [parts[1], parts[0]]
    elif len(parts) == 3 and _is_suffix(parts[1]):
        parts = [parts[2], parts[0], parts[1]]
    elif len(parts) == 3 and _is_suffix(parts[2]):
        parts = [parts[1], parts[0], parts[2]]
    elif len(parts) > 2:
        return name
    return " ".join(parts) or None


def joined(*parts: str) -> str | None:
    """A name from its own cells, the given name first."""
    cells = [_unguarded(names.one_line(part)) for part in parts]
    return " ".join(cell for cell in cells if cell) or None


def is_name(text: str) -> bool:
    """Whether somebody could be called so: letters, and no signs of formulas, pages or programs."""
    return bool(re.search(r"[^\W\d_]", text)) and not _NOT_IN_NAMES.search(text) and not _INVENTED.fullmatch(text)


def number_of(cell: str) -> str | None:
    """A student number as text, with its zeros; without the marks that a system puts before it against spreadsheets."""
    text = _unguarded(names.one_line(cell)).lstrip("#")
    text = re.sub(r'^="(.*)"$', r"\1", text)
    return text[:MOST_NUMBER] or None


def group_of(cell: str) -> str | None:
    return names.one_line(cell)[:MOST_GROUP] or None


def same_name(name: str) -> str:
    """What two spellings of one name share."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _unguarded(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from computing it."""
    return cell[1:] if re.match(r"'[=+\-@]", cell) else cell


def _is_suffix(part: str) -> bool:
    return part.replace(".", "").casefold() in _SUFFIXES
