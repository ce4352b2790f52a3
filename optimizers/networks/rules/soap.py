"""SOAP: Adam along the axes of a weight matrix's own gradients, instead of one entry at a time."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optimizers.arithmetic import Number
from optimizers.networks.digits import Floats
from optimizers.networks.matrix_rule import MatrixRule
from optimizers.parameters import Scale, decay, parameter
from optimizers.rule import GRADIENT, THETA, TIME, Idea, Symbol, learning_rate, small_term, weight_decay

ORDER = 21


class SOAPState(NamedTuple):
    L: Floats
    R: Floats
    U: Floats
    V: Floats
    m: Floats
    v: Floats


@dataclass(frozen=True)
class SOAP(MatrixRule[SOAPState]):
    """L ← β₂L + (1−β₂)ggᵀ;  R ← β₂R + (1−β₂)gᵀg;  Adam on UᵀgV, turned back;  U and V are the axes of L and R.

    The axes are found anew every `every` steps. m is kept upright, v along the axes, as in the authors' program; that
    one finds the axes by one step of a QR iteration and does not move at the first step, this one by an eigenvalue
    decomposition, and does.

    Source: N. Vyas et al., "SOAP: improving and stabilizing Shampoo using Adam", 2024, arXiv 2409.11321.
    """

    name = "SOAP"
    year = 2024
    source = "Vyas et al. 2024, arXiv 2409.11321"
    one_line = "Adam along the axes that a matrix’s gradients themselves have."
    formula = (
        r"L \gets \beta_2 \, L + (1 - \beta_2) \, g \, g^{\mathrm{T}}",
        r"R \gets \beta_2 \, R + (1 - \beta_2) \, g^{\mathrm{T}} g",
        r"m \gets \beta_1 \, m + (1 - \beta_1) \, g",
        r"v \gets \beta_2 \, v + (1 - \beta_2) \, \left(U^{\mathrm{T}} g \, V\right)^2",
        r"\theta \gets \theta - \eta \, \left(U \, "
        r"\frac{U^{\mathrm{T}} \hat{m} \, V}{\sqrt{\hat{v}} + \varepsilon} \, V^{\mathrm{T}} + w \, \theta\right)",
    )
    symbols = (
        THETA,
        GRADIENT,
        Symbol("L", "L", "a running average of ggᵀ: which inputs’ gradients go together", Idea.SECOND_MOMENT),
        Symbol("R", "R", "a running average of gᵀg: which outputs’ gradients go together", Idea.SECOND_MOMENT),
        Symbol("U", "U", "the axes of L, found anew every few steps"),
        Symbol("V", "V", "the axes of R, found anew every few steps"),
        Symbol("m", "m", "the first moment: a running average of gradients", Idea.VELOCITY),
        Symbol("v", "v", "the second moment along the axes", Idea.SECOND_MOMENT),
        Symbol(r"\hat{m}", "m_hat", "m, corrected for having started at 0", Idea.VELOCITY),
        Symbol(r"\hat{v}", "v_hat", "v, corrected for having started at 0", Idea.SECOND_MOMENT),
        TIME,
    )
    memory = 2
    """And two matrices and their axes for each layer: as many numbers again and more, by the layer's shape."""
    why_matrices = "Its axes belong to rows and columns; a single number has neither."

    lr: Number = learning_rate(0.003)
    beta1: Number = decay(0.95, r"\beta_1", "the share of the old first moment that is kept", high=0.999)
    beta2: Number = decay(0.95, r"\beta_2", "the share of the old second moments that is kept")
    eps: Number = small_term(1e-8, 0.1)
    weight_decay: Number = weight_decay(0.01)
    every: Number = parameter(10, 1, 100, Scale.INTEGER, "f", "how many steps the axes stay as they are")

    def init(self, theta: Floats) -> SOAPState:
        zero = np.zeros_like(theta)
        runs, rows, columns = theta.shape
        L, R = (np.zeros((runs, size, size), theta.dtype) for size in (rows, columns))
        return SOAPState(L, R, L, R, zero, zero)

    def update(self, t: int, theta: Floats, g: Floats, state: SOAPState) -> tuple[Floats, SOAPState]:
        L, R, m = (
            _faded(before, new, beta)
            for before, new, beta in (
                (state.L, g @ _turned(g), self.beta2),
                (state.R, _turned(g) @ g, self.beta2),
                (state.m, g, self.beta1),
            )
        )
        U, V = (_axes(L), _axes(R)) if (t - 1) % self.every == 0 else (state.U, state.V)
        along = _turned(U) @ g @ V
        v = _faded(state.v, along * along, self.beta2)
        m_hat = (_turned(U) @ m @ V) / (1 - self.beta1**t)
        v_hat = v / (1 - self.beta2**t)
        step = U @ (m_hat / (np.sqrt(v_hat) + self.eps)) @ _turned(V)
        return theta - self.lr * (step + self.weight_decay * theta), SOAPState(L, R, U, V, m, v)


def _faded(before: Floats, new: Floats, beta: Number) -> Floats:
    return np.asarray(beta * before + (1 - beta) * new)


def _turned(matrix: Floats) -> Floats:
    return np.swapaxes(matrix, -2, -1)


def _axes(matrices: Floats) -> Floats:
    """Orthonormal columns; those of a matrix that is no longer finite do not matter."""
    is_finite = np.isfinite(matrices).all(axis=(-2, -1), keepdims=True)
    return np.linalg.eigh(np.where(is_finite, matrices, 0))[1]
