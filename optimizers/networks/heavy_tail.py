"""Why Adam: on classes of very different sizes gradient descent leaves the rare ones behind, and Adam does not.

The same digits, but of the k-th digit only 129/k^s images (at least three), all in one batch, and a softmax with no
hidden layer. Under gradient flow the loss of a class falls the slower the rarer it is, under sign descent all fall at
one pace (F. Kunstner, A. Milligan, R. Yadav, M. Schmidt and A. Bietti, "Heavy-tailed class imbalance and why Adam
outperforms gradient descent on language models", 2024, arXiv 2402.19449).

Each rule goes at the rate of RATES at which its mean loss ends lowest, of those at which it is never above where it
began: at bolder ones it is thrown a thousand times as high first, and then every rule knows so few images by heart.
"""

from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np

from optimizers import rules
from optimizers.networks.digits import CLASSES, Floats, everything
from optimizers.networks.network import with_ones

MOST_IMAGES: Final = 129
FEWEST: Final = 3
STEPS: Final = 100
TAIL: Final = 1.4
"""How fast the classes get rarer: 0 makes all alike."""
RATES: Final = np.geomspace(1e-3, 100, 41)
SHOWN: Final = ("gradient_descent", "momentum", "lion", "adam")
RARE: Final = 4


class TailRun(NamedTuple):
    """One rule at its best rate. losses: the mean loss of each class after each step, (STEPS + 1, 10)."""

    rule: str
    rate: float
    mean: Floats
    losses: Floats


def counts(tail: float = TAIL) -> tuple[int, ...]:
    """How many images there are of each digit."""
    return tuple(max(FEWEST, round(MOST_IMAGES / (digit + 1) ** tail)) for digit in range(CLASSES))


@lru_cache(maxsize=64)
def tail_run(rule: str, tail: float = TAIL) -> TailRun:
    """The rule at its best rate on classes with this tail."""
    inputs, labels = _images(tail)
    losses = _losses(rule, inputs, labels, RATES)
    share = np.array(counts(tail)) / len(labels)
    means = np.nan_to_num(losses @ share, nan=np.inf)
    keeps_under = means.max(axis=0) <= means[0] * (1 + 1e-9)
    best = int(np.argmin(np.where(keeps_under, means[-1], np.inf)))
    return TailRun(rule, float(RATES[best]), means[:, best], losses[:, best])


def frequent_and_rare(rule: str, tail: float = TAIL) -> tuple[float, float]:
    """The mean loss of all images at the end, and that of the four rarest digits."""
    run = tail_run(rule, tail)
    return float(run.mean[-1]), float(run.losses[-1, -RARE:].mean())


def _images(tail: float) -> tuple[Floats, Floats]:
    every = everything()
    chosen = [np.flatnonzero(every.labels == digit)[:count] for digit, count in enumerate(counts(tail))]
    places = np.concatenate(chosen)
    return with_ones(every.pixels[places]), every.labels[places]


def _losses(name: str, inputs: Floats, labels: Floats, rates: Floats) -> Floats:
    """The mean loss of each class after each step for each rate: (STEPS + 1, rates, 10)."""
    rule: Any = rules.catalogue()[name]
    made = rule(lr=rates[:, None, None])
    theta = np.zeros((len(rates), inputs.shape[1], CLASSES))
    state, targets = made.init(theta), np.eye(CLASSES)[labels]
    sizes = targets.sum(0)
    told = []
    with np.errstate(all="ignore"):
        for t in range(1, STEPS + 2):
            outputs = inputs @ theta
            outputs -= outputs.max(-1, keepdims=True)
            chances = np.exp(outputs)
            chances /= chances.sum(-1, keepdims=True)
            each = np.log(np.exp(outputs).sum(-1)) - np.einsum("rnk,nk->rn", outputs, targets)
            told.append(each @ targets / sizes)
            g = inputs.T @ (chances - targets) / len(labels)
            theta, state = made.update(t, theta, g, state)
    return np.stack(told)
