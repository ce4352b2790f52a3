"""The table of results: a figure, its reference, their ratio, the goal, and whether it was met."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

HEADINGS = ("what", "figure", "reference", "ratio", "goal", "")

NO_GOAL = "–"
"""The goal of a figure that is there to be known."""


@dataclass(frozen=True)
class Row:
    """One measurement in words; `met` is None where nothing could be measured, `note` says why or how."""

    what: str
    figure: str
    reference: str
    ratio: str
    goal: str
    met: bool | None
    note: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return self.what, self.figure, self.reference, self.ratio, self.goal, self._verdict

    @property
    def _verdict(self) -> str:
        if self.met is None:
            return "not measured"
        return "" if self.goal == NO_GOAL else "met" if self.met else "MISSED"


def unmeasured(what: str, goal: str, why: str) -> Row:
    return Row(what, "–", "–", "–", goal, None, why)


def table(rows: Sequence[Row]) -> str:
    """The rows as a table in Markdown, its columns aligned, with numbered notes under it."""
    notes = [row.note for row in rows if row.note]
    lines = [HEADINGS, *(_numbered(row, notes) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    drawn = [_line(line, widths) for line in lines]
    drawn.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join([*drawn, "", *(f"{number}. {note}" for number, note in enumerate(notes, 1))])


def machine() -> str:
    """The date and the machine in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = platform.python_version()
    return f"{date.today():%-d %B %Y}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {python}, {platform.system()}"


def quantile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least this share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def _numbered(row: Row, notes: list[str]) -> tuple[str, ...]:
    mark = f" ({notes.index(row.note) + 1})" if row.note else ""
    return (row.what + mark, *row.cells[1:])


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"
