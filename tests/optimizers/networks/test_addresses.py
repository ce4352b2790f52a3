"""A training's address and back again, for random trainings."""

from typing import Any

import numpy as np
import pytest

from optimizers import addresses as core
from optimizers.networks import rules
from optimizers.networks.addresses import MOST_UPDATES, MOST_WORK, names, query, read_training, read_training_from, work
from optimizers.networks.training import Task, TrainingRun
from optimizers.parameters import Parameter
from optimizers.schedules import Cosine


def drawn(each: Parameter, draw: np.random.Generator) -> float:
    return float(draw.choice(each.ticks()))


def test_every_training_has_an_address_that_gives_it_again(seed: int) -> None:
    draw, tried = np.random.default_rng(seed), 0
    for _ in range(300):
        rule: Any = [*rules.catalogue().values()][draw.integers(len(rules.catalogue()))]
        made = rule(**{each.name: drawn(each, draw) for each in rule.hyperparameters()})
        values: Any = {each.name: drawn(each, draw) for each in Task.parameters()}
        task = Task(**{name: value if name == "weight_decay" else int(value) for name, value in values.items()})
        run = TrainingRun(made, task, Cosine(period=430) if draw.random() < 0.5 else None, int(draw.integers(1000)))
        if work(task) <= MOST_WORK and run.updates <= MOST_UPDATES:
            tried += 1
            assert read_training(core.fields(query(run))) == run
    assert tried > 30


def test_what_is_too_much_is_refused_with_what_would_fit(seed: int) -> None:
    draw = np.random.default_rng(seed)
    for _ in range(200):
        values = {called: int(drawn(each, draw)) for each, called in ((e, names()[e.name]) for e in Task.parameters())}
        values["loss.weight_decay"] = 0
        text = "&".join(f"{name}={value}" for name, value in values.items())
        try:
            read_training(core.fields(f"optimizer=adam&{text}"))
        except core.AddressError as refused:
            (fault,) = refused.faults
            assert fault.field == "epochs"
            most = int(fault.message.split()[3])
            fitting = text.replace(f"epochs={values['epochs']}", f"epochs={most}")
            assert read_training(core.fields(f"optimizer=adam&{fitting}")).task.epochs == most
            with pytest.raises(core.AddressError):
                read_training(core.fields("optimizer=adam&" + fitting.replace(f"epochs={most}", f"epochs={most + 1}")))


def test_after_is_of_the_question_not_of_the_training() -> None:
    one, after = read_training_from(core.fields("optimizer=adam&after=12"))
    other, nothing = read_training_from(core.fields("optimizer=adam"))

    assert (one, after, nothing) == (other, 12, None)
