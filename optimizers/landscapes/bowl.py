"""A round bowl."""

from dataclasses import dataclass

from optimizers.arithmetic import Number
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 1


@dataclass(frozen=True)
class Bowl(Landscape):
    name = "Bowl"
    latex = r"\tfrac{1}{2}\left(x^2 + y^2\right)"
    teaches = "The plain picture: every slope points at the minimum."
    start = Point(-2.4, 1.8)
    view = View(-3, 3, -3, 3)
    minima = (Minimum(0, 0, 0),)
    is_quadratic = True

    def f(self, theta: Number) -> Number:
        x, y = theta
        return (x * x + y * y) / 2

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        return x, y

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, _ = theta
        return 0 * x + 1, 0 * x, 0 * x + 1
