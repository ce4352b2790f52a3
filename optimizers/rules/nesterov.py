"""Nesterov: momentum that looks ahead before it asks for the gradient."""

from dataclasses import dataclass
from typing import NamedTuple

from optimizers.arithmetic import Number
from optimizers.parameters import decay
from optimizers.rule import GRADIENT, THETA, FirstOrderRule, Idea, Part, Symbol, learning_rate

ORDER = 3


class NesterovState(NamedTuple):
    v: Number


@dataclass(frozen=True)
class Nesterov(FirstOrderRule[NesterovState]):
    """v ← γv + η ∇J(θ − γv);  θ ← θ − v.

    Source: Y. Nesterov, 1983; this form: I. Sutskever et al., "On the importance of initialization and momentum
    in deep learning", 2013.
    """

    name = "Nesterov"
    year = 1983
    source = "Nesterov 1983; Sutskever et al. 2013"
    one_line = "Momentum that reads the slope where its velocity is about to carry it."
    formula = (
        r"g \gets \nabla J(\theta - \gamma \, v)",
        r"v \gets \gamma \, v + \eta \, g",
        r"\theta \gets \theta - v",
    )
    symbols = (
        THETA,
        GRADIENT,
        Symbol("v", "v", "the velocity: a fading sum of past gradients, each times the learning rate", Idea.VELOCITY),
    )
    memory = 1
    is_linear = True
    limit_in_words = "2(1+γ)/((1+2γ)λ)"

    lr: Number = learning_rate(0.001)
    momentum: Number = decay(0.9, r"\gamma", "momentum: the share of the velocity that is kept", high=0.999)

    def init(self, theta: Number) -> NesterovState:
        return NesterovState(v=0.0 * theta)

    def probe(self, theta: Number, state: NesterovState) -> Number:
        return theta - self.momentum * state.v

    def update(self, t: Number, theta: Number, g: Number, state: NesterovState) -> tuple[Number, NesterovState]:
        v = self.momentum * state.v + self.lr * g
        return theta - v, NesterovState(v)

    def parts(
        self,
        t: Number,
        theta: Number,
        g: Number,
        before: NesterovState,
        after: NesterovState,
    ) -> tuple[Part, ...]:
        return Part("velocity", -self.momentum * before.v, "−γv"), Part("gradient", -self.lr * g, "−ηg")

    def stability_limit(self, curvature: float) -> float:
        return float(2 * (1 + self.momentum) / ((1 + 2 * self.momentum) * curvature))
