"""Numeric: right within the tolerance, both ends included."""

import pytest

from optimizers.numbers import numeral
from quizzes.questions import Answer, Resolved, feedback, mark, parse
from quizzes.shapes import Key, Shown, Slip
from tests.quizzes.variety import resolved

KEY = Key("numeric", "", "adam", "", number=2.0, tolerance=0.5, slips=(Slip((4.0,), "Twice.", "uphill"),))


@pytest.mark.parametrize(("value", "right"), [(2.0, True), (1.5, True), (2.5, True), (1.49, False), (2.51, False)])
def test_the_ends_of_the_tolerance_are_right(value: float, right: bool) -> None:
    assert mark(KEY, Answer("numeric", numbers=(value,))).right is right


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.5", 1.5), (".5", 0.5), ("2.", 2), ("-3e-2", -0.03), ("+1E3", 1000), (" 7 ", 7), ("\N{MINUS SIGN}1.5", -1.5)],
)
def test_a_number_may_be_written_in_these_ways(text: str, value: float) -> None:
    assert parse(Shown("numeric", "", ""), {"number": (text,)}).numbers == (value,)


def test_the_tolerance_is_a_round_number_and_stands_in_the_instruction() -> None:
    for each in resolved():
        if each.kind == "numeric":
            assert float(f"{each.key.tolerance:.1g}") == each.key.tolerance
            assert f"Within ${numeral(each.key.tolerance)}$ counts as right." in each.shown.instruction


def test_a_known_mistake_gets_its_own_explanation() -> None:
    resolved = Resolved("q", "", "", "adam", "", Shown("numeric", "", ""), KEY)
    assert feedback(resolved, Answer("numeric", numbers=(4.0,))).remarks[0].because == "Twice."
    assert mark(KEY, Answer("numeric", numbers=(4.0,))).misconceptions == ("uphill",)
