"""The landscape of the page before the lessons has the places that the page names."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.lessons.introduction import PLATEAU, RATE, IntroductionLandscape, scene
from optimizers.landscape import Point

landscape = IntroductionLandscape()


def slope(point: Point) -> float:
    return float(np.hypot(*landscape.gradient(point)))


def curvatures(point: Point) -> list[float]:
    xx, xy, yy = landscape.hessian(point)
    return sorted(np.linalg.eigvalsh([[xx, xy], [xy, yy]]).tolist())


def test_both_minima_are_level_and_curve_upwards_and_one_is_lower() -> None:
    deep, shallow = landscape.minima
    for minimum in (deep, shallow):
        assert slope(Point(minimum.x, minimum.y)) < 1e-12
        assert curvatures(Point(minimum.x, minimum.y))[0] > 0
    assert deep.is_global
    assert not shallow.is_global
    assert deep.f < shallow.f


def test_the_saddle_is_level_and_curves_both_ways() -> None:
    assert slope(landscape.saddle) < 1e-12
    down, up = curvatures(landscape.saddle)
    assert down < 0 < up


def test_the_plateau_is_nearly_flat_and_the_start_is_not() -> None:
    assert slope(PLATEAU) < 0.1 * slope(landscape.start)


def test_gradient_and_hessian_agree_with_central_differences() -> None:
    h = 1e-5
    theta = np.random.default_rng(1).uniform(-2, 2, (2, 50))
    east, north = np.array([[h], [0]]), np.array([[0], [h]])

    def rates(of: Callable[[Any], Any]) -> tuple[Any, Any]:
        """How fast `of` changes eastwards and northwards."""
        return tuple((np.array(of(theta + way)) - np.array(of(theta - way))) / (2 * h) for way in (east, north))

    np.testing.assert_allclose(landscape.gradient(theta), rates(landscape.f), atol=1e-8)
    over_x, over_y = rates(landscape.gradient)
    np.testing.assert_allclose(landscape.hessian(theta), (over_x[0], over_x[1], over_y[1]), atol=1e-8)


@pytest.mark.parametrize("share", [0.97, 1.0, 1.03])
@pytest.mark.parametrize("steps", [500, 2000])
def test_the_walk_in_the_picture_ends_in_the_local_minimum_also_at_a_rate_beside_it(share: float, steps: int) -> None:
    x, y = landscape.start
    for _ in range(steps):
        gx, gy = landscape.gradient((x, y))
        x, y = x - share * RATE * gx, y - share * RATE * gy
    shallow = landscape.minima[1]
    assert (x, y) == pytest.approx((shallow.x, shallow.y), abs=1e-6)


def test_the_map_s_lines_are_equally_far_apart_in_height_so_that_close_lines_mean_a_steep_slope() -> None:
    gaps = np.diff([level.f for level in scene().map.levels])
    assert gaps == pytest.approx(np.full(len(gaps), gaps[0]))


def test_the_gradients_arrow_stands_upright_on_the_contour() -> None:
    start = landscape.start
    ahead, *_, tip = (tuple(map(float, pair.split(","))) for pair in scene().places["gradient"].flat.split())
    drawn = np.array([tip[0] - ahead[0], ahead[1] - tip[1]])  # on paper y points down
    gradient = np.array(landscape.gradient(start))
    assert drawn @ gradient == pytest.approx(np.linalg.norm(drawn) * np.linalg.norm(gradient), rel=1e-4)


def test_every_place_lies_inside_both_pictures() -> None:
    picture = scene()
    for place in picture.places.values():
        assert 0 <= place.on_map.x <= picture.map.frame.width
        assert 0 <= place.on_map.y <= picture.map.frame.height
        assert 0 <= place.on_relief.x <= picture.relief.width
        assert 0 <= place.on_relief.y <= picture.relief.height
