"""What is kept of trainings: those that are done, and for a second those that somebody still asks for."""

import threading
import time

import numpy as np
import pytest

from app.training.trainings import MOST_DONE, MOST_UNDER_WAY, Trainings, fits_one_answer
from optimizers.networks.addresses import IN_ONE_ANSWER, work
from optimizers.networks.digits import Floats
from optimizers.networks.rules.muon import Muon
from optimizers.networks.training import Task, TrainingRun
from optimizers.rules.adam import Adam
from optimizers.rules.gradient_descent import GradientDescent

SMALL = TrainingRun(Adam(), Task(width=4, epochs=1, seeds=1))
LARGE = TrainingRun(Adam(), Task(width=4, epochs=200, seeds=1))


class Clock:
    """Stands still unless it is told to go on; each look takes `tick` seconds."""

    def __init__(self) -> None:
        self.now, self.tick = 0.0, 0.0

    def __call__(self) -> float:
        self.now += self.tick
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_the_usual_training_fits_into_one_answer_and_a_larger_one_does_not() -> None:
    assert fits_one_answer(TrainingRun(Adam()))
    assert work(Task()) == IN_ONE_ANSWER
    assert not fits_one_answer(LARGE)
    assert not fits_one_answer(TrainingRun(Adam(), Task(batch_size=8, seeds=1)))
    assert not fits_one_answer(TrainingRun(Muon()))


def test_slices_lead_to_the_whole(clock: Clock) -> None:
    clock.tick = 0.03
    kept, run = Trainings(clock), TrainingRun(Muon(), Task(width=4, epochs=2, seeds=1))
    lengths: list[int] = []
    while not lengths or lengths[-1] < run.updates:
        lengths.append(len(kept.further(run).losses))

    assert len(lengths) > 3
    assert lengths == sorted(set(lengths))
    np.testing.assert_array_equal(kept.whole(run).losses, run.trained().losses)
    assert kept.count_under_way() == 0


def test_a_training_that_nobody_asks_for_is_forgotten_after_a_second(clock: Clock) -> None:
    clock.tick = 0.05
    kept = Trainings(clock)
    kept.further(LARGE)
    clock.tick = 0.0
    assert kept.count_under_way() == 1
    clock.now += 0.8
    assert kept.count_under_way() == 1
    clock.now += 0.3
    assert kept.count_under_way() == 0


def test_only_so_many_are_kept(clock: Clock) -> None:
    kept = Trainings(clock)
    for seed in range(MOST_UNDER_WAY + 3):
        clock.tick = 0.05
        kept.further(TrainingRun(Adam(), LARGE.task, seed=seed))
        clock.tick, clock.now = 0.0, 0.0
    assert kept.count_under_way() == MOST_UNDER_WAY

    tiny = Task(width=4, batch_size=1347, epochs=1, seeds=1)
    for seed in range(MOST_DONE + 3):
        kept.whole(TrainingRun(GradientDescent(), tiny, seed=seed))
    assert len(kept._done) == MOST_DONE


def test_what_is_done_is_not_computed_again() -> None:
    kept = Trainings()

    assert kept.whole(SMALL) is kept.further(SMALL)


def test_many_who_ask_for_one_training_move_one_and_get_the_same() -> None:
    kept, answers = Trainings(), list[Floats]()
    run = TrainingRun(Muon(), Task(width=8, epochs=2, seeds=1))

    def ask() -> None:
        while len(losses := kept.further(run).losses) < run.updates:
            time.sleep(0)
        answers.append(losses)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 4
    for losses in answers:
        np.testing.assert_array_equal(losses, run.trained().losses)
