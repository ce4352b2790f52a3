"""L-BFGS: Newton's step from the last few changes of the gradient, without a Hessian."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optimizers.arithmetic import Array, Number
from optimizers.line_search import backtrack
from optimizers.parameters import Scale, parameter
from optimizers.rule import GRADIENT, THETA, Idea, Part, Symbol, VectorLoss, WholeVectorRule

ORDER = 13


class Pair(NamedTuple):
    """A step s and the change y of the gradient over it."""

    s: Array
    y: Array


class LBFGSRecord(NamedTuple):
    """What a step leaves to look at."""

    d: Number
    alpha: Number
    s: Number
    y: Number


class LBFGSState(NamedTuple):
    """What a step leaves, and the pairs that the next one needs, the oldest first."""

    d: Number
    alpha: Number
    s: Number
    y: Number
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class LBFGS(WholeVectorRule[LBFGSState]):
    """d ← −Bg, with B the inverse Hessian as the last k pairs (s, y) tell it;  s ← α d;  θ ← θ + s.

    B is never formed: two loops over the pairs give its product with g. A pair is kept only if sᵀy > 0, which keeps
    B positive definite and d downhill. The line search halves α from 1 (from 1/|g| at the first step, when nothing
    is known about the scale) until f has fallen enough.

    Source: J. Nocedal, "Updating quasi-Newton matrices with limited storage", 1980.
    """

    name = "L-BFGS"
    year = 1980
    source = "Nocedal 1980"
    one_line = "Learn the curvature from the last few steps, then step as Newton would."
    formula = (
        r"d \gets -B \, g",
        r"s \gets \alpha \, d",
        r"\theta \gets \theta + s",
        r"y \gets \nabla J(\theta) - g",
    )
    symbols = (
        THETA,
        GRADIENT,
        Symbol("B", "B", "the inverse of the Hessian, as far as the last k pairs (s, y) tell it"),
        Symbol("d", "d", "the full step", Idea.STEP),
        Symbol(r"\alpha", "alpha", "the share of the full step that is taken"),
        Symbol("s", "s", "the step", Idea.STEP),
        Symbol("y", "y", "the change of the gradient over the step"),
    )
    memory = 20
    """Ten pairs."""

    history: Number = parameter(10, 1, 20, Scale.INTEGER, "k", "how many pairs (s, y) are remembered")

    def init(self, theta: Array) -> LBFGSState:
        zero = np.zeros_like(theta)
        return LBFGSState(zero, 0.0, zero, zero, ())

    def update(self, t: int, theta: Array, loss: VectorLoss, state: LBFGSState) -> tuple[Array, LBFGSState]:
        g = loss.gradient(theta)
        d = -inverse_hessian_times(g, state.pairs)
        alpha = backtrack(loss, theta, d, g, 1.0 if state.pairs else 1 / max(1.0, float(np.hypot(*g))))
        s = alpha * d
        y = loss.gradient(theta + s) - g
        pairs = (*state.pairs, Pair(s, y)) if s @ y > 0 else state.pairs
        return theta + s, LBFGSState(d, alpha, s, y, pairs[-int(self.history) :])

    def record(self, state: LBFGSState) -> LBFGSRecord:
        return LBFGSRecord(*state[:-1])

    def parts(
        self,
        t: Array,
        theta: Array,
        g: Array,
        before: LBFGSRecord,
        after: LBFGSRecord,
    ) -> tuple[Part, ...]:
        return (Part("step", after.s, "s"),)


def inverse_hessian_times(g: Array, pairs: tuple[Pair, ...]) -> Array:
    """B g by two loops over the pairs, the oldest first in `pairs`; B starts as (sᵀy/yᵀy) I of the newest pair."""
    q, shares = g, []
    for s, y in reversed(pairs):
        shares.append((s @ q) / (s @ y))
        q = q - shares[-1] * y
    if pairs:
        s, y = pairs[-1]
        q = (s @ y) / (y @ y) * q
    for (s, y), share in zip(pairs, reversed(shares), strict=True):
        q = q + (share - (y @ q) / (s @ y)) * s
    return q
