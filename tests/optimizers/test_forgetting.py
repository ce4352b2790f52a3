"""On the example of Reddi, Kale and Kumar Adam goes to the worst point, and AMSGrad to the best."""

import numpy as np
import pytest

from optimizers.forgetting import BEST, CYCLE, HIGH, LARGE, LOW, MEAN_SLOPE, SMALL, play
from optimizers.rules.adam import Adam
from optimizers.rules.amsgrad import AMSGrad
from optimizers.rules.gradient_descent import GradientDescent

RATES = (0.01, 0.02, 0.03)


def test_the_average_loss_is_lowest_at_the_low_end() -> None:
    """By the losses themselves, summed over a cycle."""
    losses = {x: sum(slope * x for slope in [LARGE] + [SMALL] * (CYCLE - 1)) for x in (LOW, 0.0, HIGH)}
    assert min(losses, key=losses.__getitem__) == BEST == LOW
    assert losses[HIGH] - losses[LOW] == pytest.approx(CYCLE * MEAN_SLOPE * (HIGH - LOW))


@pytest.mark.parametrize("rate", RATES)
def test_adam_ends_at_the_worst_point_and_amsgrad_goes_the_other_way(rate: float) -> None:
    forgets, remembers = (play(rule(lr=rate, beta2=0.99), 300).x for rule in (Adam, AMSGrad))
    assert forgets[-1] == HIGH != BEST
    assert (np.diff(remembers[20:]) <= 1e-9).all()
    assert remembers[-1] < -0.2


@pytest.mark.parametrize("start", [-1.0, -0.3, 0.6])
def test_where_it_starts_does_not_help_adam(start: float) -> None:
    assert play(Adam(lr=0.02, beta2=0.99), 200, start).x[-1] == HIGH


def test_a_longer_memory_does_not_mend_it_here() -> None:
    """With β₂ = .999 a tenth of the large slope’s square is gone by the next: that is enough."""
    assert play(Adam(lr=0.03, beta2=0.999), 600).x[-1] == HIGH


def test_gradient_descent_gets_there() -> None:
    """Its steps are in proportion to the slopes, so their sum counts."""
    assert play(GradientDescent(lr=1e-4), 3000).x[-1] == pytest.approx(LOW, abs=0.11)
