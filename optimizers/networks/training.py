"""Training: one rule teaches networks of one shape the digits, some seeds or some rates at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any, Final, NamedTuple

import numpy as np

from optimizers.networks import digits
from optimizers.networks.digits import Floats, Split
from optimizers.networks.network import Network, Scores, Slopes, examples
from optimizers.networks.stepping import stepping
from optimizers.parameters import Parameter, Scale, parameter, parameters
from optimizers.pauses import paused
from optimizers.rule import Rule
from optimizers.schedule import Schedule, driven

TRAINING: Final = len(digits.everything()) - digits.TEST
EARLY: Final = (0, 1, 2, 4, 8, 16, 32)
"""Updates after which the scores are taken, besides every end of an epoch: the first epoch is where most happens."""


@dataclass(frozen=True)
class Task:
    """What is learnt, and how often it is seen."""

    width: int = parameter(32, 4, 256, Scale.COUNT, "H", "how many hidden units the network has")
    batch_size: int = parameter(32, 8, TRAINING, Scale.COUNT, "B", "how many images each update looks at")
    weight_decay: float = parameter(
        0.0, 0.0, 0.1, Scale.LINEAR, "w", "weight decay inside the loss: w θ is added to the gradient"
    )
    epochs: int = parameter(20, 1, 200, Scale.COUNT, "E", "how many times every image is seen")
    seeds: int = parameter(5, 1, 10, Scale.INTEGER, "S", "how many networks are trained, each from a seed of its own")

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        declares: type = cls
        return parameters(declares)

    @property
    def network(self) -> Network:
        return Network(self.width)

    @property
    def updates_an_epoch(self) -> int:
        return -(-TRAINING // self.batch_size)


@dataclass(frozen=True)
class TrainingRun:
    """Everything that a training depends on. seed: the first of the task's; `schedule` None is a constant rate."""

    rule: Rule
    task: Task = Task()
    schedule: Schedule | None = None
    seed: int = 0

    @property
    def seeds(self) -> range:
        return range(self.seed, self.seed + self.task.seeds)

    @property
    def updates(self) -> int:
        """How many updates the whole of it takes."""
        return self.task.epochs * self.task.updates_an_epoch

    def trained(self) -> "Record":
        """The whole training, at one go."""
        trainer = Trainer(self)
        trainer.advance(self.updates)
        return trainer.record()


class Record(NamedTuple):
    """What is known of R networks after some updates.

    losses: of the batches so far, (n, R). at: the updates after which scores were taken. training, test: the scores
    there, each of shape (C, R), `training` on as many training images as there are test images. moved: the last
    update's length by that of the weights, layer by layer, (C, R, 2). theta: the weights, (R, size). diverged: the
    update after which a loss or a weight was no longer a finite number, 0 where that has not happened; what comes
    after is not a number.
    """

    losses: Floats
    at: tuple[int, ...]
    training: Scores
    test: Scores
    moved: Floats
    theta: Floats
    diverged: tuple[int, ...]


