"""McCormick's function: a wavy slope, unbounded outside the picture."""

import math
from dataclasses import dataclass

from optimizers.arithmetic import Number, cos, sin
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 14
THIRD = math.pi / 3


@dataclass(frozen=True)
class McCormick(Landscape):
    """Beyond the view f falls without bound along the diagonal: f* is the lowest value inside the view.

    Source: G. P. McCormick, "Computability of global solutions to factorable nonconvex programs", 1976.
    """

    name = "McCormick"
    latex = r"\sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1"
    teaches = "Two hollows: from here the lower one is found, from (3, 3) gradient descent finds only the lesser."
    start = Point(-1, 2.5)
    view = View(-1.5, 4, -3, 4)
    minima = (
        Minimum(1 / 2 - THIRD, -1 / 2 - THIRD, -math.sqrt(3) / 2 - THIRD),
        Minimum(1 / 2 + 2 * THIRD, -1 / 2 + 2 * THIRD, -math.sqrt(3) / 2 + 2 * THIRD, is_global=False),
    )

    def f(self, theta: Number) -> Number:
        x, y = theta
        return sin(x + y) + (x - y) * (x - y) - 1.5 * x + 2.5 * y + 1

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        wave, apart = cos(x + y), 2 * (x - y)
        return wave + apart - 1.5, wave - apart + 2.5

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, y = theta
        wave = sin(x + y)
        return 2 - wave, -2 - wave, 2 - wave
