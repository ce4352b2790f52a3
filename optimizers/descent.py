"""A descent: one rule followed down one landscape, step by step, and how that ended."""

import dataclasses
import math
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

import numpy as np

from optimizers.arithmetic import Array
from optimizers.landscape import Landscape
from optimizers.rule import FirstOrderRule, Part

FAR = 1000
"""A run has diverged once it is this many view radii from the view's centre."""
FLAT = 1e-6
"""A gradient shorter than this no longer moves anything."""


class Kind(Enum):
    CONVERGED = "converged"
    TRAPPED = "trapped"
    ESCAPED = "escaped"
    RAN_OUT = "ran_out"
    DIVERGED = "diverged"


class Outcome(NamedTuple):
    """How a run ended, at which step that was first so, and the same in words."""

    kind: Kind
    step: int
    message: str


class Evaluations(NamedTuple):
    """How often the run asked for f, its gradient and its Hessian."""

    f: int
    gradient: int
    hessian: int


@dataclass(frozen=True)
class Descent:
    """A run of n steps (fewer than asked for if it left for ever).

    points: shape (2, n+1), the start first. losses: shape (n+1,).
    gradients: shape (2, n), column t−1 being the g of step t. probes: shape (2, n), where g was taken.
    state: the rule's NamedTuple, each field of shape (2, n+1), column t being its value after step t.
    parts: vectors of shape (2, n) that add up to each step. factors: the schedule's factor at each step, shape (n,).
    rates: the effective rate in each coordinate at each step, shape (2, n), or None if it is just the learning rate.
    """

    rule: Any
    landscape: Landscape
    points: Array
    losses: Array
    gradients: Array
    probes: Array
    state: Any
    parts: tuple[Part, ...]
    factors: Array
    rates: Array | None
    outcome: Outcome
    evaluations: Evaluations
