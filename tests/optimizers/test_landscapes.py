"""Every landscape: its derivatives, its minima, and what the course says about it."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from optimizers import landscapes
from optimizers.arithmetic import Array
from optimizers.landscape import Landscape, Minimum
from optimizers.landscapes.ackley import Ackley
from optimizers.landscapes.goldstein_price import GoldsteinPrice
from optimizers.landscapes.ravine import Ravine

EVERY = [pytest.param(landscape(), id=name) for name, landscape in landscapes.catalogue().items()]
MINIMA = [
    pytest.param(landscape(), minimum, id=f"{name}-{number}")
    for name, landscape in landscapes.catalogue().items()
    for number, minimum in enumerate(landscape().minima)
]
NAMES = (
    "bowl ravine rosenbrock beale himmelblau booth matyas six_hump_camel three_hump_camel rastrigin ackley "
    "styblinski_tang goldstein_price mccormick easom saddle bounded_saddle monkey_saddle plateau two_wells "
    "regression rare_feature"
)


def test_the_catalogue_holds_the_landscapes_of_the_course_in_their_order() -> None:
    assert " ".join(landscapes.catalogue()) == NAMES


@pytest.mark.parametrize("landscape", EVERY)
def test_the_gradient_agrees_with_central_differences(landscape: Landscape) -> None:
    places, h = _places(landscape), 1e-5
    measured = np.stack([(landscape.f(places + h * e) - landscape.f(places - h * e)) / (2 * h) for e in _axes()])
    assert_close(np.stack(landscape.gradient(places)), measured)


@pytest.mark.parametrize("landscape", EVERY)
def test_the_hessian_agrees_with_central_differences_of_the_gradient(landscape: Landscape) -> None:
    places, h = _places(landscape), 1e-5
    along_x, along_y = (
        (np.stack(landscape.gradient(places + h * e)) - np.stack(landscape.gradient(places - h * e))) / (2 * h)
        for e in _axes()
    )
    hessian = np.stack([np.broadcast_to(each, places.shape[1]) for each in landscape.hessian(places)])
    assert_close(hessian, np.stack([along_x[0], along_x[1], along_y[1]]))


WAVY = {"rastrigin", "ackley", "mccormick", "easom", "plateau", "two_wells", "rare_feature"}
POLYNOMIALS = [name for name in landscapes.catalogue() if name not in WAVY]


@pytest.mark.parametrize("name", POLYNOMIALS)
def test_the_gradient_of_a_polynomial_is_the_complex_step_to_rounding(name: str) -> None:
    landscape = landscapes.catalogue()[name]()
    for x, y in _places(landscape).T.tolist():
        steps = ((complex(x, 1e-30), complex(y)), (complex(x), complex(y, 1e-30)))
        exact = [complex(landscape.f(step)).imag / 1e-30 for step in steps]
        assert landscape.gradient((x, y)) == pytest.approx(exact, rel=1e-11, abs=1e-9)


@pytest.mark.parametrize("landscape", EVERY)
def test_floats_and_arrays_give_the_same_numbers(landscape: Landscape) -> None:
    places = _places(landscape)
    together = (landscape.f(places), *landscape.gradient(places), *landscape.hessian(places))
    for number, (x, y) in enumerate(places.T.tolist()):
        alone = (landscape.f((x, y)), *landscape.gradient((x, y)), *landscape.hessian((x, y)))
        assert alone == pytest.approx([np.broadcast_to(each, 40)[number] for each in together], rel=1e-13, abs=1e-12)


@pytest.mark.parametrize(("landscape", "minimum"), MINIMA)
def test_a_minimum_has_its_value_and_no_slope(landscape: Landscape, minimum: Minimum) -> None:
    at = float(minimum.x), float(minimum.y)
    assert landscape.f(at) == pytest.approx(minimum.f, rel=1e-14, abs=1e-14)
    assert math.hypot(*landscape.gradient(at)) < 1e-11


@pytest.mark.parametrize(("landscape", "minimum"), MINIMA)
def test_f_rises_around_a_minimum_on_every_side(landscape: Landscape, minimum: Minimum) -> None:
    angle = np.linspace(0, 2 * math.pi, 64)
    ring = np.array([[minimum.x], [minimum.y]]) + 1e-3 * np.stack([np.cos(angle), np.sin(angle)])
    assert (landscape.f(ring) > minimum.f).all()


@pytest.mark.parametrize("landscape", EVERY)
def test_nothing_in_the_view_lies_lower_than_the_lowest_minimum(landscape: Landscape) -> None:
    view = landscape.view
    grid = np.stack(np.meshgrid(np.linspace(view.left, view.right, 401), np.linspace(view.bottom, view.top, 401)))
    assert landscape.f(grid).min() >= landscape.lowest - 1e-12
    assert all(each.is_global == (each.f == pytest.approx(landscape.lowest)) for each in landscape.minima)


@pytest.mark.parametrize("landscape", EVERY)
def test_the_start_and_the_minima_lie_in_the_view(landscape: Landscape) -> None:
    view = landscape.view
    for x, y in (landscape.start, *(each[:2] for each in landscape.minima)):
        assert view.left <= x <= view.right
        assert view.bottom <= y <= view.top


LIMITS = {
    "bowl": 2, "ravine": 0.02, "rosenbrock": 0.00199, "beale": 0.0408, "booth": 0.111, "matyas": 2.0,
    "six_hump_camel": 0.121, "three_hump_camel": 0.453, "rastrigin": 0.00504, "styblinski_tang": 0.0578,
    "goldstein_price": 0.00207, "mccormick": 0.5, "easom": 2 / 3, "bounded_saddle": 0.5, "plateau": 1.0,
    "two_wells": 0.0637,
}  # fmt: skip
"""2/λ at the best minimum, as the course's table has it."""


