"""Proofs that a run stays at its goal: that it contracts, or that an energy above its loss never grows."""

import math
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array
from optimizers.fading import FadingProof
from optimizers.hollows import REACH, Hollow, hollows, nearest
from optimizers.landscape import Landscape
from optimizers.rule import FirstOrderRule


class Proof(Protocol):
    """Something that may be certain, at step t, that a run stays at its goal to the step `until`."""

    def holds(self, t: int, until: int, place: "Place") -> bool: ...


class Place(NamedTuple):
    """Where a run of an element-wise rule stands: its point, and the rule's state in each coordinate."""

    x: float
    y: float
    of_x: Any
    of_y: Any


def proof(rule: FirstOrderRule[Any], landscape: Landscape) -> Proof | None:
    """The proof that may serve this rule, at a constant learning rate and on all of the data; None if there is none."""
    if landscape.epoch_length > 1 or not hollows(landscape):
        return None
    return (
        Contraction(rule, landscape)
        if rule.is_linear
        else Either(Energy(rule, landscape), FadingProof(rule, landscape))
    )


class Either:
    """One proof, or if that is not enough another."""

    def __init__(self, *proofs: Proof) -> None:
        self._proofs = proofs

    def holds(self, t: int, until: int, place: Place) -> bool:
        return any(each.holds(t, until, place) for each in self._proofs)


class Contraction:
    """For rules that are linear in θ, g and their state: in some norm each step shrinks what is left to go.

    Along a curvature λ a step multiplies z = (θ − θ*, state) by a matrix M(λ). P with MᵀPM ≤ ρ²P and ρ < 1 makes a
    norm that shrinks, also if the gradient errs by as much as the Hessian may change in the hollow. Scaled so that zᵀPz
    bounds f − f*, a norm under the tolerance is proof.
    """

    def __init__(self, rule: FirstOrderRule[Any], landscape: Landscape) -> None:
        self._tolerance = landscape.tolerance
        self._hollows = hollows(landscape)
        self._norms = {hollow: norm for hollow in self._hollows if (norm := _norm(rule, hollow)) is not None}

    def holds(self, t: int, until: int, place: Place) -> bool:
        hollow = nearest(self._hollows, place.x, place.y)
        norm = self._norms.get(hollow) if hollow else None
        if hollow is None or norm is None:
            return False
        squared = norm.squared(*_seen_from(hollow, *place))
        return squared < self._tolerance and norm.reach * math.sqrt(squared) <= REACH * hollow.radius

    def hold(self, x: Array, y: Array, of_x: Any, of_y: Any) -> NDArray[np.bool_]:
        """The same of many runs: every number has the shape (B,)."""
        held: NDArray[np.bool_] = np.zeros(len(x), dtype=bool)
        away = np.array([np.hypot(x - each.x, y - each.y) for each in self._hollows])
        for number, hollow in enumerate(self._hollows):
            if norm := self._norms.get(hollow):
                squared = norm.squared(*_seen_from(hollow, x, y, of_x, of_y))
                near = norm.reach * np.sqrt(squared) <= REACH * hollow.radius
                held |= (away.argmin(axis=0) == number) & (squared < self._tolerance) & near
        return held


class Norm(NamedTuple):
    """z ↦ √(Σ zᵢᵀ Pᵢ zᵢ), over the two directions; reach: how far a run of norm 1 may be from the minimum."""

    low: Array
    high: Array
    reach: float

    def squared(self, along_low: Array, along_high: Array) -> Any:
        """A number, or one for each column."""
        pairs = ((along_low, self.low), (along_high, self.high))
        return sum((z * (P @ z)).sum(axis=0) for z, P in pairs)


class _Direction(NamedTuple):
    """One direction's share of a norm: P, by how much a step shrinks it, and what it says of gradient and place."""

    P: Array
    shrinks: float
    push: float
    reach: float


@lru_cache(maxsize=4096)
def _norm(rule: FirstOrderRule[Any], hollow: Hollow) -> Norm | None:
    directions = [_direction(rule, each, hollow.deviation) for each in (hollow.low, hollow.high)]
    low, high = directions
    if low is None or high is None:
        return None
    reach = max(low.reach, high.reach)
    grows = max(low.shrinks, high.shrinks) + hollow.deviation * max(low.push, high.push) * reach
    return Norm(low.P, high.P, reach) if grows < 1 else None


