"""AdamW: Adam with a weight decay that the gradient's scaling does not touch."""

from dataclasses import dataclass

from optimizers.arithmetic import Array, Number
from optimizers.rule import Fading, Pace, Part, weight_decay
from optimizers.rules.adam import Adam, AdamState

ORDER = 8


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam's m, v, m̂ and v̂;  θ ← θ − η (m̂/(√v̂ + ε) + wθ), both terms from the old θ.

    Source: I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", arXiv 1711.05101, 2019.
    The paper multiplies w by the schedule's factor alone; like the libraries, this multiplies it by the learning rate.
    """

    name = "AdamW"
    year = 2019
    source = "Loshchilov & Hutter 2019, arXiv 1711.05101"
    one_line = "Adam, with weight decay beside the gradient instead of inside it."
    formula = (
        *Adam.formula[:-1],
        r"\theta \gets \theta - \eta \, \left(\frac{\hat{m}}{\sqrt{\hat{v}} + \varepsilon} + w \, \theta\right)",
    )

    weight_decay: Number = weight_decay(0.01)

    def pace(self, t: int, until: int, state: AdamState) -> Pace | None:
        """A decay pulls away from the minimum."""
        return None if self.weight_decay else super().pace(t, until, state)

    def fading(self, t: int, ahead: Array, state: AdamState) -> Fading | None:
        return None if self.weight_decay else super().fading(t, ahead, state)

    def update(self, t: Number, theta: Number, g: Number, state: AdamState) -> tuple[Number, AdamState]:
        moved, after = super().update(t, theta, g, state)
        return moved - self.lr * (self.weight_decay * theta), after

    def parts(self, t: Number, theta: Number, g: Number, before: AdamState, after: AdamState) -> tuple[Part, ...]:
        decay = Part("decay", -self.lr * (self.weight_decay * theta), "−ηwθ")
        return *super().parts(t, theta, g, before, after), decay
