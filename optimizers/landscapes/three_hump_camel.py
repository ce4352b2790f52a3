"""The three-hump camel: one deep hollow between two lesser ones."""

from dataclasses import dataclass

from optimizers.arithmetic import Number
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 9


@dataclass(frozen=True)
class ThreeHumpCamel(Landscape):
    name = "Three-hump camel"
    latex = r"2x^2 - 1.05x^4 + \tfrac{x^6}{6} + xy + y^2"
    teaches = "A big step leaps out of a hollow in which a small one stays."
    start = Point(-2.2, 1.5)
    view = View(-2.5, 2.5, -2.5, 2.5)
    minima = (
        Minimum(0, 0, 0),
        Minimum(1.7475523458302888, -0.8737761729151444, 0.298638442236859, is_global=False),
        Minimum(-1.7475523458302888, 0.8737761729151444, 0.298638442236859, is_global=False),
    )

    def f(self, theta: Number) -> Number:
        x, y = theta
        u = x * x
        return 2 * u - 1.05 * (u * u) + u * u * u / 6 + x * y + y * y

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        u = x * x
        return (4 - 4.2 * u + u * u) * x + y, x + 2 * y

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, _ = theta
        u = x * x
        return 4 - 12.6 * u + 5 * (u * u), 0 * x + 1, 0 * x + 2
