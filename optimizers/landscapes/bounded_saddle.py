"""A saddle whose slopes end in two hollows."""

import math
from dataclasses import dataclass

from optimizers.arithmetic import Number
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 17


@dataclass(frozen=True)
class BoundedSaddle(Landscape):
    name = "Bounded saddle"
    latex = r"x^2 - y^2 + 0.05y^4"
    teaches = "Leaving a saddle is a race; here it has a finish."
    start = Point(1, 0.01)
    view = View(-4, 4, -4, 4)
    minima = (Minimum(0, math.sqrt(10), -5), Minimum(0, -math.sqrt(10), -5))

    def f(self, theta: Number) -> Number:
        x, y = theta
        w = y * y
        return x * x - w + 0.05 * (w * w)

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        return 2 * x, (0.2 * (y * y) - 2) * y

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, y = theta
        return 0 * x + 2, 0 * x, 0.6 * (y * y) - 2
