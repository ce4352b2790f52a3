"""Momentum: a velocity that remembers past gradients."""

from dataclasses import dataclass
from typing import NamedTuple

from optimizers.arithmetic import Number
from optimizers.parameters import decay
from optimizers.rule import GRADIENT, THETA, FirstOrderRule, Idea, Part, Symbol, learning_rate

ORDER = 2


class MomentumState(NamedTuple):
    v: Number


@dataclass(frozen=True)
class Momentum(FirstOrderRule[MomentumState]):
    """v ← γv + η g;  θ ← θ − v.

    Source: B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
    """

    name = "Momentum"
    year = 1964
    source = "Polyak 1964"
    one_line = "A velocity keeps going where the slopes agree and cancels where they alternate."
    formula = (r"v \gets \gamma \, v + \eta \, g", r"\theta \gets \theta - v")
    symbols = (
        THETA,
        GRADIENT,
        Symbol("v", "v", "the velocity: a fading sum of past gradients, each times the learning rate", Idea.VELOCITY),
    )
    memory = 1
    is_linear = True
    limit_in_words = "2(1+γ)/λ"

    lr: Number = learning_rate(0.001)
    momentum: Number = decay(0.9, r"\gamma", "momentum: the share of the velocity that is kept", high=0.999)

    def init(self, theta: Number) -> MomentumState:
        return MomentumState(v=0.0 * theta)

    def update(self, t: Number, theta: Number, g: Number, state: MomentumState) -> tuple[Number, MomentumState]:
        v = self.momentum * state.v + self.lr * g
        return theta - v, MomentumState(v)

    def parts(
        self,
        t: Number,
        theta: Number,
        g: Number,
        before: MomentumState,
        after: MomentumState,
    ) -> tuple[Part, ...]:
        return Part("velocity", -self.momentum * before.v, "−γv"), Part("gradient", -self.lr * g, "−ηg")

    def stability_limit(self, curvature: float) -> float:
        return float(2 * (1 + self.momentum) / curvature)
