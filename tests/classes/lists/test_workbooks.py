"""Spreadsheets are read like text, and those that would burst are refused."""

import io

import pytest
import xlsxwriter

from app.classes.lists.cells import Row
from app.classes.lists.class_list import read_rows
from app.classes.lists.workbooks import UnreadableWorkbookError, is_workbook, rows

Cell = str | int


def workbook(cells: dict[tuple[int, int], Cell]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("empty")
        sheet = book.add_worksheet("list")
        for (row, column), cell in cells.items():
            sheet.write(row, column, cell)
    return file.getvalue()


def test_the_first_sheet_that_holds_a_list_is_read() -> None:
    lines: list[list[Cell]] = [
        ["Name", "E-Mail", "Number"],
        ["Groß, Käthe", "k@x.org", 712345],
        ["王小明", "w@x.org", "0071"],
    ]
    file = workbook({(1 + row, column): cell for row, line in enumerate(lines) for column, cell in enumerate(line)})
    assert is_workbook(file)
    found = read_rows(rows(file))
    assert [(each.row, each.name, each.number) for each in found.people] == [
        (3, "Käthe Groß", "712345"),
        (4, "王小明", "0071"),
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {(0, 0): "Name", (1_048_575, 16_383): "far away"},
        {(row, column): "A" * 32_767 for row in range(500) for column in range(20)},
    ],
    ids=["a sheet of 17 thousand million cells", "one long text in ten thousand cells"],
)
def test_a_workbook_that_would_burst_is_refused(cells: dict[tuple[int, int], Cell]) -> None:
    with pytest.raises(UnreadableWorkbookError):
        rows(workbook(cells))


@pytest.mark.parametrize("file", [b"PK\3\4\0\0", b"", b"no workbook", workbook({})])
def test_what_is_no_workbook_is_refused(file: bytes) -> None:
    with pytest.raises(UnreadableWorkbookError):
        rows(file)


def test_rows_count_from_one() -> None:
    assert rows(workbook({(0, 0): "Ada"})) == (Row(1, ("Ada",)),)