@dataclass
class Trainer:
    """A training that goes on as far as it is told to, and keeps what there is to show.

    run.rule's hyper-parameters may have the shape (R, 1): then R networks start from the first seed alone.
    """

    run: TrainingRun
    split: Split = field(default_factory=digits.split)
    dtype: type = np.float32
    keep: int = 0
    """Every how many updates the weights are kept; 0 keeps none."""
    done: int = 0
    kept: list[Floats] = field(default_factory=list)
    _losses: list[Floats] = field(default_factory=list)
    _at: list[int] = field(default_factory=list)
    _scores: list[tuple[Scores, Scores, Floats]] = field(default_factory=list)

    def __post_init__(self) -> None:
        task = self.run.task
        draws = [np.random.default_rng(seed) for seed in self.run.seeds]
        self.theta = task.network.start(draws, self.dtype)
        runs = np.broadcast_shapes((len(draws), 1), *(np.shape(each) for each in vars(self.run.rule).values()))[0]
        self.theta = np.repeat(self.theta, runs // len(draws), axis=0)
        self._batches = self._shuffled(draws)
        self._stepping = stepping(self.run.rule, task.network)
        self._state = self._stepping.init(self.theta)
        self._slopes = Slopes(task.network, runs, task.batch_size, self.dtype)
        self._factors = driven(self.run.schedule, self.run.updates, self._recent_loss)
        self._look(self.theta)

    def advance(self, updates: int) -> None:
        """So many updates further, at most to the end."""
        with np.errstate(all="ignore"):
            for _ in paused(range(min(updates, self.run.updates - self.done))):
                self._update()

    @property
    def is_done(self) -> bool:
        return self.done == self.run.updates

    def record(self) -> Record:
        """What is known by now."""
        losses = np.array(self._losses).reshape(self.done, len(self.theta))
        training, test, moved = zip(*self._scores, strict=True)
        return Record(
            losses,
            tuple(self._at),
            Scores(*map(np.stack, zip(*training, strict=True))),
            Scores(*map(np.stack, zip(*test, strict=True))),
            np.stack(moved),
            self.theta,
            _diverged(losses, self.theta),
        )

    def _update(self) -> None:
        inputs, targets = next(self._batches)
        probe = self._stepping.probe(self.theta, self._state)
        loss, g = self._slopes.at(probe, inputs, targets)
        if self.run.task.weight_decay:
            g += self.run.task.weight_decay * probe
        self._losses.append(loss)
        self.done += 1
        before = self.theta
        self.theta, self._state = self._stepping.step(self.done, before, g, self._state, self._factor())
        if self.done in EARLY or self.done % self.run.task.updates_an_epoch == 0:
            self._look(before)
        if self.keep and self.done % self.keep == 0:
            self.kept.append(self.theta)

    def _factor(self) -> Any:
        factor = next(self._factors)
        return factor.astype(self.dtype)[:, None] if np.ndim(factor) else float(factor)

    def _recent_loss(self, _step: int) -> Floats:
        """What a schedule watches: the batches' mean loss over an epoch, or over what there has been of one."""
        return np.asarray(np.mean(self._losses[-self.run.task.updates_an_epoch :], axis=0))

    def _look(self, before: Floats) -> None:
        """Take the scores, and how far each layer has just moved."""
        network = self.run.task.network
        training, test = self._measured
        moves = zip(network.layers(self.theta - before), network.layers(before), strict=True)
        moved = [_length(step) / np.maximum(_length(layer), 1e-30) for step, layer in moves]
        with np.errstate(all="ignore"):
            scores = network.scores(self.theta, training), network.scores(self.theta, test)
        self._at.append(self.done)
        self._scores.append((*scores, np.stack(moved, axis=-1)))

    @cached_property
    def _measured(self) -> tuple[Any, Any]:
        training, test = self.split.training, self.split.test
        return examples(training.part(slice(len(test))), self.dtype), examples(test, self.dtype)

    def _shuffled(self, draws: list["np.random.Generator"]) -> Iterator[tuple[Floats, Floats]]:
        """Batches for each seed, shuffled anew for every epoch; the last of an epoch may be short."""
        every, size = examples(self.split.training, self.dtype), self.run.task.batch_size
        for _ in count():
            orders = np.stack([draw.permutation(len(every.inputs)) for draw in draws])
            inputs, targets = every.inputs[orders], every.targets[orders]
            for first in range(0, len(every.inputs), size):
                yield inputs[:, first : first + size], targets[:, first : first + size]


def _length(layer: Floats) -> Floats:
    return np.asarray(np.sqrt(np.einsum("rij,rij->r", layer, layer)))


def _diverged(losses: Floats, theta: Floats) -> tuple[int, ...]:
    """The first loss that is not finite is that of the update before; the last update has its weights alone."""
    lost = ~np.isfinite(losses)
    ends = np.where(np.isfinite(theta).all(axis=1), 0, len(losses))
    return tuple(np.where(lost.any(axis=0), lost.argmax(axis=0), ends).tolist())
