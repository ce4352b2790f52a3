"""What a loss landscape is: a function of two parameters, its gradient and Hessian, its view and its minima."""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import ClassVar, NamedTuple, Protocol

from optimizers.arithmetic import Number
from optimizers.parameters import Parameter, parameters


class Point(NamedTuple):
    x: float
    y: float


class View(NamedTuple):
    """The rectangle that a picture shows."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def centre(self) -> Point:
        return Point((self.left + self.right) / 2, (self.bottom + self.top) / 2)

    @property
    def radius(self) -> float:
        """Half the longer side."""
        return max(self.right - self.left, self.top - self.bottom) / 2

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside or on the edge."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top


class Minimum(NamedTuple):
    """A minimum: where, how low, and whether nothing lies lower."""

    x: float
    y: float
    f: float
    is_global: bool = True


class Loss(Protocol):
    """What a step sees of a loss: f, gradient and Hessian at a pair θ."""

    def f(self, theta: Number) -> Number: ...

    def gradient(self, theta: Number) -> tuple[Number, Number]: ...

    def hessian(self, theta: Number) -> tuple[Number, Number, Number]: ...


@dataclass(frozen=True)
class Landscape(ABC):
    """A loss f(θ) of two parameters.

    `theta` is a pair: two floats, or an array of shape (2, B); `f` answers with a float or an array of shape (B,),
    `gradient` with a pair like `theta`, `hessian` with the three numbers (f_xx, f_xy, f_yy).
    """

    id: ClassVar[str]
    name: ClassVar[str]
    latex: ClassVar[str]
    """f(x, y) as LaTeX, the right-hand side only."""
    teaches: ClassVar[str]
    """In one plain line, what one learns here."""
    start: ClassVar[Point]
    tolerance: ClassVar[float] = 1e-6
    """A run has converged when f − f* is under this."""
    lowest_named: ClassVar[str] = "lowest value"
    """What f* is called."""
    log_levels: ClassVar[bool] = False
    """Whether contour levels are spaced by the logarithm of f − f*."""
    even_levels: ClassVar[bool] = False
    """Whether contour levels are equally far apart, so that close lines mean a steep slope in all of the view."""
    saddle_point: ClassVar[Point | None] = None
    """Where there is no minimum to reach: the saddle. Success is leaving the view below it."""
    is_quadratic: ClassVar[bool] = False
    """Whether the Hessian is the same everywhere, so that a limit on the learning rate holds exactly."""
    is_sampled: ClassVar[bool] = False
    """Whether each step sees another batch of the data."""

    @property
    @abstractmethod
    def view(self) -> View: ...

    @property
    @abstractmethod
    def minima(self) -> tuple[Minimum, ...]:
        """The minima to name, global ones first: all in the view unless there are dozens; none on a saddle."""

    @abstractmethod
    def f(self, theta: Number) -> Number: ...

    @abstractmethod
    def gradient(self, theta: Number) -> tuple[Number, Number]: ...

    @abstractmethod
    def hessian(self, theta: Number) -> tuple[Number, Number, Number]: ...

    def stream(self, seed: int) -> Iterator[Loss]:
        """The loss that each step sees, in turn: this one, unless a mini-batch loss draws its batches from the seed."""
        return repeat(self)

    @property
    def epoch_length(self) -> int:
        """How many steps see all of the data once: one, unless a mini-batch loss shows a part of them at a time."""
        return 1

    @property
    def lowest(self) -> float:
        """f*, the global minimum; minus infinity where f is unbounded below."""
        return min((minimum.f for minimum in self.minima), default=float("-inf"))

    @property
    def curvature(self) -> float:
        """λ, the largest eigenvalue of the Hessian at the lowest minimum; infinite where there is none, or a kink."""
        if not self.minima:
            return math.inf
        best = min(self.minima, key=lambda minimum: minimum.f)
        return largest_curvature(*self.hessian((float(best.x), float(best.y))))

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        return parameters(cls)


def largest_curvature(xx: float, xy: float, yy: float) -> float:
    """The larger eigenvalue of a Hessian; infinite at a kink."""
    largest = (xx + yy) / 2 + math.hypot((xx - yy) / 2, xy)
    return float(largest) if math.isfinite(largest) else math.inf
