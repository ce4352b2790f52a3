"""The rate table: which learning rate each rule takes on the digits, and how the networks do at it, kept in a file.

A rate is chosen as a careful person would: among RATES within the rule's range, the one whose networks are right most
often on images that are neither trained on nor among the test images, five seeds each; ties go to the smaller rate.
Then five networks are trained on all training images at that rate, and tested.
`python -m optimizers.networks.rate_table` writes the file anew; it takes some minutes.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from optimizers.networks import digits, rules
from optimizers.networks.digits import Split
from optimizers.networks.training import Task, Trainer, TrainingRun
from optimizers.rule import Rule

FILE: Final = Path(__file__).with_name("rate_table.json")
RATES: Final = (*(float(f"{digit}e{power}") for power in range(-4, 1) for digit in (1, 2, 3, 5)), 10.0)
CLOSE: Final = 1.5
"""Points by which accuracies that are computed again, on another machine, may differ."""


class Accuracy(NamedTuple):
    """Percent of the images that five networks get right: their mean and how far they spread."""

    mean: float
    spread: float

    @property
    def words(self) -> str:
        return f"{self.mean:.1f} ± {self.spread:.1f}"


class Row(NamedTuple):
    """A rule's best rate, and the test accuracy at that rate and at the rule's default."""

    rate: float
    best: Accuracy
    default_rate: float
    default: Accuracy


def accuracy(rule: Rule, split: Split | None = None, task: Task | None = None) -> Accuracy:
    """How five networks do that this rule has trained."""
    trainer = Trainer(TrainingRun(rule, task or Task()), split or digits.split())
    trainer.advance(trainer.run.updates)
    shares = 100 * trainer.record().test.accuracy[-1]
    return Accuracy(round(float(shares.mean()), 2), round(float(shares.std(ddof=1)), 2))


def measured(name: str) -> Row:
    """A rule's row, computed."""
    rule = rules.catalogue()[name]
    rate = best_rate(name)
    default = next(each.default for each in rule.hyperparameters() if each.name == "lr")
    return Row(rate, accuracy(at_rate(name, rate)), default, accuracy(rule()))


def best_rate(name: str) -> float:
    """The rate that a careful person would choose."""
    tried = {rate: accuracy(at_rate(name, rate), digits.trial_split()).mean for rate in grid(name)}
    return max(tried, key=lambda rate: (tried[rate], -rate))


def grid(name: str) -> tuple[float, ...]:
    """The rates that are tried: those of RATES that the rule's slider reaches."""
    (declared,) = (each for each in rules.catalogue()[name].hyperparameters() if each.name == "lr")
    return tuple(rate for rate in RATES if declared.low <= rate <= declared.high)


def at_rate(name: str, rate: float) -> Rule:
    make: Callable[..., Rule] = rules.catalogue()[name]
    return make(lr=rate)


@cache
def kept() -> Mapping[str, Row]:
    """The table as it is kept, by the rule's id."""
    rows = json.loads(FILE.read_text())
    return MappingProxyType(
        {
            name: Row(row["rate"], Accuracy(*row["best"]), row["default_rate"], Accuracy(*row["default"]))
            for name, row in rows.items()
        }
    )


def differs(name: str) -> str | None:
    """How the kept accuracy at the best rate differs from one computed now, None where it is close."""
    row = kept()[name]
    now = accuracy(at_rate(name, row.rate))
    # Where networks fall apart by chance, the chance is what is compared.
    allowed = CLOSE + 2 * row.best.spread / np.sqrt(5)
    return None if abs(now.mean - row.best.mean) <= allowed else f"{name}: kept {row.best.words}, now {now.words}"


def _write() -> None:
    rows = {name: measured(name)._asdict() for name in rules.catalogue()}
    FILE.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    _write()
