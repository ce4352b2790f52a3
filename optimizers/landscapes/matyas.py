"""Matyas's function: a narrow valley along the diagonal."""

from dataclasses import dataclass

from optimizers.arithmetic import Number
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 7


@dataclass(frozen=True)
class Matyas(Landscape):
    name = "Matyas"
    latex = r"0.26\left(x^2 + y^2\right) - 0.48\,xy"
    teaches = "A ravine along the diagonal, equally steep in x and in y: separate rates for the two do not help."
    start = Point(-9, -4)
    view = View(-10, 10, -10, 10)
    minima = (Minimum(0, 0, 0),)
    is_quadratic = True

    def f(self, theta: Number) -> Number:
        x, y = theta
        return 0.26 * (x * x + y * y) - 0.48 * (x * y)

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        return 0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, _ = theta
        return 0 * x + 0.52, 0 * x - 0.48, 0 * x + 0.52
