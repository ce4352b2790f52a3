"""L-BFGS: its direction against the matrix that it never forms, its minima against SciPy's, what it asks for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.optimize import minimize

from optimizers import landscapes
from optimizers.arithmetic import Array
from optimizers.counting import CountedLoss
from optimizers.descent import Kind, descend
from optimizers.landscape import Landscape
from optimizers.landscapes.regression import Regression
from optimizers.landscapes.rosenbrock import Rosenbrock
from optimizers.rules.lbfgs import LBFGS, Pair, inverse_hessian_times

NUMBER = some.floats(-10, 10).filter(lambda x: abs(x) > 1e-3)
REACHED = ("bowl", "ravine", "rosenbrock", "beale", "booth", "matyas", "goldstein_price", "easom", "plateau")


@given(numbers=some.lists(some.tuples(NUMBER, NUMBER), min_size=1, max_size=12), spread=some.floats(1, 50))
def test_the_two_loops_give_the_product_with_the_matrix_that_they_stand_for(
    numbers: list[tuple[float, float]], spread: float
) -> None:
    hessian = np.array([[spread, 0.5], [0.5, 1.0]])
    pairs = tuple(Pair(np.array(s), hessian @ np.array(s)) for s in numbers)
    g = np.array([1.5, -0.7])
    expected = _inverse_hessian(pairs) @ g
    rounding = 1e-8 * float(np.abs(expected).max())
    assert inverse_hessian_times(g, pairs) == pytest.approx(expected, rel=1e-6, abs=rounding)


def test_the_two_loops_agree_with_another_recursion_along_a_whole_run() -> None:
    loss, theta = CountedLoss(), np.array(Rosenbrock().start, dtype=float)
    loss.turn_to(Rosenbrock())
    rule = LBFGS(history=5)
    state = rule.init(theta)
    for t in range(1, 31):
        g, pairs = loss.gradient(theta), state.pairs
        theta, state = rule.update(t, theta, loss, state)
        assert -state.d == pytest.approx(_recursion(g, list(pairs)), rel=1e-10, abs=1e-14)
        assert len(state.pairs) <= 5


@pytest.mark.parametrize("name", REACHED)
def test_it_finds_the_minimum_that_scipy_finds(name: str) -> None:
    landscape = landscapes.catalogue()[name]()
    ours = descend(LBFGS(), landscape, landscape.start, 100)
    assert ours.outcome.kind is Kind.CONVERGED
    assert ours.losses[-1] == pytest.approx(_scipys(landscape), abs=1e-9)


@given(start=some.tuples(some.floats(-2, 2), some.floats(-1, 3)))
def test_every_pair_that_is_kept_curves_upwards_and_every_step_goes_down(start: tuple[float, float]) -> None:
    loss, theta = CountedLoss(), np.array(start)
    loss.turn_to(Rosenbrock())
    rule = LBFGS()
    state = rule.init(theta)
    for t in range(1, 21):
        before = loss.f(theta)
        theta, state = rule.update(t, theta, loss, state)
        assert loss.f(theta) <= before * (1 + 1e-12)
        assert all(s @ y > 0 for s, y in state.pairs)


def test_it_asks_for_one_gradient_a_step_and_one_more() -> None:
    evaluations = descend(LBFGS(), Rosenbrock(), Rosenbrock().start, 20).evaluations
    assert evaluations.gradient == 21
    assert evaluations.hessian == 0
    assert evaluations.f >= 20


def test_on_batches_each_pair_is_measured_on_one_batch() -> None:
    descent = descend(LBFGS(), Regression(batch_size=10), Regression().start, 20)
    assert descent.evaluations.gradient == 40


def _scipys(landscape: Landscape) -> float:
    def f(theta: Array) -> float:
        return float(landscape.f((float(theta[0]), float(theta[1]))))

    def gradient(theta: Array) -> Array:
        return np.array(landscape.gradient((float(theta[0]), float(theta[1]))))

    found = minimize(f, np.array(landscape.start), jac=gradient, method="BFGS", options={"gtol": 1e-10})
    return float(found.fun)


def _inverse_hessian(pairs: tuple[Pair, ...]) -> Array:
    """The matrix itself, by the BFGS formula, pair by pair."""
    s, y = pairs[-1]
    B: Array = (s @ y) / (y @ y) * np.eye(2)
    for s, y in pairs:
        V = np.eye(2) - np.outer(y, s) / (s @ y)
        B = V.T @ B @ V + np.outer(s, s) / (s @ y)
    return B


def _recursion(g: Array, pairs: list[Pair]) -> Array:
    """B g by recursion on the newest pair: B = VᵀB'V + ssᵀ/sᵀy, with B' from the pairs before."""
    if not pairs:
        return g
    s, y = pairs[-1]
    return _with(g, pairs, float(s @ y) / float(y @ y))


def _with(g: Array, pairs: list[Pair], scale: float) -> Array:
    if not pairs:
        return scale * g
    s, y = pairs[-1]
    share = float(s @ g) / float(s @ y)
    inner = _with(g - share * y, pairs[:-1], scale)
    return np.asarray(inner - float(y @ inner) / float(s @ y) * s + share * s)
