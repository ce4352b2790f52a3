"""A line through real data: the width of iris petals from their length."""

from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array, Number
from optimizers.iris import PETAL_LENGTH, PETAL_WIDTH
from optimizers.landscape import Minimum, Point, View
from optimizers.minibatch import SampledLandscape, batch_size

ORDER = 21


class SquaredError(NamedTuple):
    """The mean of (slope·u + intercept − w)² over examples (u, w), from the five means that it depends on."""

    u: Number
    w: Number
    uu: Number
    uw: Number
    ww: Number

    @classmethod
    def of(cls, u: Array, w: Array) -> Self:
        """From examples along the last axis."""
        return cls(*(each.mean(axis=-1) for each in (u, w, u * u, u * w, w * w)))

    def f(self, theta: Number) -> Number:
        a, b = theta
        return a * a * self.uu + 2 * a * b * self.u + b * b - 2 * (a * self.uw + b * self.w) + self.ww

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        a, b = theta
        return 2 * (a * self.uu + b * self.u - self.uw), 2 * (a * self.u + b - self.w)

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        a, _ = theta
        return 0 * a + 2 * self.uu, 0 * a + 2 * self.u, 0 * a + 2

    def minimum(self) -> Minimum:
        """Least squares, in closed form."""
        slope = (self.uw - self.u * self.w) / (self.uu - self.u * self.u)
        intercept = self.w - slope * self.u
        return Minimum(slope, intercept, self.f((slope, intercept)))


ALL = SquaredError(*map(float, SquaredError.of(PETAL_LENGTH, PETAL_WIDTH)))


@dataclass(frozen=True)
class Regression(SampledLandscape):
    """θ is (slope, intercept); the data are Fisher's, 1936."""

    name = "A line through iris petals"
    latex = r"\tfrac{1}{150}\sum_{i=1}^{150}\left(x\,u_i + y - w_i\right)^2"
    teaches = "Seen through a few flowers at a time, the same slope points a little elsewhere at every step."
    start = Point(-0.4, 1)
    view = View(-0.8, 1.6, -1.6, 1.4)
    minima = (ALL.minimum(),)
    tolerance = 1e-3
    is_quadratic = True
    count = len(PETAL_LENGTH)

    batch_size: Number = batch_size(count, count)

    def f(self, theta: Number) -> Number:
        return ALL.f(theta)

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        return ALL.gradient(theta)

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        return ALL.hessian(theta)

    def batches(self, examples: NDArray[np.int64]) -> SquaredError:
        return SquaredError.of(PETAL_LENGTH[examples], PETAL_WIDTH[examples])

    def example_gradients(self, theta: Point) -> Array:
        error = theta[0] * PETAL_LENGTH + theta[1] - PETAL_WIDTH
        return np.stack([2 * error * PETAL_LENGTH, 2 * error])
