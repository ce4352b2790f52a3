"""Two weights, one for a feature that every example has, one for a feature that one in fifty has."""

import math
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array, Number, exp, larger, log
from optimizers.landscape import Minimum, Point, View
from optimizers.minibatch import SampledLandscape, batch_size

ORDER = 22
WITHOUT_YES, WITHOUT_NO, WITH_YES, WITH_NO = COUNTS = (294, 196, 9, 1)
"""Examples without the rare feature that say yes and no, then examples with it."""
IS_RARE: Final = np.repeat([0.0, 0.0, 1.0, 1.0], COUNTS)
SIGN: Final = np.repeat([1.0, -1.0, 1.0, -1.0], COUNTS)
GROUP: Final = np.repeat([0, 1, 2, 3], COUNTS)


class LogisticLoss(NamedTuple):
    """The mean of log(1 + e^{∓z}) over examples, z being x, or x + y where the rare feature is present.

    The fields are the shares of the four kinds of examples: they are all that it depends on.
    """

    without_yes: Number
    without_no: Number
    with_yes: Number
    with_no: Number

    @classmethod
    def of(cls, groups: NDArray[np.int64]) -> Self:
        """From the groups of examples along the last axis."""
        return cls(*((groups == each).mean(axis=-1) for each in range(len(COUNTS))))

    def f(self, theta: Number) -> Number:
        x, y = theta
        both = x + y
        without = self.without_yes * _softplus(-x) + self.without_no * _softplus(x)
        return without + self.with_yes * _softplus(-both) + self.with_no * _softplus(both)

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        both = x + y
        without = (self.without_yes + self.without_no) * _sigmoid(x) - self.without_yes
        rare = (self.with_yes + self.with_no) * _sigmoid(both) - self.with_yes
        return without + rare, rare

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, y = theta
        p, q = _sigmoid(x), _sigmoid(x + y)
        rare = (self.with_yes + self.with_no) * q * (1 - q)
        return (self.without_yes + self.without_no) * p * (1 - p) + rare, rare, rare

    def minimum(self) -> Minimum:
        """In closed form: the log-odds without the feature, and how much the feature adds to them."""
        x = math.log(self.without_yes / self.without_no)
        y = math.log(self.with_yes / self.with_no) - x
        return Minimum(x, y, float(self.f((x, y))))


def _softplus(z: Number) -> Number:
    """log(1 + e^z), without overflow."""
    return larger(0.0, z) + log(1 + exp(-abs(z)))


def _sigmoid(z: Number) -> Number:
    return 1 / (1 + exp(-z))


ALL = LogisticLoss(*map(float, LogisticLoss.of(GROUP)))


@dataclass(frozen=True)
class RareFeature(SampledLandscape):
    """Logistic regression on 500 made-up examples; ten of them have the rare feature, nine of those say yes."""

    name = "A rare feature"
    latex = r"\tfrac{1}{500}\sum_{i=1}^{500}\log\left(1 + e^{-s_i\left(x + r_i\,y\right)}\right)"
    teaches = "A weight that one example in fifty moves needs larger steps when its turn comes."
    start = Point(-1.2, -1)
    view = View(-1.5, 2.5, -1.5, 2.5)
    minima = (ALL.minimum(),)
    tolerance = 1e-4
    count = len(GROUP)

    batch_size: Number = batch_size(10, count)

    def f(self, theta: Number) -> Number:
        return ALL.f(theta)

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        return ALL.gradient(theta)

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        return ALL.hessian(theta)

    def batches(self, examples: NDArray[np.int64]) -> LogisticLoss:
        return LogisticLoss.of(GROUP[examples])

    def example_gradients(self, theta: Point) -> Array:
        slope = -SIGN * _sigmoid(-SIGN * (theta[0] + IS_RARE * theta[1]))
        return np.stack([slope, slope * IS_RARE])
