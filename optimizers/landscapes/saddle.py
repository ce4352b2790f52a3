"""A saddle: down one way, up the other, with no bottom."""

from dataclasses import dataclass

from optimizers.arithmetic import Number
from optimizers.landscape import Landscape, Point, View

ORDER = 16


@dataclass(frozen=True)
class Saddle(Landscape):
    name = "Saddle"
    latex = r"x^2 - y^2"
    teaches = "Who leaves the saddle first? Success is leaving, not converging."
    start = Point(1, 0.01)
    view = View(-4, 4, -4, 4)
    minima = ()
    even_levels = True
    saddle_point = Point(0, 0)

    def f(self, theta: Number) -> Number:
        x, y = theta
        return x * x - y * y

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        return 2 * x, -2 * y

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, _ = theta
        return 0 * x + 2, 0 * x, 0 * x - 2
