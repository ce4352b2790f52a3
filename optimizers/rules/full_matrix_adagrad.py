"""Full-matrix Adagrad: the gradients seen so far say not only how large they were, but along which axes."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optimizers.arithmetic import Array, Number
from optimizers.rule import GRADIENT, THETA, Idea, Part, Symbol, WholeGradientRule, learning_rate, small_term

ORDER = 11
ROUNDING = 8 * np.finfo(float).eps
"""By how much the smaller of a matrix's two eigenvalues may err, as a share of the larger."""


class FullMatrixAdagradRecord(NamedTuple):
    """What a step leaves to look at."""

    d: Number


class FullMatrixAdagradState(NamedTuple):
    """What a step leaves, and the matrix that the next one needs, of shape (2, 2) or (2, 2, B)."""

    d: Array
    G: Array


@dataclass(frozen=True)
class FullMatrixAdagrad(WholeGradientRule[FullMatrixAdagradState]):
    """G ← G + ggᵀ;  d ← −(G^½ + εI)⁻¹ g;  θ ← θ + η d.

    Adagrad keeps the diagonal of G alone, a number for each coordinate. The whole matrix knows the axes along which
    the gradients were large, so a turned valley is no harder than an upright one: turn the landscape, and the path
    turns with it. For n parameters G has n² entries, and its root takes n³ operations.

    Source: J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online learning and
    stochastic optimization", 2011, the case of full matrices.
    """

    name = "Full-matrix Adagrad"
    year = 2011
    source = "Duchi, Hazan & Singer 2011"
    one_line = "Adagrad along the axes that the gradients themselves have."
    formula = (
        r"G \gets G + g \, g^{\mathrm{T}}",
        r"d \gets -\left(G^{1/2} + \varepsilon I\right)^{-1} g",
        r"\theta \gets \theta + \eta \, d",
    )
    symbols = (
        THETA,
        GRADIENT,
        Symbol("G", "G", "the sum of the gradients’ outer products: a matrix", Idea.SECOND_MOMENT),
        Symbol("I", "I", "the identity matrix"),
        Symbol("d", "d", "the gradient, divided by its past size along each axis of G, and turned downhill", Idea.STEP),
    )
    memory = 2
    """For two parameters; n²/n for n of them."""

    lr: Number = learning_rate(0.01)
    eps: Number = small_term(1e-10, 1e-2)

    def init(self, theta: Array) -> FullMatrixAdagradState:
        return FullMatrixAdagradState(np.zeros_like(theta), np.zeros((2, *theta.shape)))

    def step(self, theta: Array, g: Array, state: FullMatrixAdagradState) -> tuple[Array, FullMatrixAdagradState]:
        G = state.G + g[:, None] * g
        d = -divided_by_root(g, G, self.eps)
        return theta + self.lr * d, FullMatrixAdagradState(d, G)

    def record(self, state: FullMatrixAdagradState) -> FullMatrixAdagradRecord:
        return FullMatrixAdagradRecord(state.d)

    def parts(
        self,
        t: Array,
        theta: Array,
        g: Array,
        before: FullMatrixAdagradRecord,
        after: FullMatrixAdagradRecord,
    ) -> tuple[Part, ...]:
        return (Part("step", self.lr * after.d, "ηd"),)


def divided_by_root(g: Array, G: Array, eps: Number) -> Array:
    """(G^½ + εI)⁻¹ g, along the axes of G; 0 where a kink or an overflow has made G infinite.

    g has the shape (2,) or (2, B), G then (2, 2) or (2, 2, B). Along an axis whose square is lost in the rounding of
    the larger one no gradient has been seen, and g has no share.
    """
    matrices = np.moveaxis(G, (0, 1), (-2, -1))
    is_finite = np.isfinite(matrices).all(axis=(-2, -1), keepdims=True)
    squares, axes = np.linalg.eigh(np.where(is_finite, matrices, 0.0))
    is_seen = squares > ROUNDING * squares[..., -1:]
    sizes = np.sqrt(np.where(is_seen, squares, 1.0)) + np.asarray(eps)[..., None]
    along = np.einsum("...ij,...i->...j", axes, g.T)
    divided: Array = np.einsum("...ij,...j->...i", axes, np.where(is_seen, along / sizes, 0.0))
    return divided.T
