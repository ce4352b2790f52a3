"""Tables on their way to a spreadsheet: CSV as a stream, and text to paste, both unable to run as formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

Cell: TypeAlias = str | int | float | None

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell must not begin with: spreadsheets would take the rest for a formula, the wide forms too."""
BATCH = 200
"""Lines that go out together."""


def csv_stream(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The table as CSV (RFC 4180), texts in quotes so that no separator of any country splits them."""
    waiting = io.StringIO()
    writer = csv.writer(waiting, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([guarded(heading) for heading in headings])
    for number, row in enumerate(rows, 1):
        writer.writerow([guarded(cell) for cell in row])
        if number % BATCH == 0:
            yield waiting.getvalue()
            waiting.seek(0)
            waiting.truncate()
    yield waiting.getvalue()


def pasteable(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The table as lines of cells with tabs between them, as spreadsheets take it from the clipboard."""
    yield _line(headings)
    yield from (_line(row) for row in rows)


def guarded(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs: one that could begin a formula begins with an apostrophe. Numbers are safe."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(TRIGGERS) else cell


def _line(row: Sequence[Cell]) -> str:
    """Tabs and line ends part cells when pasted, and quotes join them: within a cell they become harmless."""
    cells = (" ".join(str(guarded(cell)).split()).replace('"', "″") for cell in row)
    return "\t".join(cells) + "\n"
