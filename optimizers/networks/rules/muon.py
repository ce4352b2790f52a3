"""Muon: momentum whose matrix is turned into one that stretches every direction alike."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from optimizers.arithmetic import Number
from optimizers.networks.digits import Floats
from optimizers.networks.matrix_rule import MatrixRule
from optimizers.parameters import decay
from optimizers.rule import GRADIENT, THETA, Idea, Symbol, learning_rate, weight_decay

ORDER = 20
COEFFICIENTS: Final = (3.4445, -4.775, 2.0315)
STEPS: Final = 5
TINY: Final = 1e-7


class MuonState(NamedTuple):
    B: Floats


@dataclass(frozen=True)
class Muon(MatrixRule[MuonState]):
    """B ← μB + g;  O = five Newton–Schulz steps of g + μB;  θ ← θ − ηwθ − η√max(1, outputs/inputs)·O.

    The steps bring every singular value near 1 (between about .7 and 1.2) without computing one.

    Source: K. Jordan, "Muon: an optimizer for hidden layers in neural networks", 2024; as torch.optim.Muon.
    """

    name = "Muon"
    year = 2024
    source = "Jordan 2024"
    one_line = "Momentum, made to stretch every direction of a weight matrix alike."
    formula = (
        r"B \gets \mu \, B + g",
        r"O \gets \mathrm{NewtonSchulz}_5 \left(g + \mu \, B\right)",
        r"\theta \gets \theta - \eta \, w \, \theta - \eta \, s \, O",
    )
    symbols = (
        THETA,
        GRADIENT,
        Symbol("B", "B", "the velocity: a fading sum of past gradients, a matrix", Idea.VELOCITY),
        Symbol("O", "O", "the velocity with all its singular values near 1", Idea.STEP),
        Symbol("s", "s", "√max(1, outputs/inputs), so that a layer’s shape does not change its pace"),
    )
    memory = 1
    why_matrices = "It makes a matrix stretch every direction alike; a single number has only one direction."

    lr: Number = learning_rate(0.001)
    momentum: Number = decay(0.95, r"\mu", "momentum: the share of the velocity that is kept", high=0.999)
    weight_decay: Number = weight_decay(0.1)

    def init(self, theta: Floats) -> MuonState:
        return MuonState(np.zeros_like(theta))

    def update(self, t: int, theta: Floats, g: Floats, state: MuonState) -> tuple[Floats, MuonState]:
        B = self.momentum * state.B + g
        O = newton_schulz(g + self.momentum * B)
        scale = max(1.0, theta.shape[-1] / theta.shape[-2]) ** 0.5
        return theta - self.lr * (self.weight_decay * theta) - self.lr * scale * O, MuonState(B)


def newton_schulz(matrix: Floats) -> Floats:
    """The matrix with its singular values brought near 1 by X ← aX + (bA + cA²)X, A = XXᵀ, five times."""
    a, b, c = COEFFICIENTS
    is_tall = matrix.shape[-2] > matrix.shape[-1]
    X = np.swapaxes(matrix, -2, -1) if is_tall else matrix
    X = X / (np.sqrt((X * X).sum((-2, -1), keepdims=True)) + TINY)
    for _ in range(STEPS):
        A = X @ np.swapaxes(X, -2, -1)
        X = a * X + (b * A + c * (A @ A)) @ X
    return np.swapaxes(X, -2, -1) if is_tall else X
