"""What a rule for matrices is: it sees a layer's weights as a whole, and leaves biases to Adam."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic

from optimizers.networks.digits import Floats
from optimizers.rule import Rule, State


@dataclass(frozen=True)
class MatrixRule(Rule, Generic[State]):
    """A rule that works on a matrix of weights of shape (inputs, outputs), R networks at once: (R, inputs, outputs)."""

    why_matrices: ClassVar[str]
    """What it does that has no meaning for a single number, in a sentence."""

    @abstractmethod
    def init(self, theta: Floats) -> State:
        """The state before the first step."""

    @abstractmethod
    def update(self, t: int, theta: Floats, g: Floats, state: State) -> tuple[Floats, State]:
        """Step t (from 1): the equation."""
