"""A line search: how much of a step to take, found by going back from the whole of it."""

from optimizers.arithmetic import Array
from optimizers.rule import VectorLoss

ENOUGH = 1e-4
"""The fall of f asked for, as a share of what the slope promises (Armijo 1966)."""
ROUNDING = 1e-15
"""What rounding may do to f, as a share of it: near a minimum it hides the fall."""
HALVINGS = 40


def backtrack(loss: VectorLoss, theta: Array, d: Array, g: Array, alpha: float) -> float:
    """The first of α, α/2, α/4, … with f(θ + αd) ≤ f(θ) + ENOUGH·α·gᵀd; 0 if none of the first HALVINGS will do.

    Along a direction that does not point downhill no share would do: then α itself is the answer.
    """
    slope = float(g @ d)
    if not slope < 0:
        return alpha
    here = loss.f(theta)
    allowed = here + ROUNDING * abs(here)
    for _ in range(HALVINGS):
        if loss.f(theta + alpha * d) <= allowed + ENOUGH * alpha * slope:
            return alpha
        alpha /= 2
    return 0.0
