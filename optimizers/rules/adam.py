"""Adam: momentum, and a rate for each coordinate, both with their start corrected."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from optimizers.arithmetic import Array, Number, sqrt
from optimizers.moments import MomentRule
from optimizers.rule import (
    GRADIENT,
    THETA,
    TIME,
    UNDISTURBED,
    Fading,
    Idea,
    Pace,
    Part,
    Symbol,
)

ORDER = 6


class AdamState(NamedTuple):
    m: Number
    v: Number
    m_hat: Number
    v_hat: Number


@dataclass(frozen=True)
class Adam(MomentRule[AdamState]):
    """m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  m̂ = m/(1−β₁ᵗ);  v̂ = v/(1−β₂ᵗ);  θ ← θ − η m̂/(√v̂ + ε).

    Source: D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", arXiv 1412.6980, 2015.
    With bias_correction 0, m̂ = m and v̂ = v.
    """

    name = "Adam"
    year = 2015
    source = "Kingma & Ba 2015, arXiv 1412.6980"
    one_line = "Momentum's average direction, divided by the typical size of the gradient."
    formula = (
        r"m \gets \beta_1 \, m + (1 - \beta_1) \, g",
        r"v \gets \beta_2 \, v + (1 - \beta_2) \, g^2",
        r"\hat{m} \gets \frac{m}{1 - \beta_1^t}",
        r"\hat{v} \gets \frac{v}{1 - \beta_2^t}",
        r"\theta \gets \theta - \eta \, \frac{\hat{m}}{\sqrt{\hat{v}} + \varepsilon}",
    )
    symbols = (
        THETA,
        GRADIENT,
        Symbol("m", "m", "the first moment: a running average of gradients", Idea.VELOCITY),
        Symbol(
            "v", "v", "the second moment: a running average of squared gradients (not a velocity)", Idea.SECOND_MOMENT
        ),
        Symbol(r"\hat{m}", "m_hat", "m, corrected for having started at 0", Idea.VELOCITY),
        Symbol(r"\hat{v}", "v_hat", "v, corrected for having started at 0", Idea.SECOND_MOMENT),
        TIME,
    )
    memory = 2

    def pace(self, t: int, until: int, state: AdamState) -> Pace | None:
        """v can at most fade by β₂ a step."""
        return self.pace_of(t, until, state.m, state.v, self.beta2)

    def fading(self, t: int, ahead: Array, state: AdamState) -> Fading | None:
        faded = state.v * self.beta2**ahead
        lasts, lasts_too = (1 - self.bias_correction * beta ** (t + ahead) for beta in (self.beta1, self.beta2))
        low, high = (self.lr / (sqrt(more * faded / lasts_too) + self.eps) / lasts for more in (1 + UNDISTURBED, 1.0))
        return Fading(low, high, math.sqrt(UNDISTURBED * float(faded[-1])))

    def init(self, theta: Number) -> AdamState:
        zero = 0.0 * theta
        return AdamState(zero, zero, zero, zero)

    def update(self, t: Number, theta: Number, g: Number, state: AdamState) -> tuple[Number, AdamState]:
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * (g * g)
        m_hat = m / (1 - self.bias_correction * self.beta1**t)
        v_hat = v / (1 - self.bias_correction * self.beta2**t)
        return theta - self.lr * m_hat / (sqrt(v_hat) + self.eps), AdamState(m, v, m_hat, v_hat)

    def parts(self, t: Number, theta: Number, g: Number, before: AdamState, after: AdamState) -> tuple[Part, ...]:
        return self.parts_of(t, g, before.m, after.v_hat)

    def effective_rate(self, t: Number, before: AdamState, after: AdamState) -> Number:
        return self.lr / (sqrt(after.v_hat) + self.eps)
