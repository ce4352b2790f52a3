"""Himmelblau's function: four minima, all equally deep."""

from dataclasses import dataclass

from optimizers.arithmetic import Number
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 5


@dataclass(frozen=True)
class Himmelblau(Landscape):
    """Source: D. M. Himmelblau, "Applied nonlinear programming", 1972."""

    name = "Himmelblau"
    latex = r"\left(x^2 + y - 11\right)^2 + \left(x + y^2 - 7\right)^2"
    teaches = "Where a run ends depends on where it starts, and on how it moves."
    start = Point(0, 0)
    view = View(-5, 5, -5, 5)
    minima = (
        Minimum(3, 2, 0),
        Minimum(-2.805118086952745, 3.131312518250573, 0),
        Minimum(-3.779310253377747, -3.283185991286170, 0),
        Minimum(3.584428340330492, -1.848126526964404, 0),
    )

    def f(self, theta: Number) -> Number:
        x, y = theta
        a, b = x * x + y - 11, x + y * y - 7
        return a * a + b * b

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        a, b = x * x + y - 11, x + y * y - 7
        return 4 * x * a + 2 * b, 2 * a + 4 * y * b

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, y = theta
        return 12 * (x * x) + 4 * y - 42, 4 * (x + y), 12 * (y * y) + 4 * x - 26
