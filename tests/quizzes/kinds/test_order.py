"""Order: the share of neighbouring pairs of the right order that stand in the right order."""

from collections.abc import Mapping, Sequence

import pytest

from quizzes.questions import Answer, AnswerError, mark, parse
from quizzes.shapes import Key, Option, Shown
from tests.quizzes.variety import resolved

KEY = Key("order", "", "adam", "", right=("a", "b", "c", "d"))
SHOWN = Shown("order", "", "", options=tuple(Option(each, each) for each in "cabd"))


@pytest.mark.parametrize(
    ("given", "fraction"), [("abcd", 1.0), ("dcba", 0.0), ("bacd", 2 / 3), ("cdab", 2 / 3), ("badc", 1 / 3)]
)
def test_neighbours_in_the_right_order_count(given: str, fraction: float) -> None:
    assert mark(KEY, Answer("order", tuple(given))).fraction == pytest.approx(fraction)


def test_an_item_added_by_a_correction_costs_its_pairs_and_raises_nothing() -> None:
    assert mark(KEY, Answer("order", tuple("abc"))).fraction == pytest.approx(2 / 3)


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


def test_the_order_first_shown_earns_at_most_half() -> None:
    for each in resolved():
        if each.kind == "order":
            untouched = Answer("order", tuple(option.id for option in each.shown.options))
            assert mark(each.key, untouched).fraction <= 0.5
