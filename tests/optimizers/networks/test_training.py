"""Training as a whole: the same alone and together, in float32 near float64, and honest about what blows up."""

import dataclasses

import numpy as np
import pytest

from optimizers.networks import rules
from optimizers.networks.training import Task, Trainer, TrainingRun
from optimizers.rules.adam import Adam
from optimizers.rules.gradient_descent import GradientDescent
from optimizers.rules.momentum import Momentum
from optimizers.schedules import Cosine, ReduceOnPlateau

SHORT = Task(width=8, epochs=1, seeds=2)


def test_twenty_epochs_of_thirty_two_are_860_updates() -> None:
    assert TrainingRun(Adam()).updates == 860


def test_a_training_in_slices_is_the_training() -> None:
    whole = TrainingRun(Adam(lr=0.01), SHORT).trained()
    trainer = Trainer(TrainingRun(Adam(lr=0.01), SHORT))
    while not trainer.is_done:
        trainer.advance(7)

    for one, other in zip(trainer.record(), whole, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("rule", rules.catalogue().values(), ids=lambda rule: rule.id)
def test_every_rule_learns_something_and_float32_begins_as_float64(rule: type) -> None:
    run = TrainingRun(rule(), dataclasses.replace(SHORT, seeds=1))
    single, double = (Trainer(run, dtype=each) for each in (np.float32, np.float64))
    for trainer in (single, double):
        trainer.advance(8)

    np.testing.assert_allclose(single.record().losses, double.record().losses, rtol=2e-3)
    single.advance(run.updates)
    assert single.record().training.loss[-1, 0] < single.record().training.loss[0, 0]


def test_a_seed_trains_the_same_network_whoever_trains_beside_it() -> None:
    together = TrainingRun(Momentum(lr=0.05), SHORT, seed=3).trained()
    alone = TrainingRun(Momentum(lr=0.05), dataclasses.replace(SHORT, seeds=1), seed=4).trained()

    np.testing.assert_allclose(together.losses[:, 1], alone.losses[:, 0], rtol=1e-3)


def test_a_rate_trains_the_same_network_whatever_others_go_beside_it() -> None:
    task = dataclasses.replace(SHORT, seeds=1)
    rates = np.array([[0.001], [0.01], [0.1]], np.float32)
    together = TrainingRun(Adam(lr=rates), task).trained()
    alone = TrainingRun(Adam(lr=0.01), task).trained()

    assert together.losses.shape == (43, 3)
    np.testing.assert_allclose(together.losses[:, 1], alone.losses[:, 0], rtol=1e-3)


def test_what_blows_up_says_after_which_update() -> None:
    record = TrainingRun(
        Momentum(lr=10.0, momentum=0.999), Task(width=8, epochs=3, seeds=3, weight_decay=0.1)
    ).trained()

    for update, losses in zip(record.diverged, record.losses.T, strict=True):
        assert update > 0
        assert np.isfinite(losses[:update]).all()
        assert update == len(losses) or not np.isfinite(losses[update])


def test_a_rate_of_0_moves_nothing_and_its_loss_is_the_starts() -> None:
    record = TrainingRun(GradientDescent(lr=0.0), SHORT).trained()

    np.testing.assert_allclose(record.test.loss - record.test.loss[0], 0)
    np.testing.assert_array_equal(record.moved, 0)


def test_a_schedule_multiplies_the_rate() -> None:
    plain = TrainingRun(GradientDescent(lr=0.1), SHORT).trained()
    cosine = TrainingRun(GradientDescent(lr=0.1), SHORT, Cosine(period=43)).trained()
    never = TrainingRun(GradientDescent(lr=0.1), SHORT, ReduceOnPlateau(patience=200)).trained()
    soon = TrainingRun(GradientDescent(lr=0.1), SHORT, ReduceOnPlateau(patience=0)).trained()

    assert cosine.moved[-1].max() < 0.1 * plain.moved[-1].max()
    np.testing.assert_allclose(never.losses, plain.losses, rtol=1e-4)
    assert np.abs(soon.losses - plain.losses).max() > 1e-3


def test_weight_decay_keeps_weights_small() -> None:
    plain, decayed = (TrainingRun(Adam(lr=0.01), dataclasses.replace(SHORT, weight_decay=w)) for w in (0.0, 0.1))

    assert np.linalg.norm(decayed.trained().theta) < 0.9 * np.linalg.norm(plain.trained().theta)


def test_weights_are_kept_where_they_are_wanted() -> None:
    trainer = Trainer(TrainingRun(Adam(), SHORT), keep=10)
    trainer.advance(43)

    assert len(trainer.kept) == 4
    assert np.abs(trainer.kept[0] - trainer.kept[3]).max() > 0