def _direction(rule: FirstOrderRule[Any], curvature: float, deviation: float) -> _Direction | None:
    M, push, look = linear_map(rule, curvature)
    radius = float(np.abs(np.linalg.eigvals(M)).max())
    if not radius < 1:
        return None
    shrinks = (1 + radius) / 2
    size = len(M)
    # P − AᵀPA = I with A = M/ρ, as one linear system for the entries of P.
    A = M / shrinks
    P = np.linalg.solve(np.eye(size * size) - np.kron(A.T, A.T), np.eye(size).ravel()).reshape(size, size)
    inverse = np.linalg.inv(P)
    P = P * ((curvature + deviation) / 2 * inverse[0, 0])
    inverse = np.linalg.inv(P)
    return _Direction(P, shrinks, math.sqrt(push @ P @ push), math.sqrt(max(inverse[0, 0], look @ inverse @ look)))


def linear_map(rule: FirstOrderRule[Any], curvature: float) -> tuple[Array, Array, Array]:
    """A step on λθ²/2 as a matrix on (θ, state), what a gradient of 1 does, and where the gradient is taken."""
    kind = type(rule.init(0.0))
    size = 1 + len(kind._fields)
    units = np.eye(size).tolist()
    look = [rule.probe(theta, kind(*state)) for theta, *state in units]
    moved = [
        rule.update(1, theta, curvature * at, kind(*state)) for (theta, *state), at in zip(units, look, strict=True)
    ]
    pushed = rule.update(1, 0.0, 1.0, kind(*[0.0] * (size - 1)))
    M = np.array([[theta, *state] for theta, state in moved]).T
    return M, np.array([pushed[0], *pushed[1]]), np.array(look)


def _seen_from(hollow: Hollow, x: Any, y: Any, of_x: Any, of_y: Any) -> tuple[Array, Array]:
    """(θ − θ*, state) along each of the hollow's directions, of one run or of many."""
    pairs = [hollow.off(x, y), *(hollow.turned(*pair) for pair in zip(of_x, of_y, strict=True))]
    seen = np.array(pairs)
    return seen[:, 0], seen[:, 1]


class Energy:
    """For rules with a rate of their own in each coordinate: f − f* + Σ aβm²/(2(1−β)) never grows.

    A step −a m with m ← βm + (1−β)g lowers it as long as diag(2(1 − β/2 − qβ/2)/((1−β)a)) − H stays positive, where q
    bounds the growth of a from one step to the next. Without a moment, β is 0 and q 1.
    """

    def __init__(self, rule: FirstOrderRule[Any], landscape: Landscape) -> None:
        self._rule = rule
        self._landscape = landscape
        self._hollows = hollows(landscape)

    def holds(self, t: int, until: int, place: Place) -> bool:
        hollow = nearest(self._hollows, place.x, place.y)
        if hollow is None or math.hypot(place.x - hollow.x, place.y - hollow.y) > hollow.radius:
            return False
        paces = [self._rule.pace(t, until, state) for state in (place.of_x, place.of_y)]
        # Rounding may put f a little under its lowest value.
        energy = max(0.0, float(self._landscape.f((place.x, place.y)) - self._landscape.lowest))
        for pace in paces:
            if pace is None:
                return False
            energy += pace.rate * pace.memory * pace.moment**2 / (2 * (1 - pace.memory))
        return energy < hollow.level and _bear(paces, hollow) and _keep_near(paces, hollow, energy)


def _bear(paces: list[Any], hollow: Hollow) -> bool:
    """Whether no curvature in the hollow is too much for the paces of the two coordinates together."""
    xx, xy, yy = hollow.hessian
    of_x, of_y = (pace.bears - hollow.deviation for pace in paces)
    return bool(of_x >= xx and of_y >= yy and (of_x - xx) * (of_y - yy) >= xy * xy)


def _keep_near(paces: list[Any], hollow: Hollow, energy: float) -> bool:
    """Whether no step, as long as the energy does not grow, leads out of the disc over which the Hessian is known."""
    fastest = max(pace.highest for pace in paces)
    carried, pushed = math.sqrt(fastest * energy), 2 * fastest * math.sqrt((hollow.high + hollow.deviation) * energy)
    return bool(carried + pushed <= (REACH - 1) * hollow.radius)
