"""The track along the learning rate's slider: how a network does at each of 25 rates, all from one seed."""

from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np

from optimizers.networks.matrix_rule import MatrixRule
from optimizers.networks.training import Trainer, TrainingRun

TICKS: Final = 25


class RateTrack(NamedTuple):
    """For each rate the share of test images that the network gets right; the update at which it diverged, else 0."""

    rates: tuple[float, ...]
    accuracy: tuple[float, ...]
    diverged: tuple[int, ...]


def rates(run: TrainingRun) -> tuple[float, ...]:
    """The positions of the slider: evenly spaced by their logarithm, three digits each."""
    (declared,) = (each for each in type(run.rule).hyperparameters() if each.name == "lr")
    return tuple(float(f"{rate:.3g}") for rate in np.geomspace(declared.low, declared.high, TICKS))


def track(run: TrainingRun) -> RateTrack:
    """The training at each rate, by its first seed alone."""
    positions = rates(run)
    lr = np.array(positions, np.float32)[:, None]
    many: dict[str, Any] = {"lr": lr[..., None] if isinstance(run.rule, MatrixRule) else lr}
    rule = replace(run.rule, **many)
    trainer = Trainer(replace(run, rule=rule, task=replace(run.task, seeds=1)))
    trainer.advance(run.updates)
    record = trainer.record()
    return RateTrack(positions, tuple(map(float, record.test.accuracy[-1])), record.diverged)
