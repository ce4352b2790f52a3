"""Pictures: the drawn path is the core's, and a run that leaves the view says where."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drawing import pictures
from app.drawing.pictures import Picture, exit_of, stage_picture
from optimizers import landscapes, rules
from optimizers.descent import Descent, descend
from optimizers.rule import FirstOrderRule

FIRST_ORDER = [rule for rule in rules.catalogue().values() if issubclass(rule, FirstOrderRule)]


def ravine(rule: str = "momentum", steps: int = 40, **values: float) -> Descent:
    landscape = landscapes.catalogue()["ravine"]()
    return descend(rules.catalogue()[rule](**values), landscape, landscape.start, steps)


def picture(descent: Descent) -> Picture:
    return stage_picture(descent.landscape, (descent,))


def drawn(points: str) -> np.ndarray:
    return np.array([[float(number) for number in place.split(",")] for place in points.split(" ")]).T


@pytest.mark.parametrize("rule", FIRST_ORDER, ids=lambda rule: rule.id)
def test_the_polyline_is_the_core_s_path(rule: type[FirstOrderRule]) -> None:  # type: ignore[type-arg]
    descent = ravine(rule.id, lr=0.01)
    shown = picture(descent)
    expected = shown.frame.place(descent.points)
    assert drawn(shown.traces[0].points) == pytest.approx(expected, abs=0.006)


def test_a_run_that_diverges_says_where_it_left_the_view() -> None:
    descent = ravine("gradient_descent", lr=0.03)
    left = picture(descent).traces[0].exit
    assert left is not None
    outside = np.abs(descent.points) > 2
    assert left.step == int(np.flatnonzero(outside.any(axis=0))[0])
    assert left.side in {"top", "bottom"}


def test_a_run_inside_the_view_has_no_exit() -> None:
    assert picture(ravine(lr=0.01)).traces[0].exit is None


@given(st.floats(-1.9, 1.9), st.floats(-1.9, 1.9), st.floats(0, 6.28))
def test_a_path_leaves_at_the_edge(x: float, y: float, angle: float) -> None:
    frame = picture(ravine()).frame
    path = np.array([[x, x + 9 * np.cos(angle)], [y, y + 9 * np.sin(angle)]])
    left = exit_of(frame, path)
    assert left is not None
    edges = {"left": left.x, "right": left.x - frame.width, "top": left.y, "bottom": left.y - frame.height}
    assert edges[left.side] == pytest.approx(0, abs=1e-6)


def test_minima_and_axes_are_marked() -> None:
    shown = stage_picture(landscapes.catalogue()["two_wells"]())
    assert [mark.minimum.is_global for mark in shown.marks] == [True, False]
    assert [tick.text for tick in shown.across] == ["−2", "−1", "0", "1", "2"]


def test_a_path_far_away_is_drawn_with_finite_numbers() -> None:
    descent = ravine("gradient_descent", lr=10.0)
    assert np.all(np.abs(drawn(picture(descent).traces[0].points)) <= pictures.BEYOND)
