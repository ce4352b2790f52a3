"""Reproducible chance: the same seed and label give the same throws in every process, on every machine, for ever."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Throws drawn from a hash of the seed, a label and a counter, so that no library's upgrade changes an old draw."""

    def __init__(self, *seed: object) -> None:
        self._seed = "\x1f".join(map(str, seed)).encode()
        self._words = self._stream()

    def _stream(self) -> Iterator[int]:
        count = 0
        while True:
            yield int.from_bytes(blake2b(self._seed + b"\x1f%d" % count, digest_size=8).digest(), "big")
            count += 1

    def below(self, n: int) -> int:
        """A whole number from 0 to n−1. (The bias, n in 2⁶⁴, is far below notice.)"""
        return next(self._words) % n

    def uniform(self) -> float:
        """A number from 0 up to, not including, 1."""
        return (next(self._words) >> 11) / (1 << 53)

    def choice(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> tuple[T, ...]:
        rest = list(items)
        return tuple(rest.pop(self.below(len(rest))) for _ in items)

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """One of `items`, each as likely as its weight; the weights are not all 0."""
        mark = self.uniform() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            mark -= weight
            if mark < 0:
                return item
        return items[-1]


def opaque(*parts: object) -> str:
    """Eight hexadecimal digits that say nothing about what they name."""
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=4).hexdigest()
