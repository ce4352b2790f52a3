"""What Adam and AMSGrad share: their settings, and what follows from two running averages that start at 0."""

from dataclasses import dataclass

from optimizers.arithmetic import Number, sqrt
from optimizers.parameters import decay, switch
from optimizers.rule import FirstOrderRule, Pace, Part, State, learning_rate, small_term


@dataclass(frozen=True)
class MomentRule(FirstOrderRule[State]):
    """A rule that steps by η m̂/(√v̂ + ε), whatever v̂ is made of."""

    lr: Number = learning_rate(0.001, 1e-4, 3.0)
    beta1: Number = decay(0.9, r"\beta_1", "the share of the old first moment that is kept", high=0.999)
    beta2: Number = decay(0.999, r"\beta_2", "the share of the old second moment that is kept")
    eps: Number = small_term(1e-8, 0.1)
    bias_correction: Number = switch(1, "c", "bias correction: whether m and v are corrected for starting at 0")

    @property
    def keeps_no_time(self) -> bool:
        return not self.bias_correction

    def pace_of(self, t: int, until: int, m: Number, second: Number, kept: Number) -> Pace | None:
        """second: what the step divides by, before its correction; kept: the share of it that a step leaves at least.

        What corrects it, and m, for their start at 0 comes to 1 from below.
        """
        lasts = 1 - self.bias_correction * self.beta1 ** (t + 1)
        soon, late = (1 - self.bias_correction * self.beta2**step for step in (t, t + 1))
        if not soon or not kept:
            return None
        rate = self.lr / (sqrt(second * kept / late) + self.eps) / lasts
        highest = self.lr / (sqrt(second * kept ** (until - t)) + self.eps) / lasts
        return Pace(rate, highest, sqrt(late / soon / kept), self.beta1, m)

    def parts_of(self, t: Number, g: Number, m: Number, v_hat: Number) -> tuple[Part, ...]:
        """m: before the step; v_hat: after it."""
        scale = -self.lr / ((1 - self.bias_correction * self.beta1**t) * (sqrt(v_hat) + self.eps))
        return (
            Part("moment", scale * self.beta1 * m, "β₁m"),
            Part("gradient", scale * (1 - self.beta1) * g, "(1−β₁)g"),
        )
