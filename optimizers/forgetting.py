"""The example on which Adam goes to the worst point there is: one large slope in every hundred and one is forgotten.

Source: S. J. Reddi, S. Kale and S. Kumar, "On the convergence of Adam and beyond", 2018, arXiv 1904.09237, section 5.
"""

from itertools import islice
from typing import Any, Final, NamedTuple

import numpy as np

from optimizers.arithmetic import Array
from optimizers.rule import FirstOrderRule

CYCLE: Final = 101
LARGE: Final = 1010.0
SMALL: Final = -10.0
"""The slopes of the loss: LARGE at the first step of each cycle, SMALL at the others."""
LOW, HIGH = ENDS = -1.0, 1.0
"""x is kept between them."""


class Game(NamedTuple):
    """Where x stands at the end of each cycle, from its start, shape (cycles + 1,)."""

    rule: FirstOrderRule[Any]
    x: Array

    @property
    def excess(self) -> Array:
        """How much more the loss of a step is on average than at the best point."""
        return MEAN_SLOPE * (self.x - BEST)


MEAN_SLOPE: Final = (LARGE + (CYCLE - 1) * SMALL) / CYCLE
"""The slope of the average loss."""
BEST: Final = LOW if MEAN_SLOPE > 0 else HIGH
"""Where the average loss is lowest."""


def play(rule: FirstOrderRule[Any], cycles: int, start: float = 0.0) -> Game:
    """Follow the rule through so many cycles; after each step x is put back between the ends."""
    x, state, seen = start, rule.init(start), [start]
    for t in range(1, cycles * CYCLE + 1):
        x, state = rule.update(t, x, LARGE if t % CYCLE == 1 else SMALL, state)
        x = min(HIGH, max(LOW, x))
        seen.append(x)
    return Game(rule, np.fromiter(islice(seen, 0, None, CYCLE), float))
