"""A training's address: text becomes a training, or every field that is wrong is named with what it takes."""

import dataclasses
from typing import Any, Final
from urllib.parse import quote

from optimizers.addresses import LARGEST_SEED, Fields, Reader, chosen_schedule
from optimizers.networks import rules
from optimizers.networks.training import TRAINING, Task, TrainingRun
from optimizers.numbers import plain

MOST_WORK: Final = 40_000
"""Epochs × hidden units × seeds that a training may have; every image is seen in each epoch."""
IN_ONE_ANSWER: Final = 3_200
"""The same for a training that is computed at one go: the usual one."""
MOST_UPDATES: Final = 20 * 1_347
"""Updates that a training may have: small batches make many."""


def read_training(given: Fields) -> TrainingRun:
    """The training that these fields describe. Raises AddressError."""
    reader = Reader(given)
    run = _training(reader)
    reader.finish(f"a training by {type(run.rule).id}")
    return run


def read_training_from(given: Fields) -> tuple[TrainingRun, int | None]:
    """A training, and the update after which its losses are asked for; None where all are, at one go if they can be."""
    reader = Reader(given)
    run = _training(reader)
    after = reader.whole("after", 0, 0, run.updates) if "after" in given else None
    reader.finish(f"a training by {type(run.rule).id}")
    return run, after


def work(task: Task) -> int:
    """How much a training has to compute, in epochs of one hidden unit."""
    return task.epochs * task.width * task.seeds


def names() -> dict[str, str]:
    """What an address calls each field of a task."""
    prefixes = {"width": "network.", "batch_size": "loss.", "weight_decay": "loss."}
    return {each.name: prefixes.get(each.name, "") + each.name for each in Task.parameters()}


def query(run: TrainingRun) -> str:
    """The canonical query string: the optimizer, then only what differs from the defaults."""
    told = {"optimizer": type(run.rule).id, **_changed(run.rule, "")}
    called = names()
    told |= {called[name]: text for name, text in _changed(run.task, "").items()}
    if run.schedule is not None:
        told |= {"schedule": type(run.schedule).id, **_changed(run.schedule, "schedule.")}
    if run.seed:
        told["seed"] = str(run.seed)
    return "&".join(f"{name}={quote(text, safe=',.-')}" for name, text in told.items())


def _training(reader: Reader) -> TrainingRun:
    every = rules.catalogue()
    rule = reader.choice("optimizer", every, default=None) or next(iter(every.values()))
    hyperparameters = reader.values({each.name: each for each in rule.hyperparameters()})
    task = Task(**reader.values({called: _declared(name) for name, called in names().items()}))
    schedule = chosen_schedule(reader)
    seed = reader.whole("seed", 0, 0, LARGEST_SEED - int(_declared("seeds").high))
    return TrainingRun(rule(**hyperparameters), _bounded(task, reader), schedule, seed)


def _bounded(task: Task, reader: Reader) -> Task:
    """The task, if it is not too much work; else the usual one, and what would fit is said."""
    most = min(MOST_WORK // (task.width * task.seeds), MOST_UPDATES // task.updates_an_epoch)
    if task.epochs <= most:
        return task
    told = f"{TRAINING} images, {task.width} hidden units, batches of {task.batch_size} and {task.seeds} seeds"
    reader.reject("epochs", f"takes at most {most} with {told}")
    return Task()


def _declared(name: str) -> Any:
    return next(each for each in Task.parameters() if each.name == name)


def _changed(of: Any, prefix: str) -> dict[str, str]:
    """The declared fields of a dataclass that differ from their defaults, as text."""
    return {
        prefix + field.name: plain(getattr(of, field.name))
        for field in dataclasses.fields(of)
        if getattr(of, field.name) != field.default
    }
