"""Arrows: the gradient points uphill at a stated scale, the parts add up to the step, and at rest there is none."""

import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.drawing import arrows as drawing
from app.drawing.arrows import Arrows, arrows, gradient_scale, magnification
from app.drawing.contours import Frame
from optimizers import landscapes, rules
from optimizers.descent import Descent, descend
from optimizers.landscape import Point
from optimizers.numbers import setting
from optimizers.rule import FirstOrderRule, Rule

FIRST_ORDER = [rule for rule in rules.catalogue().values() if issubclass(rule, FirstOrderRule)]


def ravine(rule: str = "momentum", steps: int = 40, **values: float) -> Descent:
    landscape = landscapes.catalogue()["ravine"]()
    return descend(rule_of(rule, **values), landscape, landscape.start, steps)


def rule_of(name: str, **values: float) -> Rule:
    return rules.catalogue()[name](**values)


def drawn(descent: Descent, step: int) -> Arrows:
    return arrows(Frame(descent.landscape.view), descent, step)


def ends(d: str) -> tuple[np.ndarray, np.ndarray]:
    """Where an arrow begins and ends."""
    tail, tip = d[1:].split("M")[0].split("L")
    return tuple(np.array([float(number) for number in end.split(",")]) for end in (tail, tip))  # type: ignore[return-value]


@settings(max_examples=60)
@given(st.sampled_from(FIRST_ORDER), st.sampled_from(sorted(landscapes.catalogue())), st.integers(1, 25), st.data())
def test_the_gradient_is_drawn_uphill_at_its_stated_scale_and_the_step_where_it_goes(
    rule: type[FirstOrderRule],  # type: ignore[type-arg]
    name: str,
    step: int,
    data: st.DataObject,
) -> None:
    landscape = landscapes.catalogue()[name]()
    view = landscape.view
    start = Point(data.draw(st.floats(view.left, view.right)), data.draw(st.floats(view.bottom, view.top)))
    descent = descend(rule_of(rule.id, lr=data.draw(st.floats(1e-3, 0.1))), landscape, start, 25)
    assume(descent.points.shape[1] > step)
    found, frame = drawn(descent, step), Frame(view)
    up = next(arrow for arrow in found.each if arrow.name == "uphill")
    if up.d and np.all(np.abs(ends(up.d)) < 1e4):
        tail, tip = ends(up.d)
        assert tail == pytest.approx(frame.place(descent.probes[:, step - 1 : step])[:, 0], abs=0.06)
        expected = descent.gradients[:, step - 1] * found.gradient_scale * frame.scale * [1, -1]
        assert tip - tail == pytest.approx(expected, abs=0.11)
        assert found.scales["uphill"] == f"× {setting(found.gradient_scale)}"
        if descent.rule.id == "gradient_descent":
            whole = next(arrow for arrow in found.each if arrow.name == "step")
            if whole.d:
                assert np.dot(tip - tail, np.subtract(*ends(whole.d)[::-1])) < 0  # downhill, the other way


@pytest.mark.parametrize("rule", FIRST_ORDER, ids=lambda rule: rule.id)
def test_the_parts_of_a_step_laid_head_to_tail_end_where_the_step_ends(rule: type[FirstOrderRule]) -> None:  # type: ignore[type-arg]
    descent = ravine(rule.id, lr=0.01)
    for step in (1, 7, 30):
        found = drawn(descent, step)
        whole = next(arrow for arrow in found.each if arrow.name == "step")
        parts = [arrow for arrow in found.each if arrow.is_part]
        assert len(parts) != 1  # the only part is the step
        if whole.d and parts and parts[-1].d:
            assert ends(parts[-1].d)[1] == pytest.approx(ends(whole.d)[1], abs=0.11)


def test_parts_are_called_what_they_are_made_of() -> None:
    assert [arrow.words for arrow in drawn(ravine("momentum"), 3).each] == ["gradient, uphill", "step", "−γv", "−ηg"]
    assert [arrow.words for arrow in drawn(ravine("gradient_descent"), 3).each] == ["gradient, uphill", "step"]


@given(st.floats(1e-11, 1e11))
def test_arrows_are_magnified_by_a_round_number_until_they_can_be_seen(length: float) -> None:
    factor = magnification(length)
    assert f"{factor:.3g}".strip("0.")[0] in "125"
    assert factor <= drawing.MOST
    if factor < drawing.MOST and length * drawing.MOST >= drawing.VISIBLE:
        assert drawing.SEEN <= length * factor <= drawing.FULL


@given(st.floats(1e-9, 1e12), st.floats(1e-12, 1e12))
def test_a_gradient_is_drawn_at_a_round_scale_never_too_long_and_not_at_all_once_the_slope_is_gone(
    first: float, length: float
) -> None:
    scale = gradient_scale(first, length)
    assert re.fullmatch(r"[125]e[-+]\d+", f"{scale:.0e}")
    assert scale == pytest.approx(float(f"{scale:.0e}"))
    own = gradient_scale(first, first)
    assert scale <= own * drawing.MOST * 1.001
    if length * own >= drawing.VISIBLE:
        assert drawing.VISIBLE <= length * scale <= drawing.STEEP


def test_arrows_keep_their_length_where_it_can_be_seen() -> None:
    assert magnification(100) == 1


def test_a_gentler_slope_has_a_shorter_arrow_at_one_scale() -> None:
    descent = ravine("gradient_descent", lr=0.005)
    first, later = (drawn(descent, step) for step in (1, 2))
    assert first.gradient_scale == later.gradient_scale
    lengths = [np.linalg.norm(np.subtract(*ends(found.each[0].d))) for found in (first, later)]
    assert lengths[1] < lengths[0]


def test_at_rest_there_is_no_arrow() -> None:
    descent = ravine("gradient_descent", lr=0.01, steps=2000)
    found = drawn(descent, 1900)
    assert found.magnified == 1
    assert [arrow.name for arrow in found.each if arrow.d] == []
    assert found.note == "arrows too short to draw"


def test_on_the_ridge_where_the_gradient_is_nothing_there_is_no_arrow() -> None:
    landscape = landscapes.catalogue()["saddle"]()
    descent = descend(rule_of("gradient_descent", lr=0.1), landscape, Point(0.0, 0.0), 5)
    assert [arrow.d for arrow in drawn(descent, 3).each if arrow.d] == []
