"""AMSGrad: Adam whose second moment is the largest that it has been, so that it never forgets a large gradient."""

from dataclasses import dataclass
from typing import NamedTuple

from optimizers.arithmetic import Number, larger, sqrt
from optimizers.parameters import decay, switch
from optimizers.rule import FirstOrderRule, Idea, Pace, Part, Symbol, learning_rate, small_term
from optimizers.rules.adam import Adam

ORDER = 10


class AMSGradState(NamedTuple):
    m: Number
    v: Number
    v_max: Number
    m_hat: Number
    v_hat: Number


@dataclass(frozen=True)
class AMSGrad(FirstOrderRule[AMSGradState]):
    """Adam's m, v and m̂;  v_max ← max(v_max, v);  v̂ = v_max/(1−β₂ᵗ);  θ ← θ − η m̂/(√v̂ + ε).

    Source: S. J. Reddi, S. Kale and S. Kumar, "On the convergence of Adam and beyond", 2018, arXiv 1904.09237.
    The paper corrects nothing for the start at 0 (bias_correction 0); PyTorch and Keras correct after the maximum, as
    this does; optax corrects v before it.
    """

    name = "AMSGrad"
    year = 2018
    source = "Reddi, Kale & Kumar 2018, arXiv 1904.09237"
    one_line = "Adam that divides by the largest second moment so far, and so never forgets."
    formula = (
        *Adam.formula[:3],
        r"v_{\max} \gets \max\left(v_{\max}, v\right)",
        r"\hat{v} \gets \frac{v_{\max}}{1 - \beta_2^t}",
        Adam.formula[-1],
    )
    symbols = (
        *(each for each in Adam.symbols if each.name != "v_hat"),
        Symbol(r"v_{\max}", "v_max", "the largest second moment so far", Idea.SECOND_MOMENT),
        Symbol(r"\hat{v}", "v_hat", "that, corrected for v having started at 0", Idea.SECOND_MOMENT),
    )
    memory = 3

    lr: Number = learning_rate(0.001, 1e-4, 3.0)
    beta1: Number = decay(0.9, r"\beta_1", "the share of the old first moment that is kept", high=0.999)
    beta2: Number = decay(0.999, r"\beta_2", "the share of the old second moment that is kept")
    eps: Number = small_term(1e-8, 0.1)
    bias_correction: Number = switch(1, "c", "bias correction: whether m and v are corrected for starting at 0")

    @property
    def keeps_no_time(self) -> bool:
        return not self.bias_correction

    def pace(self, t: int, until: int, state: AMSGradState) -> Pace | None:
        """The maximum never falls; what corrects it, and m, for their start at 0 comes to 1 from below."""
        lasts = 1 - self.bias_correction * self.beta1 ** (t + 1)
        soon, late = (1 - self.bias_correction * self.beta2**step for step in (t, t + 1))
        if not soon:
            return None
        rate = self.lr / (sqrt(state.v_max / late) + self.eps) / lasts
        highest = self.lr / (sqrt(state.v_max) + self.eps) / lasts
        return Pace(rate, highest, sqrt(late / soon), self.beta1, state.m)

    def init(self, theta: Number) -> AMSGradState:
        zero = 0.0 * theta
        return AMSGradState(zero, zero, zero, zero, zero)

    def update(self, t: Number, theta: Number, g: Number, state: AMSGradState) -> tuple[Number, AMSGradState]:
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * (g * g)
        v_max = larger(state.v_max, v)
        m_hat = m / (1 - self.bias_correction * self.beta1**t)
        v_hat = v_max / (1 - self.bias_correction * self.beta2**t)
        return theta - self.lr * m_hat / (sqrt(v_hat) + self.eps), AMSGradState(m, v, v_max, m_hat, v_hat)

    def parts(self, t: Number, theta: Number, g: Number, before: AMSGradState, after: AMSGradState) -> tuple[Part, ...]:
        scale = -self.lr / ((1 - self.bias_correction * self.beta1**t) * (sqrt(after.v_hat) + self.eps))
        return (
            Part("moment", scale * self.beta1 * before.m, "β₁m"),
            Part("gradient", scale * (1 - self.beta1) * g, "(1−β₁)g"),
        )

    def effective_rate(self, t: Number, before: AMSGradState, after: AMSGradState) -> Number:
        return self.lr / (sqrt(after.v_hat) + self.eps)
