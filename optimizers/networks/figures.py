"""Figures that the pages state of networks: each is computed by the core, kept in a file, and keeps its bounds.

`python -m optimizers.networks.figures` computes them all and writes the file anew. The bounds are what the sentence
needs to be true, not what the figure happens to be; they leave room for another machine's rounding.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from optimizers.networks.heavy_tail import frequent_and_rare
from optimizers.networks.rate_table import Accuracy, at_rate, kept
from optimizers.networks.rules.muon import newton_schulz
from optimizers.networks.tracks import track
from optimizers.networks.training import TRAINING, Record, Task, TrainingRun
from optimizers.schedule import Schedule
from optimizers.schedules import Cosine, WarmupCosine

FILE: Final = Path(__file__).with_name("figures.json")
WHOLE: Final = Task(seeds=3, batch_size=TRAINING, epochs=200)
"""Every update sees all images: no chance in the gradients."""


class Figure(NamedTuple):
    """A number that a sentence states. low, high: between which the sentence is true."""

    compute: Callable[[], float]
    low: float
    high: float


def _record(name: str, rate: float, task: Task | None = None, schedule: Schedule | None = None) -> Record:
    return _trained(TrainingRun(at_rate(name, rate), task or Task(), schedule))


@cache
def _trained(run: TrainingRun) -> Record:
    return run.trained()


def _right(record: Record) -> Accuracy:
    shares = 100 * record.test.accuracy[-1]
    return Accuracy(float(shares.mean()), float(shares.std(ddof=1)))


def _rises(rate: float) -> float:
    """Percent of gradient descent's updates after which the loss of all images is higher, over three seeds."""
    return float(100 * (np.diff(_record("gradient_descent", rate, WHOLE).losses, axis=0) > 0).mean())


def _shrinks(name: str) -> float:
    """How many times shorter the hidden layer's last update is than that at the first epoch's end."""
    record = _record(name, kept()[name].rate)
    moved = record.moved[:, :, 0].mean(axis=1)
    return float(moved[record.at.index(Task().updates_an_epoch)] / moved[-1])


def _reach(name: str) -> float:
    """The factor between the smallest and the largest rate on the slider at which 9 of 10 test images are right."""
    found = track(TrainingRun(at_rate(name, 0.01)))
    good = [rate for rate, share in zip(found.rates, found.accuracy, strict=True) if share >= 0.9]
    return max(good) / min(good)


def _on_a_vector() -> float:
    """The length of Muon's five steps on a vector, whatever the vector."""
    return float(np.linalg.norm(newton_schulz(np.array([[3.0, 4.0]]))))


def _tail(rule: str, rare: bool) -> float:
    """The loss after 100 steps on the most frequent or the four rarest digits of the heavy-tailed set."""
    return frequent_and_rare(rule)[int(rare)]


def every() -> Mapping[str, Figure]:
    """All figures by the names that the pages' sentences call them."""
    descent = kept()["gradient_descent"].rate
    return {
        "descent_best": Figure(lambda: _right(_record("gradient_descent", descent)).mean, 93, 100),
        "descent_doubled": Figure(lambda: _right(_record("gradient_descent", 2 * descent)).mean, 10, 80),
        "descent_doubled_spread": Figure(lambda: _right(_record("gradient_descent", 2 * descent)).spread, 10, 60),
        "descent_doubled_whole": Figure(lambda: _right(_record("gradient_descent", 2 * descent, WHOLE)).mean, 96, 100),
        "warmed_up": Figure(
            lambda: _right(_record("gradient_descent", 2 * descent, None, WarmupCosine(over=86, period=860))).mean,
            *(93, 100),
        ),
        "descent_spread": Figure(lambda: _right(_record("gradient_descent", descent)).spread, 1, 10),
        "cosine_spread": Figure(
            lambda: _right(_record("gradient_descent", descent, None, Cosine(period=860))).spread, 0, 0.9
        ),
        "zigzag": Figure(lambda: _rises(1.0), 2, 40),
        "no_zigzag": Figure(lambda: _rises(0.3), 0, 0.5),
        "adagrad_shrinks": Figure(lambda: _shrinks("adagrad"), 4, 20),
        "rmsprop_shrinks": Figure(lambda: _shrinks("rmsprop"), 1, 3.5),
        "adagrad_dead": Figure(lambda: float(100 * _record("adagrad", 0.1).training.dead[-1].mean()), 25, 70),
        "momentum_dead": Figure(lambda: float(100 * _record("momentum", 0.1).training.dead[-1].mean()), 5, 33),
        "adam_reach": Figure(lambda: _reach("adam"), 20, 1000),
        "descent_reach": Figure(lambda: _reach("gradient_descent"), 5, 200),
        "muon_on_a_vector": Figure(_on_a_vector, 0.69, 0.70),
        "tail_descent": Figure(lambda: _tail("gradient_descent", False), 0.05, 0.2),
        "tail_descent_rare": Figure(lambda: _tail("gradient_descent", True), 0.2, 1.0),
        "tail_momentum_rare": Figure(lambda: _tail("momentum", True), 0, 0.1),
        "tail_adam": Figure(lambda: _tail("adam", False), 0, 0.01),
        "tail_adam_rare": Figure(lambda: _tail("adam", True), 0, 0.02),
        "even_momentum": Figure(lambda: frequent_and_rare("momentum", 0.0)[0], 0, 0.008),
        "even_adam": Figure(lambda: frequent_and_rare("adam", 0.0)[0], 0.008, 0.05),
    }


@cache
def kept_figures() -> Mapping[str, float]:
    """The figures as they are kept."""
    read: dict[str, float] = json.loads(FILE.read_text())
    return MappingProxyType(read)


def broken(names: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """Each figure of these, or of all, whose kept or whose computed value does not keep its bounds, in words."""
    told = []
    for name in names or tuple(every()):
        figure, value = every()[name], kept_figures().get(name)
        for what, each in (("kept", value), ("computed", figure.compute())):
            if each is None or not figure.low <= each <= figure.high:
                told.append(f"{name}: {what} {each}, and takes {figure.low} to {figure.high}")
    return tuple(told)


def _write() -> None:
    values = {name: float(f"{figure.compute():.5g}") for name, figure in every().items()}
    FILE.write_text(json.dumps(values, indent=1) + "\n")


if __name__ == "__main__":
    _write()
