"""RMSprop: each coordinate divides its rate by the recent size of its gradient."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from optimizers.arithmetic import Array, Number, sqrt
from optimizers.parameters import decay
from optimizers.rule import (
    GRADIENT,
    THETA,
    UNDISTURBED,
    Fading,
    FirstOrderRule,
    Idea,
    Pace,
    Part,
    Symbol,
    learning_rate,
    small_term,
)

ORDER = 7


class RMSpropState(NamedTuple):
    v: Number


@dataclass(frozen=True)
class RMSprop(FirstOrderRule[RMSpropState]):
    """v ← ρv + (1−ρ)g²;  θ ← θ − η g/(√v + ε). No bias correction: v starts at 0.

    Source: G. Hinton, "Neural networks for machine learning", lecture 6e, 2012.
    """

    name = "RMSprop"
    year = 2012
    source = "Hinton, lecture 6e, 2012"
    one_line = "Each coordinate's rate follows the recent size of its gradient, so it can recover."
    formula = (
        r"v \gets \rho \, v + (1 - \rho) \, g^2",
        r"\theta \gets \theta - \eta \, \frac{g}{\sqrt{v} + \varepsilon}",
    )
    symbols = (
        THETA,
        GRADIENT,
        Symbol("v", "v", "the second moment: a running average of squared gradients", Idea.SECOND_MOMENT),
    )
    memory = 1

    lr: Number = learning_rate(0.01)
    rho: Number = decay(0.99, r"\rho", "the share of the old average that is kept")
    eps: Number = small_term(1e-8, high=0.1)

    @property
    def keeps_no_time(self) -> bool:
        return True

    def init(self, theta: Number) -> RMSpropState:
        return RMSpropState(v=0.0 * theta)

    def update(self, t: Number, theta: Number, g: Number, state: RMSpropState) -> tuple[Number, RMSpropState]:
        v = self.rho * state.v + (1 - self.rho) * (g * g)
        return theta - self.lr * g / (sqrt(v) + self.eps), RMSpropState(v)

    def pace(self, t: int, until: int, state: RMSpropState) -> Pace:
        """v can at most fade by ρ a step."""
        rate, highest = (self.lr / (sqrt(state.v * self.rho**steps) + self.eps) for steps in (1, until - t))
        return Pace(rate, highest, 1 / sqrt(self.rho) if self.rho else math.inf)

    def fading(self, t: int, ahead: Array, state: RMSpropState) -> Fading | None:
        faded = state.v * self.rho**ahead
        low, high = (self.lr / (sqrt(more * faded) + self.eps) for more in (1 + UNDISTURBED, 1.0))
        return Fading(low, high, math.sqrt(UNDISTURBED * float(faded[-1])))

    def parts(
        self,
        t: Number,
        theta: Number,
        g: Number,
        before: RMSpropState,
        after: RMSpropState,
    ) -> tuple[Part, ...]:
        return (Part("gradient", -self.lr * g / (sqrt(after.v) + self.eps), "g"),)

    def effective_rate(self, t: Number, before: RMSpropState, after: RMSpropState) -> Number:
        return self.lr / (sqrt(after.v) + self.eps)
