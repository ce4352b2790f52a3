"""A long, narrow valley along the x axis."""

from dataclasses import dataclass

from optimizers.arithmetic import Number
from optimizers.landscape import Landscape, Minimum, Point, View
from optimizers.parameters import Scale, parameter

ORDER = 2


@dataclass(frozen=True)
class Ravine(Landscape):
    name = "Ravine"
    latex = r"\tfrac{1}{2}\left(x^2 + \kappa y^2\right)"
    teaches = "Why one rate for all directions zig-zags; what momentum and per-coordinate rates do about it."
    start = Point(-1.8, 0.9)
    view = View(-2, 2, -2, 2)
    minima = (Minimum(0, 0, 0),)
    is_quadratic = True

    kappa: Number = parameter(
        100, 1, 1000, Scale.LOG, r"\kappa", "how many times steeper across the valley than along it"
    )

    def f(self, theta: Number) -> Number:
        x, y = theta
        return (x * x + self.kappa * (y * y)) / 2

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        return x, self.kappa * y

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, _ = theta
        return 0 * x + 1, 0 * x, 0 * x + self.kappa
