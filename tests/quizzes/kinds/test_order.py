"""Order: twice the share of neighbouring pairs of the right order that stand in that order, less 1, never under 0."""

from collections.abc import Mapping, Sequence
from itertools import pairwise, permutations
from statistics import fmean

import pytest

from quizzes.questions import Answer, AnswerError, feedback, mark, parse
from quizzes.shapes import PRESENT, Key, Option, Shown
from tests.quizzes.variety import resolved

KEY = Key("order", "", "adam", "", right=("a", "b", "c", "d"), marking=PRESENT)
FIRST_KEY = Key("order", "", "adam", "", right=("a", "b", "c", "d"))
"""As it stands in records from before keys named their rules."""
SHOWN = Shown("order", "", "", options=tuple(Option(each, each) for each in "cabd"))


@pytest.mark.parametrize(
    ("given", "fraction"), [("abcd", 1.0), ("dcba", 0.0), ("bacd", 1 / 3), ("cdab", 1 / 3), ("badc", 0.0)]
)
def test_neighbours_in_the_right_order_count_beyond_half(given: str, fraction: float) -> None:
    assert mark(KEY, Answer("order", tuple(given))).fraction == pytest.approx(fraction)


@pytest.mark.parametrize(
    ("given", "fraction"), [("abcd", 1.0), ("dcba", 0.0), ("bacd", 2 / 3), ("cdab", 2 / 3), ("badc", 1 / 3)]
)
def test_a_key_that_names_no_rules_keeps_the_first(given: str, fraction: float) -> None:
    assert mark(FIRST_KEY, Answer("order", tuple(given))).fraction == pytest.approx(fraction)


def test_an_item_added_by_a_correction_costs_its_pairs_and_raises_nothing() -> None:
    assert mark(KEY, Answer("order", tuple("abc"))).fraction == pytest.approx(1 / 3)


@pytest.mark.parametrize("items", [3, 4, 5])
def test_a_random_order_earns_less_than_a_fifth(items: int) -> None:
    right = tuple("abcde"[:items])
    key = Key("order", "", "adam", "", right=right, marking=PRESENT)
    assert fmean(mark(key, Answer("order", order)).fraction for order in permutations(right)) < 0.2


def test_the_marks_beside_the_rows_are_the_pairs_that_were_counted() -> None:
    for each in (each for each in resolved() if each.kind == "order"):
        texts = dict(each.shown.options)
        for order in permutations(each.key.right):
            first, *rows = feedback(each, Answer("order", order)).remarks
            assert [first.text, *(row.text for row in rows)] == [texts[option] for option in each.key.right]
            assert first.right is None
            counted = [order.index(above) < order.index(below) for above, below in pairwise(each.key.right)]
            assert [row.right for row in rows] == counted
            share = sum(counted) / len(counted)
            assert mark(each.key, Answer("order", order)).fraction == pytest.approx(max(0, 2 * share - 1))


def test_places_are_read_whatever_the_order_of_the_fields() -> None:
    form = {"place-d": ("4",), "place-a": ("2",), "place-b": ("1",), "place-c": ("3",)}
    assert parse(SHOWN, form).chosen == ("b", "a", "c", "d")


@pytest.mark.parametrize(
    "form",
    [
        {"place-a": ("1",), "place-b": ("1",), "place-c": ("3",), "place-d": ("4",)},
        {"place-a": ("1",), "place-b": ("2",), "place-c": ("3",)},
        {"place-a": ("0",), "place-b": ("1",), "place-c": ("2",), "place-d": ("3",)},
        {"place-a": ("1",), "place-b": ("2",), "place-c": ("3",), "place-d": ("04",)},
    ],
)
def test_a_place_missing_taken_twice_or_out_of_range_is_refused(form: Mapping[str, Sequence[str]]) -> None:
    with pytest.raises(AnswerError):
        parse(SHOWN, form)


def test_an_untouched_page_earns_nothing() -> None:
    for each in resolved():
        if each.kind == "order":
            untouched = Answer("order", tuple(option.id for option in each.shown.options))
            assert mark(each.key, untouched).fraction == 0
