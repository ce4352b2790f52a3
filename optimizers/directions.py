"""The two directions of a quadratic: along each of the Hessian's axes a run goes by itself, by a factor of its own."""

import cmath
from typing import Any, NamedTuple

import numpy as np

from optimizers.arithmetic import Array
from optimizers.descent import Descent
from optimizers.landscape import Landscape
from optimizers.proofs import linear_map
from optimizers.rule import FirstOrderRule


class Direction(NamedTuple):
    """One of the Hessian's axes, of length 1, and the curvature along it."""

    x: float
    y: float
    curvature: float


class Recurrence(NamedTuple):
    """How a linear rule's error along a direction goes on: e ← total·e − product·(the e before)."""

    total: float
    product: float

    @property
    def factors(self) -> tuple[complex, complex]:
        """The two numbers by whose powers the error goes, the larger first: roots of z² − total·z + product."""
        half = self.total / 2
        root = cmath.sqrt(half * half - self.product)
        first = half + root if half >= 0 else half - root
        return first, self.product / first if first else 0j

    @property
    def size(self) -> float:
        """By how much each step shrinks the error in the long run."""
        return abs(self.factors[0])

    @property
    def swing(self) -> float | None:
        """In how many steps the error swings once to and fro, if its factors are a complex pair."""
        return 2 * cmath.pi / abs(cmath.phase(self.factors[0])) if self.factors[0].imag else None


def splits(landscape: Landscape) -> bool:
    """Whether the directions of this landscape do not mix, and each step sees the same loss."""
    return landscape.is_quadratic and landscape.epoch_length == 1


def directions(landscape: Landscape) -> tuple[Direction, Direction]:
    """The gentle direction and the steep one; each points right, or straight up."""
    xx, xy, yy = landscape.hessian((0.0, 0.0))
    curvatures, axes = np.linalg.eigh(np.array([[xx, xy], [xy, yy]], dtype=float))
    turned = [column if tuple(column) > (0.0, 0.0) else -column for column in axes.T]
    gentle, steep = (
        Direction(float(x), float(y), float(each)) for (x, y), each in zip(turned, curvatures, strict=True)
    )
    return gentle, steep


def recurrence(rule: FirstOrderRule[Any], curvature: float) -> Recurrence:
    """The rule's recurrence on a curvature, from what a step does to (θ, state); it keeps one quantity at most."""
    M, *_ = linear_map(rule, curvature)
    if len(M) == 1:
        return Recurrence(float(M[0, 0]), 0.0)
    return Recurrence(float(np.trace(M)), float(M[0, 0] * M[1, 1] - M[0, 1] * M[1, 0]))


def errors(descent: Descent) -> Array:
    """How far the run is from the minimum along each direction, by step: shape (2, n+1)."""
    home = descent.landscape.minima[0]
    axes = np.array([each[:2] for each in directions(descent.landscape)])
    return np.asarray(axes @ (descent.points - [[home.x], [home.y]]))


def predicted(rule: FirstOrderRule[Any], curvature: float, first: float, steps: int) -> Array:
    """The error that the recurrence predicts from the first one, shape (steps + 1,); the state starts at 0."""
    total, product = recurrence(rule, curvature)
    found = [first, float(linear_map(rule, curvature)[0][0, 0]) * first]
    while len(found) <= steps:
        found.append(total * found[-1] - product * found[-2])
    return np.array(found[: steps + 1])


def sizes(rule: str, curvatures: tuple[float, ...], lr: Array, momentum: Array) -> Array:
    """The larger of the directions' sizes at each pair of settings, of any shape."""
    largest: Array = np.zeros(np.broadcast_shapes(lr.shape, momentum.shape))
    for curvature in curvatures:
        total, product = terms(rule, lr * curvature, momentum)
        root = np.sqrt(total * total / 4 - product + 0j)
        largest = np.maximum(largest, np.maximum(np.abs(total / 2 + root), np.abs(total / 2 - root)))
    return largest


def terms(rule: str, pace: Array, momentum: Array) -> tuple[Array, Array]:
    """Total and product of the recurrence in closed form, from ηλ and γ; the page's script has the same table."""
    match rule:
        case "gradient_descent":
            return 1 - pace, 0 * pace
        case "momentum":
            return 1 + momentum - pace, momentum + 0 * pace
        case "nesterov":
            return (1 + momentum) * (1 - pace), momentum * (1 - pace)
    raise ValueError(f"no closed form for {rule}")
