"""The track along the learning rate: each tick is the training at that rate."""

import pytest

from optimizers.networks.rate_table import at_rate
from optimizers.networks.tracks import TICKS, rates, track
from optimizers.networks.training import Task, TrainingRun

TASK = Task(width=4, epochs=1, seeds=1)


@pytest.mark.parametrize("name", ["adam", "muon"])
def test_a_tick_is_the_training_at_its_rate(name: str) -> None:
    run = TrainingRun(at_rate(name, 0.01), TASK)
    found = track(run)

    assert len(found.rates) == TICKS == len(found.accuracy)
    alone = TrainingRun(at_rate(name, found.rates[9]), TASK).trained()
    assert found.accuracy[9] == pytest.approx(float(alone.test.accuracy[-1, 0]), abs=0.01)


def test_ticks_rise_from_the_sliders_lowest_to_its_highest() -> None:
    positions = rates(TrainingRun(at_rate("adam", 0.01), TASK))

    assert [*positions] == sorted({*positions})
    assert (positions[0], positions[-1]) == (0.0001, 3.0)
