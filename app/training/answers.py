"""What a trained network answers: which digits it takes for which, and those that it gets wrong."""

from typing import Final, NamedTuple

import numpy as np

from optimizers.networks import digits
from optimizers.networks.digits import BRIGHTEST, CLASSES, Floats
from optimizers.networks.training import Record, TrainingRun

MOST_SHOWN: Final = 12
GREYS: Final = "0123456789abcdefg"
"""A pixel's brightness as one character, from 0 to 16."""


class Mistake(NamedTuple):
    """A test image that is taken for another digit. chance: how sure the network was of what it said."""

    number: int
    label: int
    said: int
    chance: float
    pixels: str


class Answers(NamedTuple):
    """Of the first seed's network. confusion: how many images of each digit (row) were taken for each (column)."""

    confusion: tuple[tuple[int, ...], ...]
    mistakes: tuple[Mistake, ...]

    @property
    def wrong(self) -> int:
        return sum(sum(row) for row in self.confusion) - sum(self.confusion[digit][digit] for digit in range(CLASSES))


def answers(run: TrainingRun, record: Record) -> Answers | None:
    """What the first seed's network says of the test images; None of weights that are no longer finite."""
    theta = record.theta[:1]
    if not np.isfinite(theta).all():
        return None
    test = digits.split().test
    chances = run.task.network.chances(theta, test.pixels)[0]
    said = chances.argmax(1)
    confusion = np.zeros((CLASSES, CLASSES), int)
    np.add.at(confusion, (test.labels, said), 1)
    wrong = np.flatnonzero(said != test.labels)
    surest = wrong[np.argsort(-chances[wrong, said[wrong]], kind="stable")][:MOST_SHOWN]
    mistakes = (
        Mistake(
            int(test.numbers[each]),
            int(test.labels[each]),
            int(said[each]),
            float(chances[each, said[each]]),
            grey(test.pixels[each]),
        )
        for each in surest
    )
    return Answers(tuple(map(tuple, confusion.tolist())), tuple(mistakes))


def grey(pixels: Floats) -> str:
    """An image as 64 characters, row by row."""
    return "".join(GREYS[level] for level in np.rint(pixels * BRIGHTEST).astype(int))
