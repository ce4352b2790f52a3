"""Adagrad: each coordinate divides its rate by what it has seen."""

from dataclasses import dataclass
from typing import NamedTuple

from optimizers.arithmetic import Number, sqrt
from optimizers.rule import GRADIENT, THETA, FirstOrderRule, Idea, Pace, Part, Symbol, learning_rate, small_term

ORDER = 4


class AdagradState(NamedTuple):
    G: Number


@dataclass(frozen=True)
class Adagrad(FirstOrderRule[AdagradState]):
    """G ← G + g²;  θ ← θ − η g/(√G + ε).

    Source: J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online learning and
    stochastic optimization", 2011.
    """

    name = "Adagrad"
    year = 2011
    source = "Duchi, Hazan & Singer 2011"
    one_line = "Each coordinate's rate shrinks with the squared gradients it has seen."
    formula = (r"G \gets G + g^2", r"\theta \gets \theta - \eta \, \frac{g}{\sqrt{G} + \varepsilon}")
    symbols = (THETA, GRADIENT, Symbol("G", "G", "the sum of all squared gradients so far", Idea.SECOND_MOMENT))
    memory = 1

    lr: Number = learning_rate(0.01)
    eps: Number = small_term(1e-10, 1e-2)

    @property
    def keeps_no_time(self) -> bool:
        return True

    def init(self, theta: Number) -> AdagradState:
        return AdagradState(G=0.0 * theta)

    def update(self, t: Number, theta: Number, g: Number, state: AdagradState) -> tuple[Number, AdagradState]:
        G = state.G + g * g
        return theta - self.lr * g / (sqrt(G) + self.eps), AdagradState(G)

    def pace(self, t: int, until: int, state: AdagradState) -> Pace:
        """G only grows."""
        rate = self.lr / (sqrt(state.G) + self.eps)
        return Pace(rate, rate)

    def parts(
        self,
        t: Number,
        theta: Number,
        g: Number,
        before: AdagradState,
        after: AdagradState,
    ) -> tuple[Part, ...]:
        return (Part("gradient", -self.lr * g / (sqrt(after.G) + self.eps), "g"),)

    def effective_rate(self, t: Number, before: AdagradState, after: AdagradState) -> Number:
        return self.lr / (sqrt(after.G) + self.eps)
