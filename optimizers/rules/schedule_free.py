"""Schedule-Free AdamW: bold steps of one sequence, averaged by another, instead of a falling learning rate."""

from dataclasses import dataclass
from typing import NamedTuple

from optimizers.arithmetic import Number, larger, smaller, sqrt
from optimizers.parameters import Scale, decay, parameter
from optimizers.rule import GRADIENT, TIME, FirstOrderRule, Idea, Part, Symbol, learning_rate, small_term, weight_decay

ORDER = 9


class ScheduleFreeState(NamedTuple):
    y: Number
    v: Number
    eta: Number
    eta_max: Number
    S: Number
    c: Number
    z: Number


@dataclass(frozen=True)
class ScheduleFree(FirstOrderRule[ScheduleFreeState]):
    """From θ = z:  y ← (1−β₁)z + β₁θ;  g ← ∇J(y);  z takes an AdamW step without a first moment;  θ ← (1−c)θ + c z.

    θ is the paper's x, the averaged sequence, which is the one to use and to report. The weight c = η_max²/S makes θ
    the average of all z, those of the warm-up counting less.

    Source: A. Defazio et al., "The road less scheduled", arXiv 2405.15682, 2024.
    """

    name = "Schedule-Free AdamW"
    year = 2024
    source = "Defazio et al. 2024, arXiv 2405.15682"
    one_line = "Keep the rate up and report the average of the steps instead."
    formula = (
        r"y \gets (1 - \beta_1) \, z + \beta_1 \, \theta",
        r"g \gets \nabla J(y)",
        r"v \gets \beta_2 \, v + (1 - \beta_2) \, g^2",
        r"\eta_t \gets \eta \, \min\left(1, \frac{t}{W}\right)",
        r"\eta_{\max} \gets \max\left(\eta_{\max}, \eta_t\right)",
        r"S \gets S + \eta_{\max}^2",
        r"c \gets \frac{\eta_{\max}^2}{S}",
        r"z \gets z - \eta_t \, \left(\frac{g}{\sqrt{v / \left(1 - \beta_2^t\right)} + \varepsilon} + w \, y\right)",
        r"\theta \gets (1 - c) \, \theta + c \, z",
    )
    symbols = (
        Symbol(r"\theta", "theta", "the parameters: the average of all z, which the path shows"),
        GRADIENT,
        Symbol("y", "y", "the point at which the gradient is taken, between z and θ"),
        Symbol("z", "z", "the sequence that takes the bold steps"),
        Symbol("v", "v", "the second moment: a running average of squared gradients", Idea.SECOND_MOMENT),
        Symbol(r"\eta_t", "eta", "the learning rate of this step, warm-up included"),
        Symbol(r"\eta_{\max}", "eta_max", "the largest learning rate so far"),
        Symbol("S", "S", "the sum of the squares of the largest rates so far"),
        Symbol("c", "c", "the weight of the newest z in the average"),
        TIME,
    )
    memory = 2

    lr: Number = learning_rate(0.0025)
    beta1: Number = decay(0.9, r"\beta_1", "how far y lies from z towards the average")
    beta2: Number = decay(0.999, r"\beta_2", "the share of the old second moment that is kept")
    eps: Number = small_term(1e-8, high=0.1)
    weight_decay: Number = weight_decay(0.0)
    warm_up: Number = parameter(1, 1, 500, Scale.INTEGER, "W", "warm-up: steps until the rate is full; 1 is none")

    def init(self, theta: Number) -> ScheduleFreeState:
        zero = 0.0 * theta
        return ScheduleFreeState(y=theta, v=zero, eta=zero, eta_max=zero, S=zero, c=zero, z=theta)

    def probe(self, theta: Number, state: ScheduleFreeState) -> Number:
        return (1 - self.beta1) * state.z + self.beta1 * theta

    def update(self, t: Number, theta: Number, g: Number, state: ScheduleFreeState) -> tuple[Number, ScheduleFreeState]:
        y = self.probe(theta, state)
        v = self.beta2 * state.v + (1 - self.beta2) * (g * g)
        eta = self.lr * smaller(1.0, t / self.warm_up)
        eta_max = larger(state.eta_max, eta)
        S = state.S + eta_max * eta_max
        c = eta_max * eta_max / S
        z = state.z - eta * (g / self._size(t, v) + self.weight_decay * y)
        return (1 - c) * theta + c * z, ScheduleFreeState(y, v, eta, eta_max, S, c, z)

    def parts(
        self, t: Number, theta: Number, g: Number, before: ScheduleFreeState, after: ScheduleFreeState
    ) -> tuple[Part, ...]:
        return (
            Part("moment", after.c * (before.z - theta), "z−θ"),
            Part("gradient", -after.c * after.eta * g / self._size(t, after.v), "g"),
            Part("decay", -after.c * after.eta * (self.weight_decay * after.y), "wy"),
        )

    def effective_rate(self, t: Number, before: ScheduleFreeState, after: ScheduleFreeState) -> Number:
        """What the gradient is multiplied by in z's step."""
        return after.eta / self._size(t, after.v)

    def _size(self, t: Number, v: Number) -> Number:
        """The typical size of the gradient: v's root, corrected for its start at 0."""
        return sqrt(v / (1 - self.beta2**t)) + self.eps
