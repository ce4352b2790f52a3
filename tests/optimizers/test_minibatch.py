"""Losses seen in batches: the data, the sampling, and what a batch is to the whole."""

from itertools import islice

import numpy as np
import pytest

from optimizers.descent import descend
from optimizers.iris import PETAL_LENGTH, PETAL_WIDTH
from optimizers.landscape import Point
from optimizers.landscapes.rare_feature import RareFeature
from optimizers.landscapes.regression import Regression
from optimizers.minibatch import Epochs, SampledLandscape
from optimizers.rules.adagrad import Adagrad
from optimizers.rules.gradient_descent import GradientDescent

BOTH = pytest.mark.parametrize("landscape", [Regression(), RareFeature()], ids=["regression", "rare_feature"])
PLACES = (Point(0.3, -0.7), Point(-1.2, 0.4), Point(2.0, 1.5))


def test_the_flowers_are_fishers() -> None:
    assert len(PETAL_LENGTH) == len(PETAL_WIDTH) == 150
    assert [round(float(each.mean()), 4) for each in (PETAL_LENGTH, PETAL_WIDTH)] == [3.758, 1.1993]
    assert [float(each.sum()) for each in np.split(PETAL_LENGTH, 3)] == pytest.approx([73.1, 213.0, 277.6])
    assert [float(each.sum()) for each in np.split(PETAL_WIDTH, 3)] == pytest.approx([12.3, 66.3, 101.3])


def test_the_best_line_is_the_one_of_least_squares() -> None:
    slope, intercept = np.polyfit(PETAL_LENGTH, PETAL_WIDTH, 1)
    best = Regression().minima[0]
    assert (best.x, best.y) == pytest.approx((slope, intercept), rel=1e-10)
    assert best.f == pytest.approx(float(np.mean((slope * PETAL_LENGTH + intercept - PETAL_WIDTH) ** 2)))


@BOTH
@pytest.mark.parametrize("theta", PLACES)
def test_the_mean_of_the_examples_gradients_is_the_gradient(landscape: SampledLandscape, theta: Point) -> None:
    each = landscape.example_gradients(theta)
    assert each.shape == (2, landscape.count)
    assert each.mean(axis=1) == pytest.approx(landscape.gradient(theta), rel=1e-12)


@BOTH
@pytest.mark.parametrize("size", [1, 7, 64])
def test_a_batchs_gradient_is_the_mean_over_its_examples(landscape: SampledLandscape, size: int) -> None:
    examples = Epochs(landscape.count, seed=5).orders(0, 1)[0, :size]
    of_each = landscape.example_gradients(PLACES[0])[:, examples]
    assert landscape.batch(examples).gradient(PLACES[0]) == pytest.approx(of_each.mean(axis=1), rel=1e-10, abs=1e-14)


@BOTH
def test_a_batchs_derivatives_are_those_of_its_f(landscape: SampledLandscape) -> None:
    batch, (x, y), h = landscape.batch(np.arange(0, landscape.count, 3)), PLACES[1], 1e-6
    along_x = (batch.f((x + h, y)) - batch.f((x - h, y))) / (2 * h)
    bend = (batch.gradient((x, y + h))[0] - batch.gradient((x, y - h))[0]) / (2 * h)
    assert batch.gradient((x, y))[0] == pytest.approx(along_x, rel=1e-6)
    assert batch.hessian((x, y))[1] == pytest.approx(bend, rel=1e-6)


def test_an_epoch_shows_every_example_once_and_the_next_in_another_order() -> None:
    first, second = Epochs(150, seed=1).orders(0, 2)
    assert sorted(first) == sorted(second) == list(range(150))
    assert not np.array_equal(first, second)


def test_the_orders_do_not_depend_on_how_they_are_asked_for() -> None:
    at_once, bit_by_bit = Epochs(20, seed=1).orders(0, 5), Epochs(20, seed=1)
    assert np.array_equal(at_once[3:5], bit_by_bit.orders(3, 5))
    assert np.array_equal(at_once[0:4], bit_by_bit.orders(0, 4))


