"""Rastrigin's function: a bowl covered with regular dents."""

import math
from dataclasses import dataclass

from optimizers.arithmetic import Number, cos, sin
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 10
TURN = 2 * math.pi


@dataclass(frozen=True)
class Rastrigin(Landscape):
    name = "Rastrigin"
    latex = r"20 + x^2 - 10\cos 2\pi x + y^2 - 10\cos 2\pi y"
    teaches = "Many minima: going downhill is not enough."
    start = Point(3.4, -2.6)
    view = View(-5.12, 5.12, -5.12, 5.12)
    minima = (Minimum(0, 0, 0),)

    def f(self, theta: Number) -> Number:
        x, y = theta
        return 20 + (x * x - 10 * cos(TURN * x)) + (y * y - 10 * cos(TURN * y))

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        return 2 * x + 10 * TURN * sin(TURN * x), 2 * y + 10 * TURN * sin(TURN * y)

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, y = theta
        return 2 + 10 * TURN * TURN * cos(TURN * x), 0 * x, 2 + 10 * TURN * TURN * cos(TURN * y)
