"""RMSprop: each coordinate divides its rate by the recent size of its gradient."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

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
    b: Number


@dataclass(frozen=True)
class RMSprop(FirstOrderRule[RMSpropState]):
    """v ← ρv + (1−ρ)g²;  b ← γb + η g/(√v + ε);  θ ← θ − b. No bias correction: v starts at 0.

    With γ = 0, its default, it is the lecture's rule; the momentum is as the libraries have it, the rate inside b as in
    the course's momentum (PyTorch multiplies b by the rate: the same path while the rate is constant).

    Source: G. Hinton, "Neural networks for machine learning", lecture 6e, 2012.
    """

    name = "RMSprop"
    year = 2012
    source = "Hinton, lecture 6e, 2012"
    one_line = "Each coordinate's rate follows the recent size of its gradient, so it can recover."
    formula = (
        r"v \gets \rho \, v + (1 - \rho) \, g^2",
        r"b \gets \gamma \, b + \eta \, \frac{g}{\sqrt{v} + \varepsilon}",
        r"\theta \gets \theta - b",
    )
    symbols = (
        THETA,
        GRADIENT,
        Symbol("v", "v", "the second moment: a running average of squared gradients", Idea.SECOND_MOMENT),
        Symbol("b", "b", "the velocity: a fading sum of past steps; with γ = 0 the step itself", Idea.VELOCITY),
    )
    memory = 1

    lr: Number = learning_rate(0.01)
    rho: Number = decay(0.99, r"\rho", "the share of the old average that is kept")
    eps: Number = small_term(1e-8, high=0.1)
    momentum: Number = decay(0.0, r"\gamma", "momentum: the share of the velocity that is kept", high=0.999)

    @property
    def keeps_no_time(self) -> bool:
        return True

    def init(self, theta: Number) -> RMSpropState:
        return RMSpropState(v=0.0 * theta, b=0.0 * theta)

    def update(self, t: Number, theta: Number, g: Number, state: RMSpropState) -> tuple[Number, RMSpropState]:
        v = self.rho * state.v + (1 - self.rho) * (g * g)
        b = self.momentum * state.b + self.lr * g / (sqrt(v) + self.eps)
        return theta - b, RMSpropState(v, b)

    def pace(self, t: int, until: int, state: RMSpropState) -> Pace | None:
        """v can at most fade by ρ a step. A velocity that holds old rates has no pace of its own."""
        if self.momentum:
            return None
        rate, highest = (self.lr / (sqrt(state.v * self.rho**steps) + self.eps) for steps in (1, until - t))
        return Pace(rate, highest, 1 / sqrt(self.rho) if self.rho else math.inf)

    def fading(self, t: int, ahead: Array, state: RMSpropState) -> Fading | None:
        if self.momentum:
            return None
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
        own = Part("gradient", -self.lr * g / (sqrt(after.v) + self.eps), "g")
        return (Part("velocity", -self.momentum * before.b, "−γb"), own) if np.any(self.momentum) else (own,)

    def effective_rate(self, t: Number, before: RMSpropState, after: RMSpropState) -> Number:
        return self.lr / (sqrt(after.v) + self.eps)