@pytest.mark.parametrize(("name", "limit"), LIMITS.items())
def test_the_curvature_gives_the_largest_stable_rate(name: str, limit: float) -> None:
    assert 2 / landscapes.catalogue()[name]().curvature == pytest.approx(limit, rel=6e-3)


@pytest.mark.parametrize("landscape", EVERY)
def test_a_landscapes_own_parameters_bend_it_and_leave_its_view_and_minima(landscape: Landscape) -> None:
    """The pages rely on it: they move the contour lines alone."""
    for parameter in landscape.parameters():
        for value in (parameter.low, parameter.high):
            bent = replace(landscape, **{parameter.name: value})
            assert (bent.view, bent.minima) == (landscape.view, landscape.minima)


def test_himmelblau_has_another_limit_at_each_of_its_minima() -> None:
    landscape = landscapes.catalogue()["himmelblau"]()
    limits = [2 / _largest_curvature(landscape, minimum) for minimum in landscape.minima]
    assert min(limits) == pytest.approx(0.015, abs=5e-4)
    assert max(limits) == pytest.approx(0.025, abs=1e-3)


LESSER = {
    "six_hump_camel": 2.10, "three_hump_camel": 0.299, "styblinski_tang": -64.2, "mccormick": 1.2284,
    "two_wells": -1.0927,
}  # fmt: skip


@pytest.mark.parametrize(("name", "f"), LESSER.items())
def test_the_lesser_minima_that_the_course_names_are_there(name: str, f: float) -> None:
    lesser = [each.f for each in landscapes.catalogue()[name]().minima if not each.is_global]
    assert min(abs(each - f) for each in lesser) < 6e-3


@pytest.mark.parametrize("landscape", EVERY)
def test_a_landscape_is_called_quadratic_only_if_its_hessian_is_the_same_everywhere(landscape: Landscape) -> None:
    places = _places(landscape)
    same = all(np.ptp(np.broadcast_to(each, places.shape[1])) < 1e-9 for each in landscape.hessian(places))
    assert landscape.is_quadratic == (same and landscape.saddle_point is None)


def test_the_ravine_is_as_steep_as_kappa_says() -> None:
    assert Ravine(kappa=7.0).gradient((2.0, 3.0)) == (2.0, 21.0)
    assert Ravine(kappa=7.0).curvature == 7


def test_ackleys_point_has_a_defined_gradient_and_the_slope_two_root_two() -> None:
    landscape = Ackley()
    assert landscape.gradient((0.0, 0.0)) == (0.0, 0.0)
    assert np.array_equal(np.stack(landscape.gradient(np.zeros((2, 3)))), np.zeros((2, 3)))
    assert math.hypot(*landscape.gradient((1e-9, 0.0))) == pytest.approx(2 * math.sqrt(2), rel=1e-6)
    assert math.isinf(landscape.hessian((0.0, 0.0))[0])


def test_goldstein_and_price_is_the_published_product() -> None:
    x, y = _places(GoldsteinPrice())
    first = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)
    second = 30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2)
    assert GoldsteinPrice().f((x, y)) == pytest.approx(first * second, rel=1e-9)


@pytest.mark.parametrize("landscape", EVERY)
def test_far_away_nothing_raises(landscape: Landscape) -> None:
    for x, y in ((1e300, -1e300), (1e100, 1e100), (math.inf, 0.0), (math.nan, 1.0)):
        numbers = (landscape.f((x, y)), *landscape.gradient((x, y)))
        assert all(isinstance(number, (float, int)) for number in numbers)


def _axes() -> Iterator[Array]:
    yield from np.eye(2)[:, :, None]


def _places(landscape: Landscape, count: int = 40) -> Array:
    """Random points of the view, shape (2, count)."""
    dice, view = np.random.Generator(np.random.PCG64(7)), landscape.view
    return np.stack([dice.uniform(view.left, view.right, count), dice.uniform(view.bottom, view.top, count)])


def assert_close(got: Array, expected: Array) -> None:
    assert np.abs(got - expected).max() < 2e-8 * (1 + np.abs(expected).max())


def _largest_curvature(landscape: Landscape, at: Minimum) -> float:
    xx, xy, yy = landscape.hessian((float(at.x), float(at.y)))
    return float(np.linalg.eigvalsh([[xx, xy], [xy, yy]])[-1])
