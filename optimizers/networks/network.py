"""The network: 64 pixels, one hidden layer with ReLU, ten outputs with softmax; many networks of one shape go together.

The weights of one network are one row of numbers, so that an element-wise rule moves them in one call: the hidden
layer's matrix of shape (65, H), whose last row is the biases, then the output layer's of shape (H + 1, 10).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optimizers.networks.digits import CLASSES, PIXELS, Floats, Images, Whole


class Layers(NamedTuple):
    """The two matrices of R networks, of shapes (R, 65, H) and (R, H + 1, 10), biases last; both see θ's own memory."""

    hidden: Floats
    output: Floats


@dataclass(frozen=True)
class Examples:
    """Images as a network takes them. inputs: (n, 65), the last column 1; targets: (n, 10), 1 at the label."""

    inputs: Floats
    targets: Floats
    labels: Whole


class Scores(NamedTuple):
    """How R networks do on some images: mean loss, share of right answers, share of hidden units that never answer."""

    loss: Floats
    accuracy: Floats
    dead: Floats


@dataclass(frozen=True)
class Network:
    """A network's shape: how many hidden units it has."""

    width: int

    @property
    def size(self) -> int:
        """How many weights, biases included."""
        return (PIXELS + 1) * self.width + (self.width + 1) * CLASSES

    def layers(self, theta: Floats) -> Layers:
        """The matrices in θ of shape (R, size)."""
        cut = (PIXELS + 1) * self.width
        hidden = theta[:, :cut].reshape(-1, PIXELS + 1, self.width)
        return Layers(hidden, theta[:, cut:].reshape(-1, self.width + 1, CLASSES))

    def start(self, draws: Iterable["np.random.Generator"], dtype: type = np.float32) -> Floats:
        """Fresh weights, one network for each generator: uniform within ±√(6/inputs) (He et al. 2015), biases 0."""
        return np.stack([self._fresh(draw) for draw in draws]).astype(dtype)

    def _fresh(self, draw: "np.random.Generator") -> Floats:
        theta = np.zeros((1, self.size))
        for matrix in self.layers(theta):
            inputs = matrix.shape[1] - 1
            matrix[0, :inputs] = draw.uniform(-1, 1, (inputs, matrix.shape[2])) * np.sqrt(6 / inputs)
        return np.asarray(theta[0])

    def logits(self, theta: Floats, inputs: Floats) -> tuple[Floats, Floats]:
        """What the hidden units answer, (R, n, H), and the outputs before softmax, (R, n, 10)."""
        hidden, output = self.layers(theta)
        answers = inputs @ hidden
        np.maximum(answers, 0, out=answers)
        return answers, answers @ output[:, :-1] + output[:, -1:]

    def scores(self, theta: Floats, examples: Examples) -> Scores:
        """How each network does on all of the examples."""
        answers, logits = self.logits(theta, examples.inputs)
        losses = _log_of_sum(logits) - np.einsum("rnk,nk->rn", logits, examples.targets)
        right = logits.argmax(-1) == examples.labels
        return Scores(losses.mean(-1), right.mean(-1), 1 - (answers.max(1) > 0).mean(-1))

    def chances(self, theta: Floats, pixels: Floats) -> Floats:
        """What each network says of images of shape (n, 64): a chance for each digit, (R, n, 10)."""
        logits = self.logits(theta, with_ones(pixels.astype(theta.dtype)))[1]
        return np.asarray(np.exp(logits - _log_of_sum(logits)[..., None]))


class Slopes:
    """Loss and gradient on batches, for R networks at once; the arrays that every batch needs are made once."""

    def __init__(self, network: Network, runs: int, batch_size: int, dtype: type) -> None:
        self._network = network
        self._answers: Floats = np.ones((runs, batch_size, network.width + 1), dtype)
        self._gradient: Floats = np.empty((runs, network.size), dtype)
        self._into = network.layers(self._gradient)

    def at(self, theta: Floats, inputs: Floats, targets: Floats) -> tuple[Floats, Floats]:
        """The mean loss of a batch, (R,), and its gradient, (R, size), which the next call overwrites."""
        hidden, output = self._network.layers(theta)
        batch = inputs.shape[1]
        answers = self._answers[:, :batch]
        active = answers[:, :, :-1]
        np.matmul(inputs, hidden, out=active)
        np.maximum(active, 0, out=active)
        outputs = answers @ output
        loss = _softmax_loss(outputs, targets)
        outputs *= 1 / batch
        np.matmul(answers.transpose(0, 2, 1), outputs, out=self._into.output)
        back = outputs @ output[:, :-1].transpose(0, 2, 1)
        back *= active > 0
        np.matmul(inputs.transpose(0, 2, 1), back, out=self._into.hidden)
        return loss, self._gradient


def examples(images: Images, dtype: type = np.float32) -> Examples:
    """Images in the form that a network takes."""
    return Examples(with_ones(images.pixels.astype(dtype)), np.eye(CLASSES, dtype=dtype)[images.labels], images.labels)


def with_ones(pixels: Floats) -> Floats:
    """The inputs with a 1 behind each, which the biases are multiplied by."""
    return np.concatenate([pixels, np.ones((len(pixels), 1), pixels.dtype)], axis=1)


def _softmax_loss(outputs: Floats, targets: Floats) -> Floats:
    """The mean loss of each network; `outputs` becomes what the loss of each image has as its gradient."""
    outputs -= outputs.max(-1, keepdims=True)
    meant = np.einsum("rnk,rnk->r", outputs, targets)
    np.exp(outputs, out=outputs)
    total = outputs.sum(-1, keepdims=True)
    outputs /= total
    outputs -= targets
    return np.asarray((np.log(total).sum((1, 2)) - meant) / outputs.shape[1])


def _log_of_sum(logits: Floats) -> Floats:
    highest = logits.max(-1, keepdims=True)
    return np.asarray(np.log(np.exp(logits - highest).sum(-1)) + highest[..., 0])
