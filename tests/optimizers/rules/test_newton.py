"""Newton's method: one step on a quadratic, drawn to saddles when plain, always downhill when damped."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from optimizers import landscapes
from optimizers.counting import CountedLoss
from optimizers.descent import Kind, descend
from optimizers.landscape import Landscape, Point
from optimizers.landscapes.ackley import Ackley
from optimizers.landscapes.bounded_saddle import BoundedSaddle
from optimizers.landscapes.himmelblau import Himmelblau
from optimizers.landscapes.ravine import Ravine
from optimizers.landscapes.rosenbrock import Rosenbrock
from optimizers.rules.newton import Newton

ROOT = Path(__file__).parents[3]
PLAIN = Newton(damped=0, line_search=0)
QUADRATICS = [each() for each in landscapes.catalogue().values() if each.is_quadratic]
SMOOTH = sorted(set(landscapes.catalogue()) - {"ackley"})
COORDINATE = some.floats(-2, 2)


@pytest.mark.parametrize("landscape", QUADRATICS, ids=lambda landscape: type(landscape).__name__)
def test_on_a_quadratic_one_step_is_enough(landscape: Landscape) -> None:
    after_one = descend(PLAIN, landscape, landscape.start, 1).points[:, 1]
    assert after_one == pytest.approx(landscape.minima[0][:2], abs=1e-12)


@pytest.mark.parametrize("landscape", QUADRATICS, ids=lambda landscape: type(landscape).__name__)
def test_the_card_says_how_many_steps_the_damped_rule_takes_on_a_quadratic(landscape: Landscape) -> None:
    card = (ROOT / "templates/playground/cards/newton.html").read_text()
    assert f"with the damping of {Newton().damping:g} that it has here it takes two to be within 10⁻⁶" in " ".join(
        card.split()
    )
    runs = [descend(rule, landscape, landscape.start, 9) for rule in (Newton(damped=0), Newton())]
    assert [int(np.argmax(run.excess < 1e-6)) for run in runs] == [1, 2]


@given(kappa=some.floats(1, 1000), x=COORDINATE, y=COORDINATE)
def test_however_long_and_narrow_the_ravine_one_step_is_enough(kappa: float, x: float, y: float) -> None:
    assert np.abs(descend(PLAIN, Ravine(kappa=kappa), Point(x, y), 1).points[:, 1]).max() < 1e-12


def test_near_a_minimum_the_number_of_right_digits_doubles_at_each_step() -> None:
    minimum = Himmelblau().minima[0]
    points = descend(PLAIN, Himmelblau(), Point(3.2, 2.2), 4).points
    off = np.hypot(points[0] - minimum.x, points[1] - minimum.y)
    assert (off[1:4] < 2 * off[:3] ** 2).all()


def test_the_plain_step_is_drawn_to_a_saddle_and_stays_there() -> None:
    outcome = descend(PLAIN, BoundedSaddle(), Point(1, 0.3), 30).outcome
    assert outcome.kind is Kind.TRAPPED
    assert descend(PLAIN, BoundedSaddle(), Point(1, 0.3), 30).points[:, -1] == pytest.approx([0, 0], abs=1e-9)


def test_the_plain_step_climbs_to_himmelblaus_maximum() -> None:
    losses = descend(PLAIN, Himmelblau(), Point(0, 0), 20).losses
    assert losses[-1] > losses[0]


def test_damped_it_leaves_the_saddle_and_the_maximum() -> None:
    assert descend(Newton(), BoundedSaddle(), Point(1, 0.3), 60).outcome.kind is Kind.CONVERGED
    assert descend(Newton(), Himmelblau(), Point(0, 0), 60).outcome.kind is Kind.CONVERGED


@given(name=some.sampled_from(SMOOTH), damping=some.floats(1e-6, 10), data=some.data())
def test_the_damped_step_points_downhill_everywhere(name: str, damping: float, data: some.DataObject) -> None:
    landscape = landscapes.catalogue()[name]()
    view = landscape.view
    theta = np.array([data.draw(some.floats(view.left, view.right)), data.draw(some.floats(view.bottom, view.top))])
    loss = CountedLoss()
    loss.turn_to(landscape)
    rule = Newton(damping=damping)
    g = loss.gradient(theta)
    _, state = rule.update(1, theta, loss, rule.init(theta))
    assert state.mu >= damping
    assert state.d @ g < 0 or np.hypot(*g) < 1e-9


def test_with_the_line_search_f_never_rises() -> None:
    losses = descend(Newton(), Rosenbrock(), Rosenbrock().start, 40).losses
    assert (np.diff(losses) <= 1e-15).all()
    assert losses[-1] < 1e-20


def test_it_counts_what_it_asks_for() -> None:
    searching = descend(Newton(), Rosenbrock(), Rosenbrock().start, 10).evaluations
    assert (searching.gradient, searching.hessian) == (10, 10)
    assert searching.f > 10
    assert descend(PLAIN, Rosenbrock(), Rosenbrock().start, 3).evaluations == (0, 3, 3)


def test_on_ackleys_point_where_the_hessian_is_infinite_it_stays() -> None:
    assert descend(Newton(), Ackley(), Point(0, 0), 3).points[:, -1].tolist() == [0, 0]
