"""Defaults of hyper-parameters: PyTorch's, and a momentum of .9 by custom."""

from typing import Any

import pytest

from optimizers import landscapes, rules
from optimizers.descent import descend

DEFAULTS = {
    "gradient_descent": {"lr": 0.001},
    "momentum": {"lr": 0.001, "momentum": 0.9},
    "nesterov": {"lr": 0.001, "momentum": 0.9},
    "adagrad": {"lr": 0.01, "eps": 1e-10},
    "adadelta": {"lr": 1.0, "rho": 0.9, "eps": 1e-6},
    "adam": {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "bias_correction": 1},
    "rmsprop": {"lr": 0.01, "rho": 0.99, "eps": 1e-8, "momentum": 0.0},
    "adamw": {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "bias_correction": 1, "weight_decay": 0.01},
    "adam_l2": {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "bias_correction": 1, "weight_decay": 0.01},
    "amsgrad": {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "bias_correction": 1},
    "nadam": {"lr": 0.002, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "momentum_decay": 0.004},
    "lion": {"lr": 1e-4, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.0},
    "full_matrix_adagrad": {"lr": 0.01, "eps": 1e-10},
    "schedule_free": {
        "lr": 0.0025, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.0, "warm_up": 1,
    },
    "newton": {"damped": 1, "damping": 1e-3, "line_search": 1},
    "lbfgs": {"history": 10},
}  # fmt: skip


@pytest.mark.parametrize("name", rules.catalogue())
def test_the_defaults_are_those_of_the_libraries(name: str) -> None:
    assert {each.name: each.default for each in rules.catalogue()[name].hyperparameters()} == DEFAULTS[name]


@pytest.mark.parametrize(("name", "steps"), [("adadelta", 37), ("momentum", 276)])
def test_at_the_defaults_adadelta_leaves_the_saddle_long_before_momentum(name: str, steps: int) -> None:
    rule: Any = rules.catalogue()[name]()
    saddle = landscapes.catalogue()["saddle"]()
    _, y = descend(rule, saddle, saddle.start, 400).points
    assert int((abs(y) > 1).argmax()) == steps
