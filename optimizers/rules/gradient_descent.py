"""Gradient descent: step against the gradient."""

from dataclasses import dataclass
from typing import NamedTuple

from optimizers.arithmetic import Number
from optimizers.rule import GRADIENT, THETA, FirstOrderRule, Part, learning_rate

ORDER = 1


class GradientDescentState(NamedTuple):
    """Nothing is remembered."""


@dataclass(frozen=True)
class GradientDescent(FirstOrderRule[GradientDescentState]):
    """θ ← θ − η g.

    Source: A. Cauchy, 1847; H. Robbins and S. Monro, "A stochastic approximation method", 1951.
    """

    name = "Gradient descent"
    year = 1847
    source = "Cauchy 1847; Robbins & Monro 1951"
    one_line = "Step against the gradient: downhill, as far as the slope is steep."
    formula = (r"\theta \gets \theta - \eta \, g",)
    symbols = (THETA, GRADIENT)
    memory = 0
    is_linear = True
    limit_in_words = "2/λ"

    lr: Number = learning_rate(0.001)

    def init(self, theta: Number) -> GradientDescentState:
        return GradientDescentState()

    def update(
        self,
        t: Number,
        theta: Number,
        g: Number,
        state: GradientDescentState,
    ) -> tuple[Number, GradientDescentState]:
        return theta - self.lr * g, state

    def parts(
        self,
        t: Number,
        theta: Number,
        g: Number,
        before: GradientDescentState,
        after: GradientDescentState,
    ) -> tuple[Part, ...]:
        return (Part("gradient", -self.lr * g, "−ηg"),)

    def stability_limit(self, curvature: float) -> float:
        return 2 / curvature
