"""Rosenbrock's banana: a curved valley with a nearly flat floor."""

from dataclasses import dataclass

from optimizers.arithmetic import Number
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 3


@dataclass(frozen=True)
class Rosenbrock(Landscape):
    """Source: H. H. Rosenbrock, "An automatic method for finding the greatest or least value of a function", 1960."""

    name = "Rosenbrock"
    latex = r"(1 - x)^2 + 100\left(y - x^2\right)^2"
    teaches = "A curved valley is found quickly and followed slowly."
    start = Point(-1.2, 1)
    view = View(-2, 2, -1, 3)
    minima = (Minimum(1, 1, 0),)
    log_levels = True

    def f(self, theta: Number) -> Number:
        x, y = theta
        off = y - x * x
        return (1 - x) * (1 - x) + 100 * (off * off)

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        off = y - x * x
        return -2 * (1 - x) - 400 * x * off, 200 * off

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, y = theta
        return 2 - 400 * (y - 3 * x * x), -400 * x, 0 * x + 200
