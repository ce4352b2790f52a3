"""A path over a relief: what lies behind a hill is told apart, and what lies outside of the view is left out."""

import re

import numpy as np
import pytest
from numpy.typing import NDArray

from app.drawing.draping import clearest_turn, draped, height, hidden
from app.drawing.relief import TURNS, Surface, surface_seen
from optimizers import landscapes
from optimizers.landscapes.ravine import Ravine
from optimizers.landscapes.rosenbrock import Rosenbrock

NUMBER = re.compile(r"-?[0-9.]+")
CLEARLY = 0.06
"""A hill that tops the way by more than this share of the range hides beyond doubt; less lies between its corners."""


def random_points(surface: Surface, seed: int, count: int = 300) -> NDArray[np.float64]:
    view = surface.projection.landscape.view
    return np.random.default_rng(seed).uniform([[view.left], [view.bottom]], [[view.right], [view.top]], (2, count))


def topped(surface: Surface, x: float, y: float, lifted: float) -> float:
    """By how much the landscape itself, looked at closely, tops the way from a point to whoever looks."""
    view = surface.projection.landscape.view
    across, up, rise = surface.sight
    shares = np.arange(0.02, 1 / rise + 1, 0.05)
    xs, ys = x + shares * across, y + shares * up
    inside = (xs >= view.left) & (xs <= view.right) & (ys >= view.bottom) & (ys <= view.top)
    over = surface.lifted(np.asarray(surface.projection.landscape.f(np.stack([xs, ys])))) - (lifted + shares * rise)
    return float(np.max(over, where=inside, initial=-1.0))


@pytest.mark.parametrize("landscape", ["rosenbrock", "himmelblau", "ackley", "ravine", "mccormick"])
def test_a_point_is_hidden_where_the_landscape_stands_before_it(landscape: str, seed: int) -> None:
    surface = surface_seen(landscapes.catalogue()[landscape](), seed % TURNS)
    x, y = random_points(surface, seed)
    lifted = surface.lifted(np.asarray(surface.projection.landscape.f(np.stack([x, y]))))
    told = hidden(surface, x, y, lifted)
    over = np.array([topped(surface, *point) for point in zip(x, y, lifted, strict=True)])

    assert told[over > CLEARLY].all()
    assert not told[over < -CLEARLY].any()


def test_a_path_runs_through_the_places_of_its_points(seed: int) -> None:
    surface = surface_seen(Ravine(), seed % TURNS)
    points = random_points(surface, seed, 30)
    laid = draped(surface, points)
    spots = np.array(NUMBER.findall(laid.stops.replace("h0", "")), dtype=float).reshape(-1, 2)
    x, y = points
    expected = surface.on_paper(x, y, height(surface, x, y))

    assert np.abs(spots - expected).max() <= 0.051
    assert laid.start == laid.stops[1:].partition("h")[0]
    pieces = [*laid.seen.split("M")[1:], *laid.hidden.split("M")[1:]]
    assert sum(piece.count("L") for piece in pieces) >= points.shape[1] - 1


def test_on_the_corners_of_its_cells_the_surface_is_as_high_as_the_landscape() -> None:
    surface = surface_seen(Rosenbrock(), 0)
    assert np.allclose(height(surface, surface.x, surface.y), surface.heights)
    assert np.isnan(height(surface, np.array([99.0]), np.array([0.0]))).all()


def test_what_leaves_the_view_is_left_out() -> None:
    surface = surface_seen(Ravine(), 0)
    laid = draped(surface, np.array([[0.0, 1.0, 9.0, 1.0, 0.5], [0.0, 0.5, 0.0, -0.5, 0.0]]))
    assert laid.stops.count("M") == 4
    assert laid.seen.count("M") == 2
    assert "nan" not in "".join(laid)


def test_a_run_that_leaves_for_ever_breaks_nothing() -> None:
    surface = surface_seen(Ravine(), 0)
    laid = draped(surface, np.array([[0.0, 1e200, np.inf, np.nan], [0.0, -1e300, 0.0, 1.0]]))
    assert laid.stops.count("M") == 1
    assert "nan" not in "".join(laid)


def test_from_the_clearest_side_the_valley_of_rosenbrock_is_seen() -> None:
    surface = surface_seen(Rosenbrock(), clearest_turn(Rosenbrock()))
    x = np.linspace(-1.4, 1.4, 60)
    assert not hidden(surface, x, x**2, height(surface, x, x**2)).any()
