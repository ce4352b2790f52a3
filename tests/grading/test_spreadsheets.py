"""Tables for spreadsheets: nothing in them runs, and nothing gets lost on the way."""

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.grading import spreadsheets

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


def read(stream: Iterator[str]) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(stream), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0=", "＝", "＋"])
def test_no_cell_and_no_heading_begins_like_a_formula(start: str) -> None:
    text = f'{start}HYPERLINK("http://example.org")'

    (heading,), (cell,) = read(spreadsheets.csv_stream([text], [[text]]))

    assert heading == cell == f"'{text}"


@given(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=5))
def test_commas_quotes_and_line_ends_survive_the_round_trip(rows: list[list[str]]) -> None:
    back = read(spreadsheets.csv_stream(["a", "b"], rows))[1:]

    assert [[cell.removeprefix("'") for cell in row] for row in back] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]


def test_numbers_stay_numbers_even_below_zero() -> None:
    assert "".join(spreadsheets.csv_stream(["n"], [[-0.5], [3], [None]])) == '"n"\r\n-0.5\r\n3\r\n""\r\n'


def test_a_long_table_leaves_in_pieces() -> None:
    pieces = list(spreadsheets.csv_stream(["n"], ([number] for number in range(1000))))

    assert len(pieces) == 1000 // spreadsheets.BATCH + 1
    assert len(read(iter(pieces))) == 1001


@given(texts, texts)
def test_what_is_pasted_keeps_its_rows_and_columns(one: str, other: str) -> None:
    heading, line = "".join(spreadsheets.pasteable(["a", "b"], [[one, other]])).split("\n")[:2]

    assert heading == "a\tb"
    assert line.count("\t") == 1
    assert not line.startswith(("=", "+", "-", "@"))
    assert '"' not in line
