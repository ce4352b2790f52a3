"""Effective rates: what a step is made of, in each coordinate."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from optimizers.descent import descend
from optimizers.landscape import Point
from optimizers.landscapes.bowl import Bowl
from optimizers.landscapes.himmelblau import Himmelblau
from optimizers.rule import FirstOrderRule
from optimizers.rules.adadelta import Adadelta
from optimizers.rules.adagrad import Adagrad
from optimizers.rules.adam import Adam
from optimizers.rules.gradient_descent import GradientDescent
from optimizers.rules.momentum import Momentum
from optimizers.rules.nesterov import Nesterov
from optimizers.rules.rmsprop import RMSprop
from optimizers.schedules import Exponential

START = some.builds(Point, some.floats(-4, 4), some.floats(-4, 4))
SCHEDULE = some.sampled_from([None, Exponential(gamma=0.9)])


@pytest.mark.parametrize("rule", [Adagrad(lr=0.3), Adadelta(lr=0.5, eps=1e-3), RMSprop(lr=0.05, rho=0.9)], ids=str)
@given(start=START, schedule=SCHEDULE)
def test_the_step_is_the_gradient_times_the_effective_rate(
    rule: FirstOrderRule[Any], start: Point, schedule: Exponential | None
) -> None:
    descent = descend(rule, Himmelblau(), start, 20, schedule=schedule)
    assert descent.rates is not None
    assert np.diff(descent.points) == pytest.approx(-descent.rates * descent.gradients, rel=1e-9, abs=1e-12)


@given(start=START, schedule=SCHEDULE)
def test_adams_step_is_the_corrected_moment_times_its_rate(start: Point, schedule: Exponential | None) -> None:
    descent = descend(Adam(lr=0.1), Himmelblau(), start, 20, schedule=schedule)
    assert descent.rates is not None
    assert np.diff(descent.points) == pytest.approx(-descent.rates * descent.state.m_hat[:, 1:], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("rule", [GradientDescent(), Momentum(), Nesterov()], ids=str)
def test_rules_with_one_rate_for_all_say_so(rule: FirstOrderRule[Any]) -> None:
    assert descend(rule, Bowl(), Bowl.start, 5).rates is None
