"""Multiple choice: (right ticks − wrong ticks) / number of right options, never under 0."""

import pytest

from quizzes.questions import Answer, mark
from quizzes.shapes import Key

KEY = Key("multiple", "", "adam", "", right=("a", "b"))


@pytest.mark.parametrize(
    ("ticked", "fraction"),
    [("ab", 1.0), ("a", 0.5), ("abc", 0.5), ("ac", 0.0), ("c", 0.0), ("cd", 0.0), ("abcd", 0.0)],
)
def test_a_wrong_tick_takes_a_right_one_back(ticked: str, fraction: float) -> None:
    marked = mark(KEY, Answer("multiple", tuple(ticked)))
    assert marked.fraction == fraction
    assert marked.right == (ticked == "ab")
