"""The proof for rules whose rates grow as their memory of gradients fades: stretch by stretch, each step contracts."""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array
from optimizers.hollows import REACH, Hollow, hollows, nearest
from optimizers.landscape import Landscape
from optimizers.rule import Fading, FirstOrderRule, Pace

STRETCHES: Final = 64
"""At most so many: over each the rates hardly change."""
GROWTH: Final = 1.06
"""By how much the rates grow over a stretch, if that takes no more than STRETCHES."""
SHARE: Final = 0.25
"""How much of what a step contracts at the middle rates is given away, to have something to spare at the corners."""
EARLY: Final = 0.1
"""Above this share of the tolerance it is too early to try."""
NARROW: Final = 0.02
"""A hollow in which the Hessian hardly changes leaves more to spare."""
EYE: Final = np.eye(2)


class FadingProof:
    """While gradients are too small to disturb what fades, each rate is known for all steps to come.

    z = (θ − θ*, m) goes by z ← M z with M affine in the rates. Over a stretch of steps one norm zᵀPz shrinks at the
    four corners of the rates, and so everywhere between them, with something to spare for what the Hessian may change
    in the hollow. From stretch to stretch the norm changes by a known factor. If it always bounds f − f* by the
    tolerance, the distance by the hollow, and the gradient by what cannot disturb the rates, the run stays.
    """

    def __init__(self, rule: FirstOrderRule[Any], landscape: Landscape) -> None:
        self._rule = rule
        self._landscape = landscape
        self._tolerance = landscape.tolerance
        self._hollows = hollows(landscape, NARROW)
        self.is_hopeless = False

    def holds(self, t: int, until: int, place: Any) -> bool:
        hollow = nearest(self._hollows, place.x, place.y)
        paces = [pace for state in (place.of_x, place.of_y) if (pace := self._rule.pace(t, until, state)) is not None]
        if hollow is None or len(paces) < 2 or until <= t or self._is_early(place):
            return False
        bounds = self._bounds(until - t, paces)
        found = (self._rule.fading(t, bounds, state) for state in (place.of_x, place.of_y))
        fadings = [each for each in found if each is not None]
        if len(fadings) < 2:
            return False
        z = np.array([place.x - hollow.x, place.y - hollow.y, *(pace.moment for pace in paces)])
        return self._is_bounded(hollow, paces[0].memory, fadings, np.diff(bounds), z)

    def _is_early(self, place: Any) -> bool:
        above = float(self._landscape.f((place.x, place.y)) - self._landscape.lowest)
        return self.is_hopeless or above > EARLY * self._tolerance

    def _bounds(self, steps: int, paces: list[Pace]) -> Array:
        """The steps at which stretches begin and end, counted from now."""
        growth = max(pace.highest / pace.rate for pace in paces)
        count = min(STRETCHES, max(1, math.ceil(math.log(max(growth, 1.0)) / math.log(GROWTH))))
        return np.linspace(1, steps, count + 1)

    def _is_bounded(self, hollow: Hollow, memory: float, fadings: list[Fading], lengths: Array, z: Array) -> bool:
        H, spare = _matrix(hollow.hessian), hollow.deviation
        lows, highs = (np.array([getattr(each, what) for each in fadings]).T for what in ("low", "high"))
        lows, highs = lows[:-1], highs[1:]
        P = _norms(np.sqrt(lows * highs), memory, H)
        if P is None:
            self.is_hopeless = True
            return False
        inverse = np.linalg.inv(P)
        reach = np.sqrt(_largest(inverse[:, :2, :2]))
        shrinks = np.max([_shrinks(P, _corner(lows, highs, at), memory, H, spare * reach) for at in range(4)], axis=0)
        if not (shrinks < 1).all():
            self.is_hopeless = True
            return False
        squared = _squared_norms(P, inverse, shrinks, lengths, z)
        heights = _largest((H + spare * EYE) / 2 @ inverse[:, :2, :2])
        steepest = (hollow.high + spare) * reach * np.sqrt(squared)
        low_enough = (heights * squared < self._tolerance) & (reach * np.sqrt(squared) <= REACH * hollow.radius)
        return bool(low_enough.all() and steepest.max() <= min(each.undisturbed for each in fadings))


def _matrix(hessian: tuple[float, float, float]) -> Array:
    xx, xy, yy = hessian
    return np.array([[xx, xy], [xy, yy]])


def _step(rates: Array, memory: float, H: Array) -> tuple[Array, Array]:
    """M at rates of shape (K, 2), and what an error of the gradient does: shapes (K, 4, 4) and (K, 4, 2)."""
    a = rates[:, :, None] * EYE
    rest = np.broadcast_to(EYE, a.shape)
    push = (1 - memory) * np.concatenate([-a, rest], axis=1)
    left = np.concatenate([rest - (1 - memory) * a @ H, np.broadcast_to((1 - memory) * H, a.shape)], axis=1)
    right = memory * np.concatenate([-a, rest], axis=1)
    return np.concatenate([left, right], axis=2), push


def _norms(rates: Array, memory: float, H: Array) -> Array | None:
    """P of each stretch: P − AᵀPA = I with A = M/ρ at its middle rates; None if a step would not contract there."""
    M, _ = _step(rates, memory, H)
    radius = np.abs(np.linalg.eigvals(M)).max(axis=1)
    if not (radius < 1).all():
        return None
    A = M / (radius + SHARE * (1 - radius))[:, None, None]
    count, size = len(A), A.shape[1]
    turned = A.swapaxes(1, 2)
    system = np.eye(size * size) - np.einsum("kij,klm->kiljm", turned, turned).reshape(count, size**2, size**2)
    P = np.linalg.solve(system, np.broadcast_to(np.eye(size).ravel()[:, None], (count, size**2, 1)))
    return P.reshape(count, size, size)


def _corner(lows: Array, highs: Array, at: int) -> Array:
    return np.where([at % 2 == 1, at > 1], highs, lows)


def _shrinks(P: Array, rates: Array, memory: float, H: Array, error: Array) -> Array:
    """By how much a step at these rates shrinks the norm at least, the gradient being off by `error` at norm 1."""
    M, push = _step(rates, memory, H)
    factor = np.sqrt(_largest(np.linalg.inv(P) @ M.swapaxes(1, 2) @ P @ M))
    shrinks: Array = factor + error * np.sqrt(_largest(push.swapaxes(1, 2) @ P @ push))
    return shrinks


def _squared_norms(P: Array, inverse: NDArray[np.floating[Any]], shrinks: Array, lengths: Array, z: Array) -> Array:
    """What zᵀPz is at most at the beginning of each stretch."""
    changes = _largest(inverse[:-1] @ P[1:])
    squared = [float(z @ P[0] @ z)]
    for change, shrink, steps in zip(changes, shrinks, lengths, strict=False):
        squared.append(squared[-1] * float(change) * float(shrink) ** (2 * max(0.0, float(steps) - 1)))
    return np.array(squared)


def _largest(matrices: NDArray[np.floating[Any]]) -> Array:
    """The largest eigenvalue of each; they are real and not negative."""
    largest: Array = np.linalg.eigvals(matrices).real.max(axis=1)
    return largest
