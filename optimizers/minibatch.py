"""Losses that are means over examples, seen whole, one example at a time, or in batches drawn from a seed."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, repeat
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array, Number
from optimizers.landscape import Landscape, Loss, Point
from optimizers.parameters import Scale, parameter

BATCHES: Final = 64
"""How many batches are made at once, roughly."""


def batch_size(default: int, examples: int) -> Number:
    """The parameter b: a field that says how many of so many examples a step sees."""
    return parameter(default, 1, examples, Scale.COUNT, "b", "batch size: how many examples each step sees")


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
    def batches(self, examples: NDArray[np.int64]) -> Any:
        """The mean losses of batches of examples with these numbers, shape (…, b).

        A NamedTuple of the numbers that such a loss depends on, each of the shape (…).
        """

    @abstractmethod
    def example_gradients(self, theta: Point) -> Array:
        """The gradient of each example's loss at θ, shape (2, count)."""

    def batch(self, examples: NDArray[np.int64]) -> Loss:
        """The mean loss of the examples with these numbers, shape (b,)."""
        loss = self.batches(examples)
        plain: Loss = type(loss)(*map(float, loss))
        return plain

    @property
    def epoch_length(self) -> int:
        """How many steps see every example once."""
        return -(-self.count // int(self.batch_size))

    def stream(self, seed: int) -> Iterator[Loss]:
        if np.ndim(self.batch_size):
            return self._abreast(seed)
        if int(self.batch_size) >= self.count:
            return repeat(self)
        return self._sampled(int(self.batch_size), Epochs(self.count, seed))

    def _abreast(self, seed: int) -> Iterator[Loss]:
        """The losses that runs with batches of different sizes see, as one loss of numbers of shape (B,)."""
        epochs = Epochs(self.count, seed)
        kind = type(self.batches(epochs.orders(0, 1)))
        streams = [self._sampled(min(int(size), self.count), epochs) for size in self.batch_size]
        return (kind(*map(np.array, zip(*losses, strict=True))) for losses in zip(*streams, strict=True))

    def _sampled(self, size: int, epochs: "Epochs") -> Iterator[Any]:
        """One batch after the other; many at once, since NumPy takes as long for one as for fifty."""
        many = -(-BATCHES * size // self.count)
        for first in count(0, many):
            orders = epochs.orders(first, first + many)
            full = self.count - self.count % size
            parts = [self.batches(orders[:, :full].reshape(many, -1, size))]
            if full < self.count:
                parts.append(self.batches(orders[:, None, full:]))
            fields = (np.concatenate(field, axis=1).ravel().tolist() for field in zip(*parts, strict=True))
            yield from map(type(parts[0]), *fields)


class Epochs:
    """The order in which each epoch shows the examples: a pure function of the seed, whatever the batches' size."""

    def __init__(self, examples: int, seed: int) -> None:
        self._dice = np.random.Generator(np.random.PCG64(seed))
        self._examples = examples
        self._drawn: list[NDArray[np.int64]] = []

    def orders(self, first: int, stop: int) -> NDArray[np.int64]:
        """The orders of the epochs from `first` up to `stop`, counted from 0; shape (stop − first, examples)."""
        self._drawn += (self._dice.permutation(self._examples) for _ in range(len(self._drawn), stop))
        return np.stack(self._drawn[first:stop])
