"""The small figure of why Adam: what is left of the loss on all digits and on the rarest, as bars of kept figures."""

import math
from typing import Final, NamedTuple

from optimizers.networks.figures import kept_figures
from optimizers.rules.adam import Adam
from optimizers.rules.gradient_descent import GradientDescent

LONGEST: Final = 180.0
"""Of a bar, in units of the picture's own; the loss that every rule starts from, ln 10."""
SHORTEST_LOSS: Final = 1e-4


class Bar(NamedTuple):
    """A rule's loss after its 100 steps, and how long its bar is, by the logarithm."""

    rule: str
    name: str
    of: str
    loss: float
    length: float


def rare_bars() -> tuple[Bar, ...]:
    """Gradient descent's and Adam's, on all digits and on the four rarest."""
    told = (
        (GradientDescent, "gradient_descent", "all digits", "tail_descent"),
        (GradientDescent, "gradient_descent", "the rarest", "tail_descent_rare"),
        (Adam, "adam", "all digits", "tail_adam"),
        (Adam, "adam", "the rarest", "tail_adam_rare"),
    )
    return tuple(
        Bar(rule, kind.name, of, kept_figures()[name], _length(kept_figures()[name])) for kind, rule, of, name in told
    )


def _length(loss: float) -> float:
    share = math.log(max(loss, SHORTEST_LOSS) / SHORTEST_LOSS) / math.log(math.log(10) / SHORTEST_LOSS)
    return round(LONGEST * min(share, 1.0), 1)
