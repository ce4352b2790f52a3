"""The rule on a matrix is the rule on each of its entries; matrix rules take layers, and Adam the biases."""

from typing import Any

import numpy as np
import pytest

from optimizers.networks import rules
from optimizers.networks.network import Network
from optimizers.networks.stepping import stepping
from optimizers.rule import FirstOrderRule
from optimizers.rules.adam import Adam
from optimizers.rules.newton import Newton

ENTRY_BY_ENTRY = [rule for rule in rules.catalogue().values() if issubclass(rule, FirstOrderRule)]
FOR_MATRICES = [*rules.matrix_catalogue().values()]
STEPS = 5


@pytest.mark.parametrize("rule", ENTRY_BY_ENTRY, ids=lambda rule: rule.id)
def test_the_rule_on_a_matrix_is_the_rule_on_each_entry(rule: Any, seed: int) -> None:
    draw = np.random.default_rng(seed)
    start, slopes = draw.normal(size=(3, 4)), draw.normal(size=(STEPS, 3, 4))

    def path(entry: Any) -> Any:
        made: Any = rule(lr=0.05)
        theta: Any = start[entry]
        state = made.init(theta)
        for t, g in enumerate(slopes, start=1):
            probe = made.probe(theta, state)
            theta, state = made.update(t, theta, g[entry] + 0.1 * probe, state)
        return theta

    together = path(...)
    alone = [[path((row, column)) for column in range(4)] for row in range(3)]
    np.testing.assert_allclose(together, alone, rtol=1e-12)


@pytest.mark.parametrize("rule", rules.catalogue().values(), ids=lambda rule: rule.id)
def test_networks_that_go_together_go_as_each_alone(rule: Any, seed: int) -> None:
    draw, network = np.random.default_rng(seed), Network(5)
    start, slopes = (draw.normal(size=(*ahead, 3, network.size)) for ahead in ((), (STEPS,)))

    def path(runs: slice) -> Any:
        moving = stepping(rule(lr=0.05), network)
        theta: Any = start[runs]
        state = moving.init(theta)
        for t, g in enumerate(slopes, start=1):
            theta, state = moving.step(t, theta, g[runs], state, 0.5)
        return theta

    np.testing.assert_allclose(path(slice(1, 2))[0], path(slice(None))[1], rtol=1e-9)


@pytest.mark.parametrize("rule", FOR_MATRICES, ids=lambda rule: rule.id)
def test_a_matrix_rule_leaves_biases_to_adam(rule: Any, seed: int) -> None:
    draw, network = np.random.default_rng(seed), Network(5)
    theta, g = draw.normal(size=(2, 2, network.size))
    moving = stepping(rule(lr=0.01), network)
    moved, _ = moving.step(1, theta, g, moving.init(theta), 1.0)
    by_adam, _ = Adam(lr=0.01).update(1, theta, g, Adam().init(theta))

    for layer, expected in zip(network.layers(moved), network.layers(by_adam), strict=True):
        np.testing.assert_allclose(layer[:, -1], expected[:, -1])
        assert np.abs(layer[:, :-1] - expected[:, :-1]).max() > 1e-6


@pytest.mark.parametrize("rule", rules.catalogue().values(), ids=lambda rule: rule.id)
def test_float32_stays_float32(rule: Any) -> None:
    network = Network(4)
    theta = network.start([np.random.default_rng(0)])
    moving = stepping(rule(), network)
    moved, _ = moving.step(1, theta, theta, moving.init(theta), 0.25)

    assert moved.dtype == np.float32


def test_a_rule_that_wants_more_than_gradients_is_refused() -> None:
    with pytest.raises(TypeError, match="does not train networks"):
        stepping(Newton(), Network(4))
