"""The monkey saddle: three ways down, and at its middle no curvature at all."""

from dataclasses import dataclass

from optimizers.arithmetic import Number
from optimizers.landscape import Landscape, Point, View

ORDER = 18


@dataclass(frozen=True)
class MonkeySaddle(Landscape):
    name = "Monkey saddle"
    latex = r"x^3 - 3xy^2"
    teaches = "A saddle that is flat to second order: even the Hessian says nothing at its middle."
    start = Point(1, 0.01)
    view = View(-2, 2, -2, 2)
    minima = ()
    even_levels = True
    saddle_point = Point(0, 0)

    def f(self, theta: Number) -> Number:
        x, y = theta
        return x * (x * x - 3 * (y * y))

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        return 3 * (x * x - y * y), -6 * (x * y)

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, y = theta
        return 6 * x, -6 * y, -6 * x
