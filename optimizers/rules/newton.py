"""Newton's method: jump to the bottom of the paraboloid that fits gradient and curvature here."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optimizers.arithmetic import Array, Number
from optimizers.line_search import backtrack
from optimizers.parameters import Scale, parameter, switch
from optimizers.rule import GRADIENT, THETA, Idea, Part, Symbol, VectorLoss, WholeVectorRule

ORDER = 12


class NewtonState(NamedTuple):
    mu: Number
    d: Number
    alpha: Number


@dataclass(frozen=True)
class Newton(WholeVectorRule[NewtonState]):
    """d ← −(H + μI)⁻¹ g;  θ ← θ + α d.

    Plain, μ is 0: the step goes to where the fitted paraboloid is level, be that a minimum, a saddle or a maximum.
    Damped, μ is the damping, raised by −λ_min(H) where H curves downwards, so that d always points downhill.
    The line search halves α from 1 until f has fallen enough.

    Source: J. Nocedal and S. J. Wright, "Numerical optimization", second edition, 2006, chapter 3.
    """

    name = "Newton"
    year = 1685
    source = "Newton 1685; Nocedal & Wright 2006, chapter 3"
    one_line = "Jump to the bottom of the paraboloid that fits slope and curvature."
    formula = (
        r"d \gets -\left(H + \mu I\right)^{-1} g",
        r"\theta \gets \theta + \alpha \, d",
    )
    symbols = (
        THETA,
        GRADIENT,
        Symbol("H", "H", "the Hessian: how the gradient changes from place to place"),
        Symbol("I", "I", "the identity matrix"),
        Symbol(r"\mu", "mu", "the damping in use: raised until every direction curves upwards"),
        Symbol("d", "d", "the full step", Idea.STEP),
        Symbol(r"\alpha", "alpha", "the share of the full step that is taken"),
    )
    memory = 2
    """For two parameters; n²/n for n of them."""

    damped: Number = switch(1, r"\mathrm{damped}", "damping: off is plain Newton, drawn to saddles and maxima too")
    damping: Number = parameter(1e-3, 1e-6, 10.0, Scale.LOG, r"\mu_0", "damping: what is added to every curvature")
    line_search: Number = switch(1, r"\mathrm{search}", "line search: shorten a step that does not lower f enough")

    def init(self, theta: Array) -> NewtonState:
        zero = np.zeros_like(theta)
        return NewtonState(mu=0.0, d=zero, alpha=0.0)

    def update(self, t: int, theta: Array, loss: VectorLoss, state: NewtonState) -> tuple[Array, NewtonState]:
        g, H = loss.gradient(theta), loss.hessian(theta)
        mu, d = self._direction(g, H)
        alpha = backtrack(loss, theta, d, g, 1.0) if self.line_search else 1.0
        return theta + alpha * d, NewtonState(mu, d, alpha)

    def parts(
        self,
        t: Array,
        theta: Array,
        g: Array,
        before: NewtonState,
        after: NewtonState,
    ) -> tuple[Part, ...]:
        return (Part("step", after.alpha * after.d, "αd"),)

    def _direction(self, g: Array, H: Array) -> tuple[float, Array]:
        """μ and d. Where the surface has a kink H is infinite, and the step 0."""
        if not np.isfinite(H).all():
            return 0.0, 0.0 * g
        curvatures, directions = np.linalg.eigh(H)
        mu = float(self.damping - min(curvatures[0], 0.0)) if self.damped else 0.0
        return mu, -directions @ ((directions.T @ g) / (curvatures + mu))
