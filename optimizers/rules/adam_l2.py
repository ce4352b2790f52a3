"""Adam with L2: the weight decay inside the gradient, where Adam's scaling touches it."""

from dataclasses import dataclass

from optimizers.arithmetic import Array, Number
from optimizers.rule import Fading, Pace, Part, weight_decay
from optimizers.rules.adam import Adam, AdamState

ORDER = 8.5


@dataclass(frozen=True)
class AdamL2(Adam):
    """Adam on g + wθ, the gradient of J + ½w|θ|².

    Source: D. P. Kingma and J. Ba, arXiv 1412.6980, 2015, as torch.optim.Adam with weight_decay; what it does to the
    decay: I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", arXiv 1711.05101, 2019.
    """

    name = "Adam with L2"
    year = 2015
    source = "Kingma & Ba 2015; compared in Loshchilov & Hutter 2019, arXiv 1711.05101"
    one_line = "Adam, with weight decay added to the gradient, so that it is divided too."
    formula = (
        r"m \gets \beta_1 \, m + (1 - \beta_1) \, \left(g + w \, \theta\right)",
        r"v \gets \beta_2 \, v + (1 - \beta_2) \, \left(g + w \, \theta\right)^2",
        *Adam.formula[2:],
    )

    weight_decay: Number = weight_decay(0.01)

    def pace(self, t: int, until: int, state: AdamState) -> Pace | None:
        """A decay pulls away from the minimum."""
        return None if self.weight_decay else super().pace(t, until, state)

    def fading(self, t: int, ahead: Array, state: AdamState) -> Fading | None:
        return None if self.weight_decay else super().fading(t, ahead, state)

    def update(self, t: Number, theta: Number, g: Number, state: AdamState) -> tuple[Number, AdamState]:
        return super().update(t, theta, g + self.weight_decay * theta, state)

    def parts(self, t: Number, theta: Number, g: Number, before: AdamState, after: AdamState) -> tuple[Part, ...]:
        moment, gradient = super().parts(t, theta, g, before, after)
        _, decay = super().parts(t, theta, self.weight_decay * theta, before, after)
        return moment, gradient, Part("decay", decay.value, "(1−β₁)wθ")
