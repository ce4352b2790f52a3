"""Beale's function: plateaus between steep walls."""

from dataclasses import dataclass

from optimizers.arithmetic import Number
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 4


@dataclass(frozen=True)
class Beale(Landscape):
    """Source: E. M. L. Beale, "On an iterative method for finding a local minimum of a function", 1958.

    A sum of three squares r² with r = c − x(1 − yᵏ), k = 1, 2, 3.
    """

    name = "Beale"
    latex = r"(1.5 - x + xy)^2 + \left(2.25 - x + xy^2\right)^2 + \left(2.625 - x + xy^3\right)^2"
    teaches = "Plateaus and steep walls side by side: no one learning rate suits both."
    start = Point(1, 1)
    view = View(-4.5, 4.5, -4.5, 4.5)
    minima = (Minimum(3, 0.5, 0),)
    log_levels = True

    def f(self, theta: Number) -> Number:
        first, second, third = self._residuals(theta)
        return first * first + second * second + third * third

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        first, second, third = self._residuals(theta)
        along_x = first * (y - 1) + second * (y * y - 1) + third * (y * y * y - 1)
        return 2 * along_x, 2 * x * (first + 2 * second * y + 3 * third * (y * y))

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, y = theta
        first, second, third = self._residuals(theta)
        a, b, c = y - 1, y * y - 1, y * y * y - 1
        xy = first + x * a + 2 * y * (second + x * b) + 3 * (y * y) * (third + x * c)
        yy = x * (1 + 4 * (y * y) + 9 * (y * y) * (y * y)) + 2 * second + 6 * third * y
        return 2 * (a * a + b * b + c * c), 2 * xy, 2 * x * yy

    def _residuals(self, theta: Number) -> tuple[Number, Number, Number]:
        x, y = theta
        return 1.5 - x + x * y, 2.25 - x + x * (y * y), 2.625 - x + x * (y * y * y)
