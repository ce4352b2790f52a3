"""SOAP against a reference written out, against Adam where a matrix has one entry, and under turned axes."""

from typing import Any

import numpy as np
import scipy.linalg

from optimizers.networks.rules.soap import SOAP
from optimizers.rules.adamw import AdamW

STEPS = 25


def path(rule: Any, theta: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    state = rule.init(theta)
    for t, g in enumerate(slopes, start=1):
        theta, state = rule.update(t, theta, g, state)
    return theta


def reference(theta: np.ndarray, slopes: np.ndarray, lr: float, beta: float, every: int) -> np.ndarray:
    rows, columns = theta.shape
    left, right = np.zeros((rows, rows)), np.zeros((columns, columns))
    first, second = np.zeros_like(theta), np.zeros_like(theta)
    for step, g in enumerate(slopes):
        left, right = beta * left + (1 - beta) * g @ g.T, beta * right + (1 - beta) * g.T @ g
        if step % every == 0:
            U, V = scipy.linalg.eigh(left)[1], scipy.linalg.eigh(right)[1]
        first = beta * first + (1 - beta) * g
        second = beta * second + (1 - beta) * (U.T @ g @ V) ** 2
        lasts = 1 - beta ** (step + 1)
        turned = (U.T @ first @ V / lasts) / (np.sqrt(second / lasts) + 1e-8)
        theta = theta - lr * (U @ turned @ V.T + 0.01 * theta)
    return theta


def test_it_is_the_reference_in_float64_and_near_it_in_float32(seed: int) -> None:
    draw = np.random.default_rng(seed)
    theta, slopes = draw.normal(size=(7, 4)), draw.normal(size=(STEPS, 7, 4))
    expected = reference(theta, slopes, 0.01, 0.95, 4)
    made = SOAP(lr=0.01, every=4)

    # At the first axes a matrix of rank 4 leaves three of seven open, along which no gradient has been.
    np.testing.assert_allclose(path(made, theta[None], slopes[:, None])[0], expected, atol=0.05)
    full = draw.normal(size=(STEPS, 4, 4))
    np.testing.assert_allclose(
        path(made, theta[None, :4], full[:, None])[0], reference(theta[:4], full, 0.01, 0.95, 4), atol=1e-6
    )


def test_on_one_entry_it_is_adamw(seed: int) -> None:
    draw = np.random.default_rng(seed)
    theta, slopes = draw.normal(size=(1, 1, 1)), draw.normal(size=(STEPS, 1, 1, 1))
    settings = {"lr": 0.01, "beta1": 0.95, "beta2": 0.95, "weight_decay": 0.01}

    np.testing.assert_allclose(path(SOAP(**settings), theta, slopes), path(AdamW(**settings), theta, slopes))


def test_turned_gradients_give_the_turned_path(seed: int) -> None:
    draw = np.random.default_rng(seed)
    theta, slopes = draw.normal(size=(1, 4, 4)), draw.normal(size=(STEPS, 1, 4, 4))
    left, right = (np.linalg.qr(draw.normal(size=(4, 4)))[0] for _ in range(2))
    rule = SOAP(lr=0.01)

    np.testing.assert_allclose(
        path(rule, left @ theta @ right, left @ slopes @ right), left @ path(rule, theta, slopes) @ right, atol=1e-6
    )


def test_what_is_no_longer_finite_does_not_raise() -> None:
    with np.errstate(all="ignore"):
        moved = path(SOAP(), np.ones((1, 3, 3)), np.full((2, 1, 3, 3), np.inf))

    assert moved.shape == (1, 3, 3)
