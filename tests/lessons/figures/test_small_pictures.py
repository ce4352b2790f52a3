"""The small pictures: each curve is what its words say, read back from the picture."""

import re
from html import unescape

import numpy as np
import pytest
from flask.testing import FlaskClient

from app.lessons.figures.small_pictures import (
    CEILING,
    FLOOR,
    HEIGHT,
    HIGH,
    STEPS,
    WIDE,
    WIDTH,
    ScheduleCurve,
    average,
    chords,
    curves,
    forgetting,
    odds,
    slices,
)
from app.lessons.introduction import IntroductionLandscape
from optimizers.arithmetic import Array
from optimizers.forgetting import BEST, play
from optimizers.iris import PETAL_LENGTH, PETAL_WIDTH


def places(points: str) -> tuple[Array, Array]:
    x, y = np.array([point.split(",") for point in points.split()], dtype=float).T
    return x, y


@pytest.mark.parametrize("curve", curves(), ids=lambda curve: curve.schedule.id)
def test_a_curve_is_its_schedule_s_factors(curve: ScheduleCurve) -> None:
    x, y = places(curve.points)
    factors = np.array(list(curve.schedule().factors(STEPS)))
    assert x == pytest.approx(np.linspace(0, WIDTH, STEPS), abs=0.06)
    assert 1 - y / HEIGHT == pytest.approx(factors, abs=0.002)


@pytest.mark.parametrize("index", [0, 1])
def test_a_partial_derivative_is_the_slope_of_its_cut(index: int) -> None:
    """By differences of f, and by the tangent as it is drawn."""
    terrain, cut = IntroductionLandscape(), slices()[index]
    start, nudge = np.array(terrain.start), 1e-6 * np.eye(2)[index]
    expected = (terrain.f(start + nudge) - terrain.f(start - nudge)) / 2e-6
    assert cut.slope == pytest.approx(float(expected), rel=1e-5)
    (x0, x1), (y0, y1) = places(cut.tangent)
    span = (terrain.view.right - terrain.view.left, terrain.view.top - terrain.view.bottom)[index]
    assert -(y1 - y0) / HIGH * (CEILING - FLOOR) / ((x1 - x0) / WIDE * span) == pytest.approx(cut.slope, abs=0.01)
    x, y = places(cut.curve)
    assert np.interp(cut.at[0], x, y) == pytest.approx(cut.at[1], abs=0.3)
    drawn = np.array([*y, y0, y1])
    assert drawn.min() >= 0, "nothing is cut off above"
    assert drawn.max() <= HIGH, "nor below"


def test_the_mean_is_lowest_where_least_squares_has_it() -> None:
    slope, _ = np.polyfit(PETAL_LENGTH, PETAL_WIDTH, 1)
    assert average().best == pytest.approx(float(slope))
    _, y = places(average().mean)
    assert y.max() == pytest.approx(average().lowest[1], abs=0.1)


def test_the_convex_curve_keeps_under_its_chord_and_the_other_does_not() -> None:
    for chord, expected in zip(chords(), (True, False), strict=True):
        x, y = places(chord.curve)
        (x0, x1), ends = places(chord.chord)
        within = (x > x0) & (x < x1)
        under = (y[within] >= np.interp(x[within], (x0, x1), ends) - 0.1).all()
        assert under == chord.keeps_under == expected


def test_the_odds_are_those_of_tossed_coins() -> None:
    """By enumeration of all that so many coins can say."""
    for each in odds():
        cases = 2**each.parameters
        assert each.chance * cases == pytest.approx(sum(case == cases - 1 for case in range(cases)))


def test_adam_ends_at_the_worst_point_and_amsgrad_near_the_best() -> None:
    adam, amsgrad = forgetting().tracks
    assert adam.ends == -BEST
    assert abs(amsgrad.ends - BEST) < 0.35
    for track in (adam, amsgrad):
        rule = track.rule(lr=forgetting().rate, beta2=forgetting().beta2)  # type: ignore[call-arg]
        _, y = places(track.curve)
        assert 1 - 2 * y / HIGH == pytest.approx(play(rule, forgetting().cycles).x, abs=0.002)  # type: ignore[arg-type]


def test_the_pages_draw_them_and_say_their_numbers(client: FlaskClient) -> None:
    before, adam, review = (
        unescape(client.get(page).text) for page in ("/before-you-start", "/lessons/adam", "/review")
    )
    assert all(each.curve in before for each in (*slices(), *chords()))
    assert average().mean in before
    assert "one of 1,024" in before
    assert all(track.curve in adam for track in forgetting().tracks)
    assert re.search(r"Mini-batch.*?>32</a>.*?>64</a>.*?5 or 3", review, re.DOTALL)
