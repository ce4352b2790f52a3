"""Losses that are means over examples, seen whole, one example at a time, or in batches drawn from a seed."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array, Number
from optimizers.landscape import Landscape, Loss, Point
from optimizers.parameters import Scale, parameter


def batch_size(default: int, count: int) -> Number:
    """The parameter b: a field that says how many of `count` examples a step sees."""
    return parameter(default, 1, count, Scale.INTEGER, "b", "batch size: how many examples each step sees")


@dataclass(frozen=True)
class SampledLandscape(Landscape):
    """A mean over examples: f, gradient and Hessian are those of all, `stream` gives the batches that the steps see.

    Each epoch goes once through all examples in a new random order, in batches of `batch_size`; the last batch of an
    epoch holds what is left over. A subclass has a parameter `batch_size`.
    """

    is_sampled = True
    count: ClassVar[int]
    """How many examples there are."""
    batch_size: Number = 0

    @abstractmethod
    def batch(self, examples: NDArray[np.int64]) -> Loss:
        """The mean loss of the examples with these numbers, shape (b,)."""

    @abstractmethod
    def example_gradients(self, theta: Point) -> Array:
        """The gradient of each example's loss at θ, shape (2, count)."""

    @property
    def epoch_length(self) -> int:
        """How many steps see every example once."""
        return -(-self.count // int(self.batch_size))

    def stream(self, seed: int) -> Iterator[Loss]:
        if int(self.batch_size) >= self.count:
            return repeat(self)
        return map(self.batch, draws(self.count, int(self.batch_size), seed))


def draws(count: int, size: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Batches of numbers below `count`, epoch after epoch, without end; a pure function of its arguments."""
    dice = np.random.Generator(np.random.PCG64(seed))
    while True:
        order = dice.permutation(count)
        yield from (order[first : first + size] for first in range(0, count, size))
