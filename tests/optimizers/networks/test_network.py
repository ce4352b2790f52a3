"""The network's loss and gradient, against differences and against a plain softmax written out."""

import numpy as np
import pytest

from optimizers.networks import digits
from optimizers.networks.network import Network, Slopes, examples

EVERY = examples(digits.split().training.part(slice(0, 40)), np.float64)


def loss(network: Network, theta: np.ndarray) -> float:
    """Mean cross-entropy of one network, image by image."""
    hidden, output = (layer[0] for layer in network.layers(theta[None]))
    total = 0.0
    for inputs, target in zip(EVERY.inputs, EVERY.targets, strict=True):
        answers = np.append(np.maximum(inputs @ hidden, 0), 1)
        powers = np.exp(answers @ output)
        total -= np.log(powers[target == 1][0] / powers.sum())
    return float(total / len(EVERY.labels))


@pytest.fixture
def draw(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_the_gradient_agrees_with_central_differences(draw: np.random.Generator) -> None:
    network = Network(6)
    theta = network.start([draw, draw], np.float64) + draw.normal(0, 0.1, (2, network.size))
    losses, gradient = Slopes(network, 2, 40, np.float64).at(theta, EVERY.inputs[None], EVERY.targets[None])

    for run in range(2):
        assert losses[run] == pytest.approx(loss(network, theta[run]))
        for place in draw.choice(network.size, 12, replace=False):
            nudge = np.eye(network.size)[place] * 1e-6
            slope = (loss(network, theta[run] + nudge) - loss(network, theta[run] - nudge)) / 2e-6
            assert gradient[run, place] == pytest.approx(slope, abs=1e-7)


def test_scores_and_chances_say_the_same(draw: np.random.Generator) -> None:
    network = Network(9)
    theta = network.start([draw], np.float64)
    scores = network.scores(theta, EVERY)
    chances = network.chances(theta, EVERY.inputs[:, :-1])[0]

    assert scores.loss[0] == pytest.approx(loss(network, theta[0]))
    assert scores.accuracy[0] == pytest.approx((chances.argmax(1) == EVERY.labels).mean())
    np.testing.assert_allclose(chances.sum(1), 1)


def test_huge_outputs_have_a_finite_loss() -> None:
    network = Network(4)
    theta = np.full((1, network.size), 1e6, np.float32)

    assert np.isfinite(network.scores(theta, examples(digits.split().test)).loss).all()


def test_a_unit_is_dead_when_it_answers_no_image(draw: np.random.Generator) -> None:
    network = Network(4)
    theta = network.start([draw], np.float64)
    network.layers(theta).hidden[0, :, 1] = -1

    assert network.scores(theta, EVERY).dead[0] >= 1 / 4
    network.layers(theta).hidden[0] = 1
    assert network.scores(theta, EVERY).dead[0] == 0


def test_fresh_weights_keep_to_their_bounds_and_biases_start_at_0() -> None:
    network = Network(50)
    layers = network.layers(network.start([np.random.default_rng(seed) for seed in range(3)], np.float64))

    for layer, inputs in zip(layers, (64, 50), strict=True):
        assert (layer[:, -1] == 0).all()
        assert 0.95 < np.abs(layer).max() / np.sqrt(6 / inputs) <= 1
