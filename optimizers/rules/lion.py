"""Lion: the sign of an averaged gradient, so that every step is equally long in every coordinate."""

from dataclasses import dataclass
from typing import NamedTuple

from optimizers.arithmetic import Number, sign
from optimizers.parameters import decay
from optimizers.rule import GRADIENT, THETA, FirstOrderRule, Idea, Part, Symbol, learning_rate, weight_decay

ORDER = 10.7


class LionState(NamedTuple):
    m: Number
    c: Number


@dataclass(frozen=True)
class Lion(FirstOrderRule[LionState]):
    """c ← β₁m + (1−β₁)g;  θ ← θ − η(sign c + wθ);  m ← β₂m + (1−β₂)g.

    Source: X. Chen et al., "Symbolic discovery of optimization algorithms", arXiv 2302.06675, 2023. The sign of 0 is 0.
    """

    name = "Lion"
    year = 2023
    source = "Chen et al. 2023, arXiv 2302.06675"
    one_line = "Only the sign of an averaged gradient counts: every step is equally long."
    formula = (
        r"c \gets \beta_1 \, m + (1 - \beta_1) \, g",
        r"\theta \gets \theta - \eta \, \left(\mathrm{sign}(c) + w \, \theta\right)",
        r"m \gets \beta_2 \, m + (1 - \beta_2) \, g",
    )
    symbols = (
        THETA,
        GRADIENT,
        Symbol("c", "c", "the average whose sign is the step's direction", Idea.VELOCITY),
        Symbol("m", "m", "the first moment: a slower running average of gradients", Idea.VELOCITY),
    )
    memory = 1

    lr: Number = learning_rate(1e-4, 1e-5, 3.0)
    beta1: Number = decay(0.9, r"\beta_1", "the share of the old average in the step's direction", high=0.999)
    beta2: Number = decay(0.99, r"\beta_2", "the share of the old average that is kept")
    weight_decay: Number = weight_decay(0.0)

    @property
    def keeps_no_time(self) -> bool:
        return True

    def init(self, theta: Number) -> LionState:
        zero = 0.0 * theta
        return LionState(zero, zero)

    def update(self, t: Number, theta: Number, g: Number, state: LionState) -> tuple[Number, LionState]:
        c = self.beta1 * state.m + (1 - self.beta1) * g
        m = self.beta2 * state.m + (1 - self.beta2) * g
        return theta - self.lr * (sign(c) + self.weight_decay * theta), LionState(m, c)

    def parts(self, t: Number, theta: Number, g: Number, before: LionState, after: LionState) -> tuple[Part, ...]:
        return (
            Part("moment", -self.lr * sign(after.c), "sign c"),
            Part("decay", -self.lr * (self.weight_decay * theta), "wθ"),
        )
