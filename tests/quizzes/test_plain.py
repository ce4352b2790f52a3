"""Plain JSON and back."""

import json
from dataclasses import dataclass
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.plain import from_plain, to_plain


class Pair(NamedTuple):
    name: str
    value: float | None


@dataclass(frozen=True)
class Shape:
    title: str
    pairs: tuple[Pair, ...] = ()
    place: tuple[float, float] | None = None
    count: int = 0
    sure: bool = False


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
SHAPES = st.builds(
    Shape, st.text(), st.lists(st.builds(Pair, st.text(), st.none() | NUMBERS)).map(tuple),
    st.none() | st.tuples(NUMBERS, NUMBERS), st.integers(), st.booleans(),
)  # fmt: skip


@given(SHAPES)
def test_a_value_survives_the_round_trip(shape: Shape) -> None:
    assert from_plain(Shape, json.loads(json.dumps(to_plain(shape)))) == shape


@pytest.mark.parametrize(
    "plain",
    [
        {}, {"title": 1}, {"title": "a", "colour": "red"}, {"title": "a", "count": True}, {"title": "a", "place": [1]},
        {"title": "a", "pairs": 3}, {"title": "a", "place": [1, 2, 3]}, {"title": "a", "pairs": [{"name": "b"}]},
        [], None,
    ],
)  # fmt: skip
def test_another_shape_is_refused(plain: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        from_plain(Shape, plain)
