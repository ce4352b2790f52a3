"""A class list read: the people who are surely meant, those to ask about, and the lines that are nobody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from app.classes.lists import cells, headings, persons, recipients
from app.classes.lists.cells import Row
from app.classes.lists.doubts import Doubt, Doubtful, parted
from app.classes.lists.headings import Column
from app.classes.lists.mail_addresses import address_of, is_address
from app.classes.lists.persons import Person

HEAD: Final = 25
"""Rows in which the headings are looked for."""


class Nobody(StrEnum):
    """What a line is that stands for nobody."""

    HEADER = "header"
    TITLE = "title line"
    POINTS = "points row"
    DATES = "date row"
    SEPARATOR = "separator line"
    BLANK = "blank"


class Ignored(NamedTuple):
    """A line that is nobody, from 1."""

    row: int
    what: Nobody


@dataclass(frozen=True)
class ClassList:
    """What a file or a pasted text was understood to say, in its own order.

    columns: what each column gives, by its heading as it stands; empty for a list without columns.
    """

    people: tuple[Person, ...]
    doubtful: tuple[Doubtful, ...]
    ignored: tuple[Ignored, ...]
    headings: tuple[str, ...] = ()
    columns: Mapping[Column, int] | None = None

    @property
    def column_options(self) -> list[tuple[int, str]]:
        """Each column by its place, with what stands at its head."""
        return [(place, heading.strip() or f"column {place + 1}") for place, heading in enumerate(self.headings)]


class _Table(NamedTuple):
    """Rows with the place of their headings among them."""

    rows: tuple[Row, ...]
    header: int


def read_text(text: str, chosen: Mapping[Column, int] | None = None) -> ClassList:
    """What a text says: a table with headings if it has any, else names and addresses as people write them.

    chosen: which column gives what, where somebody chose by hand.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    table = _table(text)
    return _of_table(table, chosen) if table else _of_lines(text)


def read_rows(rows: Sequence[Row], chosen: Mapping[Column, int] | None = None) -> ClassList:
    """What the rows of a spreadsheet say."""
    header = _header(rows)
    if header is None:
        return _of_lines("\n".join("\t".join(row.cells) for row in rows))
    return _of_table(_Table(tuple(rows), header), chosen)


def _table(text: str) -> _Table | None:
    """The text parted by the separator under which most headings are known."""
    declared = cells.declared_separator(text.partition("\n")[0])
    best: tuple[int, int, _Table] | None = None
    for order, separator in enumerate([declared] if declared else cells.SEPARATORS):
        head = _head(text, separator)
        header = _header(head)
        if header is not None:
            count = headings.known(head[header].cells)
            if best is None or count > best[0]:
                best = (count, order, _Table(tuple(cells.rows(text, separator)), header))
    return best[2] if best else None


def _head(text: str, separator: str) -> tuple[Row, ...]:
    rows = cells.rows(text, separator)
    return tuple(row for row, _ in zip(rows, range(HEAD), strict=False))


def _header(rows: Sequence[Row]) -> int | None:
    """The row of the first ones that has most headings of people's columns, none of it a person."""
    counts = [headings.known(row.cells) for row in rows[:HEAD]]
    most = max(counts, default=0)
    return counts.index(most) if most else None


def _of_table(table: _Table, chosen: Mapping[Column, int] | None) -> ClassList:
    header = table.rows[table.header]
    body = table.rows[table.header + 1 :]
    columns = chosen or headings.columns(header.cells, [row.cells for row in body])
    ignored = [Ignored(row.line, _before(row)) for row in table.rows[: table.header]]
    ignored.append(Ignored(header.line, Nobody.HEADER))
    rows: list[Doubtful | Person] = []
    for row in body:
        if what := _nobody(row, columns):
            ignored.append(Ignored(row.line, what))
        else:
            rows.append(_row(row, columns))
    return ClassList(*parted(rows), tuple(ignored), header.cells, columns)


def _before(row: Row) -> Nobody:
    """What a line above the headings is."""
    if row.is_blank:
        return Nobody.BLANK
    return Nobody.SEPARATOR if cells.declared_separator(",".join(row.cells)) else Nobody.TITLE


def _nobody(row: Row, columns: Mapping[Column, int]) -> Nobody | None:
    """What a line below the headings is, if it is nobody: a blank one, or one that tells of the columns."""
    get = _getter(row, columns)
    if row.is_blank or not any(get(column) for column in columns if column not in (Column.GROUP, Column.ROLE)):
        return Nobody.BLANK if row.is_blank else Nobody.TITLE
    if is_address(get(Column.ADDRESS)) or get(Column.NUMBER):
        return None
    named = [cell for cell in (get(each) for each in (Column.NAME, Column.FIRST, Column.LAST)) if cell]
    if len(named) != 1:
        return None
    if headings.says("points", named[0]):
        return Nobody.POINTS
    if headings.says("dates", named[0]):
        return Nobody.DATES
    return Nobody.HEADER if headings.known(row.cells) == len([c for c in row.cells if c.strip()]) > 1 else None


def _row(row: Row, columns: Mapping[Column, int]) -> Doubtful | Person:
    get = _getter(row, columns)
    apart = persons.joined(get(Column.FIRST), get(Column.MIDDLE), get(Column.LAST))
    typed = get(Column.ADDRESS)
    person = Person(
        row.line,
        apart or persons.said(get(Column.NAME)),
        address_of(typed),
        persons.number_of(get(Column.NUMBER)),
        persons.group_of(get(Column.GROUP)),
    )
    if headings.says("staff", get(Column.ROLE)):
        return Doubtful(person, Doubt.NOT_A_LEARNER)
    if typed and not person.address:
        return Doubtful(person, Doubt.BAD_ADDRESS, typed)
    return person


class _getter:  # noqa: N801 - reads as a verb where it is used
    """The cells of a row by what their columns give; empty where a row is shorter."""

    def __init__(self, row: Row, columns: Mapping[Column, int]) -> None:
        self._cells, self._columns = row.cells, columns

    def __call__(self, column: Column) -> str:
        place = self._columns.get(column)
        return self._cells[place].strip() if place is not None and place < len(self._cells) else ""


def _of_lines(text: str) -> ClassList:
    blank = tuple(Ignored(line, Nobody.BLANK) for line in _blank_lines(text))
    return ClassList(*parted(tuple(recipients.recipients(text))), blank)


def _blank_lines(text: str) -> Iterator[int]:
    lines = text.removesuffix("\n").split("\n")
    return (number for number, line in enumerate(lines, 1) if not line.strip())
