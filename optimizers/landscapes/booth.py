"""Booth's function: a paraboloid, stretched along the diagonal."""

from dataclasses import dataclass

from optimizers.arithmetic import Number
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 6


@dataclass(frozen=True)
class Booth(Landscape):
    name = "Booth"
    latex = r"(x + 2y - 7)^2 + (2x + y - 5)^2"
    teaches = "A mild slanting valley: a quadratic that any rule should manage."
    start = Point(-8, -6)
    view = View(-10, 10, -10, 10)
    minima = (Minimum(1, 3, 0),)
    is_quadratic = True

    def f(self, theta: Number) -> Number:
        x, y = theta
        a, b = x + 2 * y - 7, 2 * x + y - 5
        return a * a + b * b

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        return 10 * x + 8 * y - 34, 8 * x + 10 * y - 38

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, _ = theta
        return 0 * x + 10, 0 * x + 8, 0 * x + 10
