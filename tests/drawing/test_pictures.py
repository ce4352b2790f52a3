"""Pictures: the drawn path is the core's, arrows add up, and a run that leaves the view says where."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.drawing import pictures
from app.drawing.pictures import Picture, exit_of, magnification, stage_picture
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


@pytest.mark.parametrize("rule", FIRST_ORDER, ids=lambda rule: rule.id)
def test_the_parts_of_a_step_laid_head_to_tail_end_where_the_step_ends(rule: type[FirstOrderRule]) -> None:  # type: ignore[type-arg]
    descent = ravine(rule.id, lr=0.01)
    for step in (1, 7, 30):
        found = pictures.arrows(picture(descent).frame, descent, step)
        whole, _, *parts = (arrow.d for arrow in found.each)
        if whole and parts[-1]:
            assert tip(parts[-1]) == pytest.approx(tip(whole), abs=0.11)


def tip(d: str) -> list[float]:
    """Where an arrow ends."""
    _, end = d[1:].split("M")[0].split("L")
    return [float(number) for number in end.split(",")]


def test_a_run_that_diverges_says_where_it_left_the_view() -> None:
    descent = ravine("gradient_descent", lr=0.03)
    left = picture(descent).traces[0].exit
    assert left is not None
    outside = np.abs(descent.points) > 2
    assert left.step == int(np.flatnonzero(outside.any(axis=0))[0])
    assert left.side in {"top", "bottom"}


def test_a_run_inside_the_view_has_no_exit() -> None:
    assert picture(ravine(lr=0.01)).traces[0].exit is None


@settings(deadline=None)
@given(st.floats(-1.9, 1.9), st.floats(-1.9, 1.9), st.floats(0, 6.28))
def test_a_path_leaves_at_the_edge(x: float, y: float, angle: float) -> None:
    frame = picture(ravine()).frame
    path = np.array([[x, x + 9 * np.cos(angle)], [y, y + 9 * np.sin(angle)]])
    left = exit_of(frame, path)
    assert left is not None
    edges = {"left": left.x, "right": left.x - frame.width, "top": left.y, "bottom": left.y - frame.height}
    assert edges[left.side] == pytest.approx(0, abs=1e-6)


@settings(deadline=None)
@given(st.floats(1e-11, 1e11))
def test_arrows_are_magnified_by_a_round_number_until_they_can_be_seen(length: float) -> None:
    factor = magnification(length)
    assert f"{factor:.3g}".strip("0.")[0] in "125"
    assert factor <= pictures.MOST
    if factor < pictures.MOST and length * pictures.MOST >= pictures.VISIBLE:
        assert pictures.SEEN <= length * factor <= pictures.FULL


def test_a_step_too_small_to_be_seen_has_no_arrow_and_no_note_of_enlargement() -> None:
    descent = ravine("gradient_descent", lr=0.01, steps=2000)
    drawn = pictures.arrows(picture(descent).frame, descent, 1900)
    assert drawn.magnified == 1
    assert [arrow.name for arrow in drawn.each if arrow.d] == ["downhill"]
    assert drawn.note == "arrows too short to draw"


def test_arrows_keep_their_length_where_it_can_be_seen() -> None:
    assert magnification(100) == 1


def test_minima_and_axes_are_marked() -> None:
    shown = stage_picture(landscapes.catalogue()["two_wells"]())
    assert [mark.minimum.is_global for mark in shown.marks] == [True, False]
    assert [tick.text for tick in shown.across] == ["−2", "−1", "0", "1", "2"]


def test_a_path_far_away_is_drawn_with_finite_numbers() -> None:
    descent = ravine("gradient_descent", lr=10.0)
    assert np.all(np.abs(drawn(picture(descent).traces[0].points)) <= pictures.BEYOND)