@BOTH
@pytest.mark.parametrize("size", [1, 10, 64, 149])
def test_the_steps_see_the_orders_batch_by_batch_the_last_of_an_epoch_being_what_is_left(
    landscape: SampledLandscape, size: int
) -> None:
    steps = -(-landscape.count // size)
    cut = (np.split(order, range(size, len(order), size)) for order in Epochs(landscape.count, seed=3).orders(0, 3))
    wanted = [landscape.batch(examples) for order in cut for examples in order]
    stream = type(landscape)(batch_size=size).stream(3)
    assert list(islice(stream, 3 * steps)) == wanted


@BOTH
def test_runs_with_batches_of_several_sizes_side_by_side_see_what_each_sees_alone(landscape: SampledLandscape) -> None:
    sizes, theta = np.array([1.0, 10, 64, landscape.count]), np.array([[0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8]])
    together = type(landscape)(batch_size=sizes).stream(3)
    apart = [type(landscape)(batch_size=int(size)).stream(3) for size in sizes]
    for _ in range(200):
        wanted = np.array([next(each).gradient(theta[:, run]) for run, each in enumerate(apart)]).T
        np.testing.assert_allclose(next(together).gradient(theta), wanted, rtol=1e-12, atol=1e-14)


def test_the_same_seed_gives_the_same_run_and_another_seed_another() -> None:
    rule, landscape = GradientDescent(lr=0.02), Regression(batch_size=10)
    runs = [descend(rule, landscape, landscape.start, 60, seed=seed).points for seed in (4, 4, 5)]
    assert np.array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])


@BOTH
def test_with_all_examples_in_a_batch_the_seed_does_not_matter(landscape: SampledLandscape) -> None:
    whole = type(landscape)(batch_size=landscape.count)
    runs = [descend(GradientDescent(lr=0.02), whole, whole.start, 30, seed=seed).points for seed in (1, 2)]
    assert whole.epoch_length == 1
    assert np.array_equal(runs[0], runs[1])


def test_epochs_are_as_long_as_batches_need() -> None:
    assert [Regression(batch_size=size).epoch_length for size in (1, 10, 64, 150)] == [150, 15, 3, 1]


def test_small_batches_are_noisier_than_large_ones() -> None:
    def spread(size: int) -> float:
        landscape = Regression(batch_size=size)
        last = descend(GradientDescent(lr=0.02), landscape, Point(*landscape.minima[0][:2]), 300, seed=2).points[
            :, -200:
        ]
        return float(np.hypot(*last.std(axis=1)))

    assert spread(1) > 2 * spread(10) > 4 * spread(100)


def test_the_losses_of_a_run_are_those_of_all_examples() -> None:
    landscape = Regression(batch_size=1)
    descent = descend(GradientDescent(lr=0.02), landscape, landscape.start, 50)
    assert descent.losses == pytest.approx(landscape.f(descent.points))
    assert not np.allclose(descent.gradients, np.stack(landscape.gradient(descent.probes)))


def test_the_rare_features_weight_has_its_minimum_in_closed_form() -> None:
    best = RareFeature().minima[0]
    assert (best.x, best.x + best.y) == pytest.approx((np.log(0.6 / 0.4), np.log(9)))


def test_adagrad_gives_the_rare_feature_a_rate_several_times_larger() -> None:
    landscape = RareFeature(batch_size=10)
    adagrad = descend(Adagrad(lr=0.3), landscape, landscape.start, 500)
    assert adagrad.rates is not None
    assert adagrad.rates[1, -1] > 3 * adagrad.rates[0, -1]


def test_a_small_rate_leaves_the_rare_weight_behind_where_adagrad_brings_it_along() -> None:
    landscape = RareFeature(batch_size=10)
    way = landscape.minima[0].y - landscape.start.y
    went = {
        rule: descend(rule, landscape, landscape.start, 500).points[1, -1] - landscape.start.y
        for rule in (Adagrad(lr=0.3), GradientDescent(lr=0.3))
    }
    assert went[Adagrad(lr=0.3)] > 0.7 * way
    assert went[GradientDescent(lr=0.3)] < 0.5 * way
