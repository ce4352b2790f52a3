"""Point: full marks within the tolerance, then less and less."""

import pytest

from quizzes.questions import Answer, mark
from quizzes.shapes import Key
from tests.quizzes.variety import resolved

KEY = Key("point", "", "adam", "", place=(1.0, 1.0), tolerance=0.1)


@pytest.mark.parametrize(("x", "fraction"), [(1.0, 1), (1.1, 1), (1.2, 0.5), (0.8, 0.5), (1.3, 0), (9, 0)])
def test_the_mark_falls_in_a_straight_line_from_one_tolerance_to_three(x: float, fraction: float) -> None:
    assert mark(KEY, Answer("point", numbers=(x, 1.0))).fraction == pytest.approx(fraction, abs=1e-9)


def test_the_path_shown_stops_short_of_the_place() -> None:
    for each in resolved():
        if each.kind == "point":
            assert each.shown.plot is not None
            assert each.key.place not in each.shown.plot.path
