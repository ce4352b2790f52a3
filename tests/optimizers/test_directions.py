"""Two directions: their factors are eigenvalues, the error predicted is the run's, the boundary tells ends apart."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from optimizers import landscapes
from optimizers.arithmetic import Array
from optimizers.descent import descend
from optimizers.directions import directions, errors, predicted, recurrence, sizes, splits, terms
from optimizers.landscape import Point
from optimizers.landscapes.ravine import Ravine
from optimizers.landscapes.regression import Regression
from optimizers.rules.gradient_descent import GradientDescent
from optimizers.rules.momentum import Momentum
from optimizers.rules.nesterov import Nesterov
from tests.sampling import examples

RULES = ("gradient_descent", "momentum", "nesterov")
QUADRATICS = tuple(name for name, each in landscapes.catalogue().items() if each.is_quadratic and not each.is_sampled)

a_rule = some.sampled_from(RULES)
a_momentum = some.floats(0, 0.999)
a_curvature = some.floats(0.01, 1000)
a_share = some.floats(0.001, 2.5)
"""A learning rate as a share of gradient descent's limit."""


def rule_of(name: str, lr: float, momentum: float) -> Any:
    kinds = {"momentum": Momentum, "nesterov": Nesterov}
    return kinds[name](lr=lr, momentum=momentum) if name in kinds else GradientDescent(lr=lr)


def companion(rule: str, pace: float, momentum: float) -> Array:
    """The step as a matrix on (this error, the one before), written from the papers' equations."""
    match rule:
        case "gradient_descent":
            return np.array([[1 - pace, 0], [1, 0]])
        case "momentum":  # θ − v, with v = γ(θ_before − θ) + ηλθ
            return np.array([[1 + momentum - pace, -momentum], [1, 0]])
    # the gradient is taken at θ + γ(θ − θ_before)
    return np.array([[(1 + momentum) * (1 - pace), -momentum * (1 - pace)], [1, 0]])


@given(a_rule, a_curvature, a_share, a_momentum)
def test_the_factors_are_the_eigenvalues_of_the_companion_matrix(
    name: str, curvature: float, share: float, momentum: float
) -> None:
    lr = share * 2 / curvature
    found = recurrence(rule_of(name, lr, momentum), curvature).factors
    expected = np.linalg.eigvals(companion(name, lr * curvature, momentum))
    # A double root answers a rounding by its square root.
    for factor in found:
        assert np.abs(expected - factor).min() < 1e-6 * max(1.0, abs(factor))
    assert complex(sum(found)) == pytest.approx(complex(expected.sum()), abs=1e-9)
    assert abs(found[0]) >= abs(found[1]) - 1e-12


@given(a_rule, a_curvature, a_share, a_momentum)
def test_the_closed_form_is_what_a_step_of_the_rule_does(
    name: str, curvature: float, share: float, momentum: float
) -> None:
    lr = share * 2 / curvature
    closed = terms(name, np.array(lr * curvature), np.array(momentum))
    assert recurrence(rule_of(name, lr, momentum), curvature) == pytest.approx([float(each) for each in closed])


@settings(max_examples=examples(50))
@given(a_rule, some.sampled_from(QUADRATICS), a_share, a_momentum, some.floats(-3, 3), some.floats(-3, 3))
def test_the_error_predicted_is_the_run_s(
    name: str, landscape_id: str, share: float, momentum: float, x: float, y: float
) -> None:
    landscape = landscapes.catalogue()[landscape_id]()
    rule = rule_of(name, share * 2 / landscape.curvature, momentum)
    seen = errors(descend(rule, landscape, Point(x, y), 60))
    steps = seen.shape[1] - 1
    for direction, found in zip(directions(landscape), seen, strict=True):
        expected = predicted(rule, direction.curvature, float(found[0]), steps)
        # A rounding grows as the error does.
        spread = 1e-9 * max(1.0, recurrence(rule, landscape.curvature).size) ** steps
        assert found == pytest.approx(expected, abs=spread, rel=1e-8)


@settings(max_examples=examples(30))
@given(a_rule, some.floats(1, 300), some.floats(0, 0.97), some.floats(0.5, 1.5).filter(lambda s: abs(s - 1) > 0.03))
def test_the_boundary_parts_what_shrinks_from_what_grows(
    name: str, kappa: float, momentum: float, share: float
) -> None:
    landscape = Ravine(kappa=kappa)
    limit = rule_of(name, 1.0, momentum).stability_limit(kappa)
    rule = rule_of(name, share * limit, momentum)
    largest = max(recurrence(rule, each.curvature).size for each in directions(landscape))
    assert (largest < 1) == (share < 1)
    run = descend(rule, landscape, Point(1.0, 1.0), 700)
    shrunk = run.points.shape[1] == 701 and float(np.abs(run.points[1, -200:]).max()) < 2
    assert shrunk == (share < 1)


@given(a_rule, a_momentum, a_share)
def test_many_settings_at_once_are_sized_as_each_alone(name: str, momentum: float, share: float) -> None:
    curvatures = (1.0, 20.0)
    rule = rule_of(name, share / 10, momentum)
    alone = max(recurrence(rule, each).size for each in curvatures)
    together = sizes(name, curvatures, np.array([[rule.lr]]), np.array([[momentum]]))
    assert together == pytest.approx(alone, abs=1e-6)


def test_the_size_is_what_a_run_fades_by() -> None:
    """Of momentum's complex pair it is √γ whatever the rate: the swing hides it in any single step, not over many."""
    rule = Momentum(lr=0.05, momentum=0.81)
    found = recurrence(rule, 20.0)
    assert found.size == pytest.approx(0.9)
    assert found.swing is not None
    run = errors(descend(rule, Ravine(kappa=20), Point(1, 1), 200))[1]
    assert np.abs(run[150:]).max() / np.abs(run[100:150]).max() == pytest.approx(0.9**50, rel=0.2)


def test_the_axes_are_the_landscape_s_own() -> None:
    gentle, steep = directions(landscapes.catalogue()["matyas"]())
    assert (gentle.curvature, steep.curvature) == pytest.approx((0.04, 1.0))
    assert gentle[:2] == pytest.approx((math.sqrt(0.5), math.sqrt(0.5)))
    assert directions(Ravine(kappa=20)) == ((1.0, 0.0, 1.0), (0.0, 1.0, 20.0))


def test_single_flowers_have_no_directions_and_all_of_them_have() -> None:
    assert splits(Regression())
    assert not splits(dataclasses.replace(Regression(), batch_size=10))
    assert not splits(landscapes.catalogue()["rosenbrock"]())
