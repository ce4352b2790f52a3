"""Muon against its own polynomial on singular values, which the matrix steps never compute."""

import numpy as np
import pytest

from optimizers.networks.rules.muon import COEFFICIENTS, STEPS, Muon, newton_schulz

SHAPES = [(6, 4), (4, 6), (5, 5), (64, 32)]


def bent(values: np.ndarray) -> np.ndarray:
    """The polynomial a s + b s³ + c s⁵, as often as there are steps."""
    a, b, c = COEFFICIENTS
    for _ in range(STEPS):
        values = a * values + b * values**3 + c * values**5
    return values


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_steps_bend_singular_values_and_keep_the_axes(shape: tuple[int, int], seed: int) -> None:
    matrix = np.random.default_rng(seed).normal(size=shape)
    left, values, right = np.linalg.svd(matrix, full_matrices=False)
    expected = left @ np.diag(bent(values / np.linalg.norm(values))) @ right

    np.testing.assert_allclose(newton_schulz(matrix), expected, atol=1e-5)


def test_singular_values_that_are_not_tiny_end_near_1(seed: int) -> None:
    share = np.random.default_rng(seed).uniform(0.01, 1, 200)

    assert ((bent(share) > 0.6) & (bent(share) < 1.3)).all()


@pytest.mark.parametrize("length", [1e-3, 1.0, 1e4])
def test_on_a_vector_the_steps_have_one_length_whatever_the_gradient(length: float, seed: int) -> None:
    vector = np.random.default_rng(seed).normal(size=(1, 7))
    vector *= length / np.linalg.norm(vector)

    assert np.linalg.norm(newton_schulz(vector)) == pytest.approx(0.696, abs=2e-3)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_three_steps_by_the_book(shape: tuple[int, int], seed: int) -> None:
    """The formula with singular values, in float64, beside the rule in float32."""
    draw, rule = np.random.default_rng(seed), Muon(lr=0.02)
    theta, slopes = draw.normal(size=shape), draw.normal(size=(3, *shape))
    single, state = theta[None].astype(np.float32), None
    velocity = np.zeros(shape)
    for t, g in enumerate(slopes, start=1):
        velocity = 0.95 * velocity + g
        left, values, right = np.linalg.svd(g + 0.95 * velocity, full_matrices=False)
        step = left @ np.diag(bent(values / np.linalg.norm(values))) @ right
        theta = theta - 0.02 * 0.1 * theta - 0.02 * max(1, shape[1] / shape[0]) ** 0.5 * step
        state = rule.init(single) if state is None else state
        single, state = rule.update(t, single, g[None].astype(np.float32), state)

    np.testing.assert_allclose(single[0], theta, atol=2e-4)
