"""Easom's function: a needle in a plateau."""

import math
from dataclasses import dataclass
from typing import Final

from optimizers.arithmetic import Number, cos, exp, sin
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 15
SIDES: Final = (1.3049954504376675, 4.978189856741919)
"""Where cos x · e^{−(x−π)²} is highest: tan x = −2(x − π)."""
DENT: Final = 0.009005678148573854
"""How high it is there: around the hole lie four dents, too shallow to be seen."""


@dataclass(frozen=True)
class Easom(Landscape):
    """Source: E. E. Easom, "A survey of global optimization techniques", 1990."""

    name = "Easom"
    latex = r"-\cos x\,\cos y\;e^{-(x - \pi)^2 - (y - \pi)^2}"
    teaches = "On a plateau there is no slope to follow: only a start near the hole finds it."
    start = Point(2, 1.6)
    view = View(0, 6, 0, 6)
    minima = (
        Minimum(math.pi, math.pi, -1),
        *(Minimum(x, y, -(DENT**2), is_global=False) for x in SIDES for y in SIDES),
    )

    def f(self, theta: Number) -> Number:
        (u, _, _), (w, _, _) = (_factor(each) for each in theta)
        return -u * w

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        (u, du, _), (w, dw, _) = (_factor(each) for each in theta)
        return -du * w, -u * dw

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        (u, du, ddu), (w, dw, ddw) = (_factor(each) for each in theta)
        return -ddu * w, -du * dw, -u * ddw


def _factor(x: Number) -> tuple[Number, Number, Number]:
    """cos x · e^{−(x−π)²} with its first and second derivative."""
    off = x - math.pi
    bell, c, s = exp(-(off * off)), cos(x), sin(x)
    return c * bell, -(s + 2 * off * c) * bell, (4 * off * s + (4 * (off * off) - 3) * c) * bell
