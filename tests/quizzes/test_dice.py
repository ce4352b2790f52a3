"""Chance that repeats: the same on every machine, and fair."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from quizzes.dice import Dice, opaque


def test_throws_are_the_same_for_ever() -> None:
    dice = Dice("a seed", "a label")
    assert [dice.below(1000) for _ in range(5)] == [900, 386, 882, 212, 754]
    assert opaque("a seed", "option", 0) == "98ee574c"


@given(st.lists(st.integers(), max_size=12), st.text())
def test_shuffling_keeps_everything(items: list[int], seed: str) -> None:
    assert sorted(Dice(seed).shuffled(items)) == sorted(items)


def test_every_order_comes_equally_often() -> None:
    orders = Counter(Dice(seed).shuffled("abc") for seed in range(3000))
    assert len(orders) == 6
    assert min(orders.values()) > 400


def test_weights_weigh() -> None:
    thrown = Counter(Dice(seed).weighted("ab", [1, 3]) for seed in range(2000))
    assert 0.7 < thrown["b"] / 2000 < 0.8
    assert {Dice(seed).weighted("ab", [0, 1]) for seed in range(100)} == {"b"}


@given(st.integers(1, 50), st.text())
def test_throws_stay_in_range(n: int, seed: str) -> None:
    dice = Dice(seed)
    assert all(0 <= dice.below(n) < n and 0 <= dice.uniform() < 1 for _ in range(20))
