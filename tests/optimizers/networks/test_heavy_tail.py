"""Kunstner's finding on the digits: the rarer a class, the further gradient descent is behind, and Adam is not."""

import numpy as np

from optimizers.networks import heavy_tail
from optimizers.networks.heavy_tail import RATES, STEPS, frequent_and_rare, tail_run


def test_gradient_descent_leaves_the_rare_behind_and_adam_does_not() -> None:
    (descent, descent_rare), (_, momentum_rare), (adam, adam_rare) = (
        frequent_and_rare(rule) for rule in ("gradient_descent", "momentum", "adam")
    )

    assert adam < descent / 10
    assert descent_rare > 3 * descent
    assert adam_rare < descent_rare / 10
    assert momentum_rare < descent_rare


def test_no_best_rate_lies_at_the_grids_edge() -> None:
    for rule in heavy_tail.SHOWN:
        assert RATES[1] < tail_run(rule).rate < RATES[-2]
        assert tail_run(rule).mean.max() <= tail_run(rule).mean[0] * (1 + 1e-9)


def test_a_loss_is_the_classes_mean_weighted_by_their_sizes() -> None:
    run = tail_run("adam")
    share = np.array(heavy_tail.counts()) / sum(heavy_tail.counts())

    assert run.losses.shape == (STEPS + 1, 10)
    np.testing.assert_allclose(run.losses[0], np.log(10))
    np.testing.assert_allclose(run.losses @ share, run.mean)
