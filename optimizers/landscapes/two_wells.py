"""A bowl with two wells, one deeper than the other."""

from dataclasses import dataclass

from optimizers.arithmetic import Number, exp
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 20
WIDTH = 0.2


@dataclass(frozen=True)
class TwoWells(Landscape):
    name = "Two wells"
    latex = r"x^2 + y^2 - 2\,e^{-\left((x - 1)^2 + y^2\right)/0.2} - 3\,e^{-\left((x + 1)^2 + y^2\right)/0.2}"
    teaches = "Local against global: the nearer well is not the deeper one."
    start = Point(0.75, 1.6)
    view = View(-2, 2, -2, 2)
    minima = (
        Minimum(-0.9363006340109187, 0, -2.0630902517681946),
        Minimum(0.905317899160115, 0, -1.0927319992017408, is_global=False),
    )

    def f(self, theta: Number) -> Number:
        x, y = theta
        right, left = self._wells(theta)
        return x * x + y * y - right - left

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        right, left = self._wells(theta)
        pull = 2 / WIDTH
        return 2 * x + pull * (right * (x - 1) + left * (x + 1)), 2 * y + pull * y * (right + left)

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, y = theta
        right, left = self._wells(theta)
        pull, both = 2 / WIDTH, right + left
        xx = right * (1 - pull * ((x - 1) * (x - 1))) + left * (1 - pull * ((x + 1) * (x + 1)))
        xy = -pull * y * (right * (x - 1) + left * (x + 1))
        return 2 + pull * xx, pull * xy, 2 + pull * both * (1 - pull * (y * y))

    def _wells(self, theta: Number) -> tuple[Number, Number]:
        """The depths of the right and of the left well at θ."""
        x, y = theta
        right = 2 * exp(-((x - 1) * (x - 1) + y * y) / WIDTH)
        left = 3 * exp(-((x + 1) * (x + 1) + y * y) / WIDTH)
        return right, left
