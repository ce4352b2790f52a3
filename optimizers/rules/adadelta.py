"""Adadelta: steps measured by the size of past steps."""

from dataclasses import dataclass
from typing import NamedTuple

from optimizers.arithmetic import Number, sqrt
from optimizers.parameters import decay
from optimizers.rule import GRADIENT, THETA, FirstOrderRule, Idea, Part, Symbol, learning_rate, small_term

ORDER = 5


class AdadeltaState(NamedTuple):
    E: Number
    delta: Number
    D: Number


@dataclass(frozen=True)
class Adadelta(FirstOrderRule[AdadeltaState]):
    """E ← ρE + (1−ρ)g²;  Δ ← −√(D+ε)/√(E+ε)·g;  D ← ρD + (1−ρ)Δ²;  θ ← θ + η Δ.

    Source: M. D. Zeiler, "Adadelta: an adaptive learning rate method", arXiv 1212.5701, 2012.
    The paper has no learning rate: there η is 1. D takes Δ before it is multiplied by η.
    """

    name = "Adadelta"
    year = 2012
    source = "Zeiler 2012, arXiv 1212.5701"
    one_line = "Past steps over past gradients set the rate; the sums fade."
    formula = (
        r"E \gets \rho \, E + (1 - \rho) \, g^2",
        r"\Delta \gets -\frac{\sqrt{D + \varepsilon}}{\sqrt{E + \varepsilon}} \, g",
        r"D \gets \rho \, D + (1 - \rho) \, \Delta^2",
        r"\theta \gets \theta + \eta \, \Delta",
    )
    symbols = (
        THETA,
        GRADIENT,
        Symbol("E", "E", "the running average of squared gradients", Idea.SECOND_MOMENT),
        Symbol(r"\Delta", "delta", "the step before it is multiplied by the learning rate", Idea.STEP),
        Symbol("D", "D", "the running average of squared steps", Idea.SECOND_MOMENT),
    )
    memory = 2

    lr: Number = learning_rate(1.0, 0.01, 10.0, "learning rate: 1 is the paper's rule")
    rho: Number = decay(0.9, r"\rho", "the share of the old average that is kept", high=0.999)
    eps: Number = small_term(1e-6, 0.1, "a small number in both roots: it sets the length of the first steps")

    @property
    def keeps_no_time(self) -> bool:
        return True

    def init(self, theta: Number) -> AdadeltaState:
        return AdadeltaState(E=0.0 * theta, delta=0.0 * theta, D=0.0 * theta)

    def update(self, t: Number, theta: Number, g: Number, state: AdadeltaState) -> tuple[Number, AdadeltaState]:
        E = self.rho * state.E + (1 - self.rho) * (g * g)
        delta = -sqrt(state.D + self.eps) / sqrt(E + self.eps) * g
        D = self.rho * state.D + (1 - self.rho) * (delta * delta)
        return theta + self.lr * delta, AdadeltaState(E, delta, D)

    def parts(
        self,
        t: Number,
        theta: Number,
        g: Number,
        before: AdadeltaState,
        after: AdadeltaState,
    ) -> tuple[Part, ...]:
        return (Part("gradient", self.lr * after.delta, "Δ"),)

    def effective_rate(self, t: Number, before: AdadeltaState, after: AdadeltaState) -> Number:
        """The hidden rate, times η."""
        return self.lr * sqrt(before.D + self.eps) / sqrt(after.E + self.eps)
