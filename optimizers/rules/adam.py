"""Adam: momentum, and a rate for each coordinate, both with their start corrected."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from optimizers.arithmetic import Array, Number, sqrt
from optimizers.parameters import decay, switch
from optimizers.rule import (
    GRADIENT,
    THETA,
    TIME,
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

ORDER = 6


class AdamState(NamedTuple):
    m: Number
    v: Number
    m_hat: Number
    v_hat: Number


@dataclass(frozen=True)
class Adam(FirstOrderRule[AdamState]):
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

    lr: Number = learning_rate(0.001, 1e-4, 3.0)
    beta1: Number = decay(0.9, r"\beta_1", "the share of the old first moment that is kept", high=0.999)
    beta2: Number = decay(0.999, r"\beta_2", "the share of the old second moment that is kept")
    eps: Number = small_term(1e-8, 0.1)
    bias_correction: Number = switch(1, "c", "bias correction: whether m and v are corrected for starting at 0")

    @property
    def keeps_no_time(self) -> bool:
        return not self.bias_correction

    def pace(self, t: int, until: int, state: AdamState) -> Pace | None:
        """v can at most fade by β₂ a step; what corrects it, and m, for their start at 0 comes to 1 from below."""
        lasts = 1 - self.bias_correction * self.beta1 ** (t + 1)
        soon, late = (1 - self.bias_correction * self.beta2**step for step in (t, t + 1))
        if not soon or not self.beta2:
            return None
        rate = self.lr / (sqrt(state.v * self.beta2 / late) + self.eps) / lasts
        highest = self.lr / (sqrt(state.v * self.beta2 ** (until - t)) + self.eps) / lasts
        return Pace(rate, highest, sqrt(late / soon / self.beta2), self.beta1, state.m)

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
        scale = -self.lr / ((1 - self.bias_correction * self.beta1**t) * (sqrt(after.v_hat) + self.eps))
        return (
            Part("moment", scale * self.beta1 * before.m, "β₁m"),
            Part("gradient", scale * (1 - self.beta1) * g, "(1−β₁)g"),
        )

    def effective_rate(self, t: Number, before: AdamState, after: AdamState) -> Number:
        return self.lr / (sqrt(after.v_hat) + self.eps)
