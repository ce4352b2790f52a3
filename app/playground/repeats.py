"""Repeats: the same racer with other samples, on a loss of which each step sees a part, and how far apart they end."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from app.runs.slices import sliced
from optimizers.addresses import LARGEST_SEED
from optimizers.arithmetic import Array
from optimizers.numbers import digits
from optimizers.run import Run

SEEDS = 5
"""How many seeds a racer is run with, its own the first."""


@dataclass(frozen=True, eq=False)
class Repeats:
    """A racer over several seeds. low, high: f − f* of the lowest and the highest of them at each step, shape (n+1,).

    levels: how far above f* each was on average at its end, the lowest first; one that flew off has none.
    """

    low: Array
    high: Array
    levels: tuple[float, ...]

    @property
    def words(self) -> str:
        """From where to where they end, as a sentence."""
        gone = SEEDS - len(self.levels)
        if not self.levels:
            return f"With none of {SEEDS} seeds does it stay."
        told = f"Over {SEEDS} seeds: {digits(self.levels[0], 2)} to {digits(self.levels[-1], 2)} above the minimum"
        return f"{told}{f'; {gone} flew off' if gone else ''}."


@lru_cache(maxsize=32)
def repeats(run: Run) -> Repeats | None:
    """The racer with its seed and the next ones; None where nothing is drawn from a seed."""
    if run.landscape.epoch_length == 1:
        return None
    seeds = [(run.seed + more) % (LARGEST_SEED + 1) for more in range(SEEDS)]
    descents = [each.descend() for each in sliced(tuple(replace(run, seed=seed) for seed in seeds))]
    shortest = min(each.losses.size for each in descents)
    excess = np.array([each.excess[:shortest] for each in descents])
    levels = sorted(each.outcome.level for each in descents if each.outcome.level is not None)
    return Repeats(excess.min(axis=0), excess.max(axis=0), tuple(levels))
