"""Goldstein and Price's function: gradients of wildly different size."""

from dataclasses import dataclass

from optimizers.arithmetic import Number
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 13


@dataclass(frozen=True)
class GoldsteinPrice(Landscape):
    """The product of P = 1 + a²p(a) and Q = 30 + b²q.

    With a = x + y + 1 and b = 2x − 3y both factors are polynomials of one variable: expanding
    19 − 14x + 3x² − 14y + 6xy + 3y² in a gives 3a² − 20a + 36, and 18 − 32x + 12x² + 48y − 36xy + 27y²
    is 3b² − 16b + 18.

    Source: A. A. Goldstein and J. F. Price, "On descent from local minima", 1971.
    """

    name = "Goldstein–Price"
    latex = (
        r"\left(1 + (x + y + 1)^2\left(19 - 14x + 3x^2 - 14y + 6xy + 3y^2\right)\right)"
        r"\left(30 + (2x - 3y)^2\left(18 - 32x + 12x^2 + 48y - 36xy + 27y^2\right)\right)"
    )
    teaches = "Gradients from one to a million: descent needs a tiny rate, Adam does not care."
    start = Point(-0.5, 0.25)
    view = View(-2, 2, -2, 2)
    minima = (
        Minimum(0, -1, 3),
        Minimum(-0.6, -0.4, 30, is_global=False),
        Minimum(1.8, 0.2, 84, is_global=False),
        Minimum(1.2, 0.8, 840, is_global=False),
    )
    log_levels = True

    def f(self, theta: Number) -> Number:
        (p, _, _), (q, _, _) = self._factors(theta)
        return p * q

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        (p, dp, _), (q, dq, _) = self._factors(theta)
        return dp * q + 2 * p * dq, dp * q - 3 * p * dq

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        (p, dp, ddp), (q, dq, ddq) = self._factors(theta)
        mixed, curved = dp * dq, p * ddq
        return ddp * q + 4 * mixed + 4 * curved, ddp * q - mixed - 6 * curved, ddp * q - 6 * mixed + 9 * curved

    def _factors(self, theta: Number) -> tuple[tuple[Number, Number, Number], tuple[Number, Number, Number]]:
        """P and Q, each with its first and second derivative by a and by b."""
        x, y = theta
        a, b = x + y + 1, 2 * x - 3 * y
        first = (
            1 + a * a * (3 * (a * a) - 20 * a + 36),
            a * (12 * (a * a) - 60 * a + 72),
            36 * (a * a) - 120 * a + 72,
        )
        second = (
            30 + b * b * (3 * (b * b) - 16 * b + 18),
            b * (12 * (b * b) - 48 * b + 36),
            36 * (b * b) - 96 * b + 36,
        )
        return first, second
