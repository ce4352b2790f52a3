"""Plain JSON and back."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.plain import MisfitError, from_plain, to_plain


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


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
    with pytest.raises(MisfitError):
        from_plain(Shape, plain)


MISFIT = {1, 2}  # which no JSON holds


def broken(plain: object, way: str = "") -> Iterator[tuple[str, object]]:
    """The value with a misfit in each of its places, and the way to that place."""
    yield way, MISFIT
    if isinstance(plain, dict):
        for name, held in plain.items():
            yield from ((to, {**plain, name: it}) for to, it in broken(held, f"{way}.{name}" if way else name))
    elif isinstance(plain, list):
        for index, held in enumerate(plain):
            inside = broken(held, f"{way}[{index}]")
            yield from ((to, [*plain[:index], it, *plain[index + 1 :]]) for to, it in inside)


@given(SHAPES, st.data())
def test_what_does_not_fit_is_named_by_the_way_to_it(shape: Shape, data: st.DataObject) -> None:
    way, plain = data.draw(st.sampled_from([*broken(to_plain(shape))]))

    with pytest.raises(MisfitError) as refused:
        from_plain(Shape, plain)

    assert refused.value.place == way
    assert refused.value.message in str(refused.value)


def test_a_word_is_one_of_those_that_there_are() -> None:
    assert from_plain(Colour, "red") is Colour.RED
    with pytest.raises(MisfitError, match="takes one of red, blue, not 'mauve'"):
        from_plain(Colour, "mauve")
