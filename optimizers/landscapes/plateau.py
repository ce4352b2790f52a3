"""A hollow that flattens out into a plateau."""

from dataclasses import dataclass

from optimizers.arithmetic import Number, log
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 19


@dataclass(frozen=True)
class Plateau(Landscape):
    name = "Plateau"
    latex = r"\log\left(1 + x^2 + y^2\right)"
    teaches = "Far out the slope fades although the minimum is far: small gradients need not mean arrival."
    start = Point(-2.4, 1.3)
    view = View(-3, 3, -3, 3)
    minima = (Minimum(0, 0, 0),)

    def f(self, theta: Number) -> Number:
        x, y = theta
        return log(1 + x * x + y * y)

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        q = 1 + x * x + y * y
        return 2 * x / q, 2 * y / q

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, y = theta
        q = 1 + x * x + y * y
        return 2 / q - 4 * (x * x) / (q * q), -4 * (x * y) / (q * q), 2 / q - 4 * (y * y) / (q * q)
