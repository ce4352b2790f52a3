"""Ackley's function: an egg box that slopes towards a sharp point."""

import math
from dataclasses import dataclass

import numpy as np

from optimizers.arithmetic import Number, cos, exp, sin, sqrt
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 11
TURN = 2 * math.pi


@dataclass(frozen=True)
class Ackley(Landscape):
    """At (0, 0) the surface is a point with slope 2√2: the gradient there is defined as 0, the Hessian is infinite.

    Source: D. H. Ackley, "A connectionist machine for genetic hillclimbing", 1987.
    """

    name = "Ackley"
    latex = r"-20\,e^{-0.2\sqrt{\left(x^2 + y^2\right)/2}} - e^{\left(\cos 2\pi x + \cos 2\pi y\right)/2} + e + 20"
    teaches = "Small dents on a large slope, and a sharp point on which steps of fixed length cannot settle."
    start = Point(3.3, -2.4)
    view = View(-5, 5, -5, 5)
    minima = (Minimum(0, 0, 0),)

    def f(self, theta: Number) -> Number:
        x, y = theta
        radius, waves = self._radius(theta), (cos(TURN * x) + cos(TURN * y)) / 2
        # e − exp(waves) and 20 − 20 exp(…) are grouped so that the sum is 0 at the minimum, to the last bit.
        return 20 * (1 - exp(-0.2 * radius)) + (math.e - exp(waves))

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        radius = self._radius(theta)
        pull = 2 * exp(-0.2 * radius) / (radius + (radius == 0))
        waves = math.pi * exp((cos(TURN * x) + cos(TURN * y)) / 2)
        return pull * x + waves * sin(TURN * x), pull * y + waves * sin(TURN * y)

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, y = theta
        radius, waves = self._radius(theta), exp((cos(TURN * x) + cos(TURN * y)) / 2)
        at_point = radius == 0
        r = radius + at_point
        pull = 2 * exp(-0.2 * radius) / r
        # The derivative of the pull along the radius, divided by the radius.
        bend = pull * (0.1 / r + 0.5 / (r * r))
        u, w = sin(TURN * x), sin(TURN * y)
        ripple = math.pi * math.pi * waves
        point = np.where(at_point, np.inf, 0.0) if isinstance(r, np.ndarray) else (math.inf if at_point else 0.0)
        xx = point + pull - bend * (x * x) + ripple * (2 * cos(TURN * x) - u * u)
        yy = point + pull - bend * (y * y) + ripple * (2 * cos(TURN * y) - w * w)
        return xx, -bend * (x * y) - ripple * (u * w), yy

    def _radius(self, theta: Number) -> Number:
        """The root of the mean square of x and y."""
        x, y = theta
        return sqrt((x * x + y * y) / 2)
