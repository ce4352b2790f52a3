"""The six-hump camel: two deepest hollows and four lesser ones."""

from dataclasses import dataclass

from optimizers.arithmetic import Number
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 8


@dataclass(frozen=True)
class SixHumpCamel(Landscape):
    """Source: L. C. W. Dixon and G. P. Szegő, "Towards global optimisation 2", 1978."""

    name = "Six-hump camel"
    latex = r"\left(4 - 2.1x^2 + \tfrac{x^4}{3}\right)x^2 + xy + \left(4y^2 - 4\right)y^2"
    teaches = "Local minima trap a careful rule; a bolder one leaps out of them."
    start = Point(-1.5, -0.5)
    view = View(-3, 3, -2, 2)
    minima = (
        Minimum(0.08984201310031807, -0.7126564030207396, -1.0316284534898774),
        Minimum(-0.08984201310031807, 0.7126564030207396, -1.0316284534898774),
        Minimum(1.7036067149699807, -0.7960835686726252, -0.21546382438371725, is_global=False),
        Minimum(-1.7036067149699807, 0.7960835686726252, -0.21546382438371725, is_global=False),
        Minimum(1.6071047529201972, 0.5686514548841314, 2.104250310311258, is_global=False),
        Minimum(-1.6071047529201972, -0.5686514548841314, 2.104250310311258, is_global=False),
    )

    def f(self, theta: Number) -> Number:
        x, y = theta
        u, w = x * x, y * y
        return (4 - 2.1 * u + u * u / 3) * u + x * y + (4 * w - 4) * w

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        u, w = x * x, y * y
        return (8 - 8.4 * u + 2 * (u * u)) * x + y, x + (16 * w - 8) * y

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, y = theta
        u = x * x
        return 8 - 25.2 * u + 10 * (u * u), 0 * x + 1, 48 * (y * y) - 8
