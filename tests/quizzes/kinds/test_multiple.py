"""Multiple choice: right ticks / right options − wrong ticks / wrong options, never under 0."""

import pytest

from quizzes.kinds.multiple import Multiple
from quizzes.questions import Answer, feedback, mark
from quizzes.shapes import PRESENT, Key, Note
from tests.quizzes.variety import resolved

NOTES = tuple(Note(option, place, "", None) for place, option in enumerate("abcde"))
KEY = Key("multiple", "", "adam", "", right=("a", "b"), notes=NOTES, marking=PRESENT)
FIRST_KEY = Key("multiple", "", "adam", "", right=("a", "b"))
"""As it stands in records from before keys named their rules."""


@pytest.mark.parametrize(
    ("ticked", "fraction"),
    [("ab", 1.0), ("a", 0.5), ("abc", 2 / 3), ("ac", 1 / 6), ("c", 0.0), ("cd", 0.0), ("abcde", 0.0), ("abcd", 1 / 3)],
)
def test_a_wrong_tick_takes_its_share_of_the_wrong_ones_back(ticked: str, fraction: float) -> None:
    marked = mark(KEY, Answer("multiple", tuple(ticked)))
    assert marked.fraction == pytest.approx(fraction)
    assert marked.right == (ticked == "ab")


@pytest.mark.parametrize(
    ("ticked", "fraction"),
    [("ab", 1.0), ("a", 0.5), ("abc", 0.5), ("ac", 0.0), ("c", 0.0), ("cd", 0.0), ("abcd", 0.0)],
)
def test_a_key_that_names_no_rules_keeps_the_first(ticked: str, fraction: float) -> None:
    assert mark(FIRST_KEY, Answer("multiple", tuple(ticked))).fraction == pytest.approx(fraction)


def test_ticking_everything_earns_nothing_in_any_variant() -> None:
    for each in resolved():
        if each.kind == "multiple":
            everything = tuple(option.id for option in each.shown.options)
            assert mark(each.key, Answer("multiple", everything)).fraction == 0
            assert each.shown.instruction == Multiple.instruction


def test_a_wrong_option_rightly_left_blank_bears_no_mark() -> None:
    for each in (each for each in resolved() if each.kind == "multiple"):
        texts = dict(each.shown.options)
        (first, *others), wrong = each.key.right, [option for option in texts if option not in each.key.right]
        ticked = (first, wrong[0])
        marks = {remark.text: remark.right for remark in feedback(each, Answer("multiple", ticked)).remarks}
        assert marks[texts[first]] is True
        assert marks[texts[wrong[0]]] is False
        assert {marks[texts[option]] for option in others} <= {False}, "a right one that was missed"
        assert {marks[texts[option]] for option in wrong[1:]} <= {None}
