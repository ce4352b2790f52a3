"""Styblinski and Tang's function: four hollows, one the deepest."""

from dataclasses import dataclass

from optimizers.arithmetic import Number
from optimizers.landscape import Landscape, Minimum, Point, View

ORDER = 12


@dataclass(frozen=True)
class StyblinskiTang(Landscape):
    """Source: M. A. Styblinski and T.-S. Tang, "Experiments in nonconvex optimization", 1990."""

    name = "Styblinski–Tang"
    latex = r"\tfrac{1}{2}\left(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y\right)"
    teaches = "Four hollows: each coordinate has to choose its side."
    start = Point(0.5, -0.3)
    view = View(-5, 5, -5, 5)
    minima = (
        Minimum(-2.903534027771177, -2.903534027771177, -78.33233140754282),
        Minimum(2.746802770990837, -2.903534027771177, -64.19561235905536, is_global=False),
        Minimum(-2.903534027771177, 2.746802770990837, -64.19561235905536, is_global=False),
        Minimum(2.746802770990837, 2.746802770990837, -50.05889331056789, is_global=False),
    )

    def f(self, theta: Number) -> Number:
        x, y = theta
        u, w = x * x, y * y
        return (u * u - 16 * u + 5 * x + (w * w - 16 * w + 5 * y)) / 2

    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = theta
        return 2 * (x * x) * x - 16 * x + 2.5, 2 * (y * y) * y - 16 * y + 2.5

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]:
        x, y = theta
        return 6 * (x * x) - 16, 0 * x, 6 * (y * y) - 16
