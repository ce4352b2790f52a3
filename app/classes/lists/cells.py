"""Text parted into rows of cells, also where a quotation mark was never closed."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

SEPARATORS: Final = (",", ";", "\t", "|")
MOST_CELL: Final = 1000
"""Characters of a cell that are looked at."""
_DECLARED: Final = re.compile(r"\s*\"?sep=(?P<separator>[^\s\"])\"?\s*$", re.IGNORECASE)


class Row(NamedTuple):
    """line: where it begins, from 1."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


def rows(text: str, separator: str) -> Iterator[Row]:
    """The rows of a text whose cells are parted by the separator; quoted cells may hold it, and line breaks.

    A quotation mark that opens a cell and is not closed before a separator or a line's end is a mark like any other.
    """
    at, line = 0, 1
    while at < len(text):
        cells, end = _row(text, at, separator)
        yield Row(line, tuple(cells))
        line += text.count("\n", at, end)
        at = end


def declared_separator(line: str) -> str | None:
    """What a spreadsheet's first line `sep=;` declares."""
    found = _DECLARED.match(line)
    return found["separator"] if found else None


def _row(text: str, at: int, separator: str) -> tuple[list[str], int]:
    cells: list[str] = []
    while True:
        cell, at = _cell(text, at, separator)
        cells.append(cell[:MOST_CELL])
        if at >= len(text):
            return cells, len(text)
        at += 1
        if text[at - 1] == "\n":
            return cells, at


def _cell(text: str, at: int, separator: str) -> tuple[str, int]:
    """One cell and where it ends: at a separator, a line's end or the text's."""
    return _quoted(text, at, separator) or _plain(text, at, separator)


def _plain(text: str, at: int, separator: str) -> tuple[str, int]:
    ends = [place for mark in (separator, "\n") if (place := text.find(mark, at)) >= 0]
    end = min(ends, default=len(text))
    cell = text[at:end]
    return (cell.replace('"', "", 1) if cell.lstrip().startswith('"') and cell.count('"') % 2 else cell), end


def _quoted(text: str, at: int, separator: str) -> tuple[str, int] | None:
    found = _quotation(separator).match(text, at)
    if found is None or (found["inside"].count("\n") and _holds_rows(found["inside"], separator)):
        return None
    return found["inside"].replace('""', '"'), found.end()


def _holds_rows(inside: str, separator: str) -> bool:
    """Whether a cell over several lines swallowed an address and more cells: then its mark was never meant."""
    return any("@" in line and separator in line for line in inside.split("\n"))


@cache
def _quotation(separator: str) -> re.Pattern[str]:
    blank = r"[ ]*" if separator == "\t" else r"[ \t]*"
    return re.compile(
        rf'{blank}"(?P<inside>(?:[^"]|""){{0,{4 * MOST_CELL}}}+)"{blank}(?=[{re.escape(separator)}\n]|\Z)'
    )
