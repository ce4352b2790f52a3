"""NAdam: Adam whose average looks one step ahead, as Nesterov's momentum does."""

from dataclasses import dataclass
from typing import NamedTuple

from optimizers.arithmetic import Number, sqrt
from optimizers.parameters import Scale, decay, parameter
from optimizers.rule import GRADIENT, THETA, TIME, FirstOrderRule, Idea, Part, Symbol, learning_rate, small_term
from optimizers.rules.adam import Adam

ORDER = 10.5
HALF_LIFE = 0.96
"""The number that Dozat chose: raised to ψt, it says how much of μ is still held back at step t."""


class NAdamState(NamedTuple):
    m: Number
    v: Number
    mu: Number
    mu_next: Number
    P: Number
    m_hat: Number
    v_hat: Number


@dataclass(frozen=True)
class NAdam(FirstOrderRule[NAdamState]):
    """Adam's m, v and v̂;  μ_t = β₁(1 − ½·.96^(ψt));  P = μ₁ ⋯ μ_t;  m̂ = μ_{t+1} m/(1−P μ_{t+1}) + (1−μ_t) g/(1−P).

    Then θ ← θ − η m̂/(√v̂ + ε).
    Source: T. Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016. As PyTorch has it, m goes by β₁
    itself, and μ only weights what m̂ is made of.
    """

    name = "NAdam"
    year = 2016
    source = "Dozat 2016, ICLR workshop"
    one_line = "Adam that looks one step ahead: the newest gradient counts for more."
    formula = (
        *Adam.formula[:2],
        r"\mu \gets \beta_1 \, \left(1 - \frac{1}{2} \, 0.96^{\psi \, t}\right)",
        r"\mu_{+} \gets \beta_1 \, \left(1 - \frac{1}{2} \, 0.96^{\psi \, (t + 1)}\right)",
        r"P \gets P \, \mu",
        r"\hat{m} \gets \frac{\mu_{+} \, m}{1 - P \, \mu_{+}} + \frac{(1 - \mu) \, g}{1 - P}",
        r"\hat{v} \gets \frac{v}{1 - \beta_2^t}",
        Adam.formula[-1],
    )
    symbols = (
        THETA,
        GRADIENT,
        *(each for each in Adam.symbols if each.name in ("m", "v")),
        Symbol(r"\mu", "mu", "the momentum's weight at this step: it rises from half of β₁ to β₁"),
        Symbol(r"\mu_{+}", "mu_next", "the momentum's weight at the next step"),
        Symbol("P", "P", "the product of all weights so far, which corrects for the start at 0"),
        Symbol(r"\hat{m}", "m_hat", "where m will be a step ahead, corrected for its start at 0", Idea.VELOCITY),
        next(each for each in Adam.symbols if each.name == "v_hat"),
        TIME,
    )
    memory = 2

    lr: Number = learning_rate(0.002, 1e-4, 3.0)
    beta1: Number = decay(0.9, r"\beta_1", "the share of the old first moment that is kept", high=0.999)
    beta2: Number = decay(0.999, r"\beta_2", "the share of the old second moment that is kept")
    eps: Number = small_term(1e-8, 0.1)
    momentum_decay: Number = parameter(
        0.004, 0.0, 1.0, Scale.LINEAR, r"\psi", "how fast the momentum's weight rises to β₁"
    )

    def init(self, theta: Number) -> NAdamState:
        zero = 0.0 * theta
        return NAdamState(zero, zero, zero, zero, zero + 1.0, zero, zero)

    def update(self, t: Number, theta: Number, g: Number, state: NAdamState) -> tuple[Number, NAdamState]:
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * (g * g)
        mu = 0.0 * state.mu + self.beta1 * (1 - 0.5 * HALF_LIFE ** (self.momentum_decay * t))
        mu_next = 0.0 * state.mu + self.beta1 * (1 - 0.5 * HALF_LIFE ** (self.momentum_decay * (t + 1)))
        P = state.P * mu
        m_hat = mu_next * m / (1 - P * mu_next) + (1 - mu) * g / (1 - P)
        v_hat = v / (1 - self.beta2**t)
        return theta - self.lr * m_hat / (sqrt(v_hat) + self.eps), NAdamState(m, v, mu, mu_next, P, m_hat, v_hat)

    def parts(self, t: Number, theta: Number, g: Number, before: NAdamState, after: NAdamState) -> tuple[Part, ...]:
        scale = -self.lr / (sqrt(after.v_hat) + self.eps)
        ahead = after.mu_next / (1 - after.P * after.mu_next)
        return (
            Part("moment", scale * ahead * self.beta1 * before.m, "β₁m"),
            Part("gradient", scale * (ahead * (1 - self.beta1) + (1 - after.mu) / (1 - after.P)) * g, "g"),
        )

    def effective_rate(self, t: Number, before: NAdamState, after: NAdamState) -> Number:
        return self.lr / (sqrt(after.v_hat) + self.eps)
