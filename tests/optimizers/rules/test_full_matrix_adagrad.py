"""Full-matrix Adagrad: its steps against SciPy's matrix root, and that a turned landscape turns the path with it."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy.linalg import sqrtm

from optimizers import landscapes, rules
from optimizers.arithmetic import Array, Number
from optimizers.descent import Kind, descend
from optimizers.landscape import Landscape, Minimum, Point, View
from optimizers.landscapes.matyas import Matyas
from optimizers.rules.adagrad import Adagrad
from optimizers.rules.full_matrix_adagrad import FullMatrixAdagrad

LANDSCAPES = ("ravine", "rosenbrock", "beale", "himmelblau", "matyas", "rastrigin", "two_wells")


@dataclass(frozen=True)
class TurnedValley(Landscape):
    """½(u² + κw²) with (u, w) the coordinates along axes turned by `angle`."""

    id = "turned_valley"
    name, latex, teaches, start = "", "", "", Point(0, 0)
    view, minima = View(-3, 3, -3, 3), (Minimum(0, 0, 0),)
    angle: float = 0.0
    kappa: float = 30.0

    @property
    def axes(self) -> Array:
        cosine, sine = math.cos(self.angle), math.sin(self.angle)
        return np.array([[cosine, -sine], [sine, cosine]])

    def f(self, theta: Number) -> Number:
        u, w = np.tensordot(self.axes.T, np.asarray(theta), 1)
        return (u * u + self.kappa * w * w) / 2

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = np.tensordot(self._matrix, np.asarray(theta), 1)
        return x, y

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:  # noqa: ARG002
        matrix = self._matrix
        return matrix[0, 0], matrix[0, 1], matrix[1, 1]

    @property
    def _matrix(self) -> Array:
        return np.asarray(self.axes @ np.diag([1.0, self.kappa]) @ self.axes.T)


@pytest.mark.parametrize("name", LANDSCAPES)
def test_every_step_is_the_one_that_scipys_matrix_root_gives(name: str, seed: int) -> None:
    dice = np.random.default_rng(seed)
    landscape = landscapes.catalogue()[name]()
    eps = float(10 ** dice.uniform(-8, -2))
    run = descend(FullMatrixAdagrad(lr=float(dice.uniform(0.05, 1)), eps=eps), landscape, landscape.start, 60)
    steps, (first, *later) = np.diff(run.points).T, run.gradients.T
    assert steps[0] == pytest.approx(-run.rule.lr * first / (np.hypot(*first) + eps), rel=1e-6)
    G = np.outer(first, first)
    for g, step in zip(later, steps[1:], strict=True):
        G += np.outer(g, g)
        expected = -run.rule.lr * np.linalg.solve(np.real(sqrtm(G)) + eps * np.eye(2), g)
        assert step == pytest.approx(expected, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("angle", np.linspace(0, math.pi, 7))
def test_a_turned_valley_turns_the_path_and_changes_nothing_else(angle: float) -> None:
    upright, turned = TurnedValley(), TurnedValley(angle=float(angle))
    start = np.array([-2.0, 1.0])
    rule = FullMatrixAdagrad(lr=0.5)
    straight = descend(rule, upright, Point(*start), 80).points
    crooked = descend(rule, turned, Point(*(turned.axes @ start)), 80).points
    assert crooked == pytest.approx(turned.axes @ straight, abs=1e-6)


def test_where_gradients_keep_to_one_axis_it_is_adagrad() -> None:
    valley = TurnedValley()
    matrix = descend(FullMatrixAdagrad(lr=0.3), valley, Point(-2, 0), 50)
    diagonal = descend(Adagrad(lr=0.3), valley, Point(-2, 0), 50)
    assert matrix.points == pytest.approx(diagonal.points, abs=1e-9)


def test_on_matyas_the_best_rate_needs_under_a_tenth_of_adagrad_s_steps() -> None:
    """The diagonal valley is what no rate for each coordinate can mend."""
    rates = np.geomspace(1, 10, 25)
    full, diagonal = (min(_arrival(rule(lr=float(rate))) for rate in rates) for rule in (FullMatrixAdagrad, Adagrad))
    assert full < diagonal / 10 < math.inf


def _arrival(rule: Any) -> float:
    """The step at which a run on matyas has converged."""
    ended = descend(rule, Matyas(), Point(-9, -4), 400).outcome
    return ended.step or 0.0 if ended.kind is Kind.CONVERGED else math.inf


def test_it_is_found_by_being_there() -> None:
    assert rules.catalogue()["full_matrix_adagrad"] is FullMatrixAdagrad
