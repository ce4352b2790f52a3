"""Twenty epochs of the digits by PyTorch with one thread, in seconds by rule, as JSON on standard output.

Run by itself in an interpreter that has PyTorch; it imports nothing else of this project. Its one argument is the file
of the digits. Network, batches and losses are the site's; the batches are cut beforehand, as a careful person would.
"""

import json
import sys
from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Any

EPOCHS, BATCH, WIDTH, TRAINING, ROUNDS = 20, 32, 32, 1347, 3


def main() -> None:
    import numpy
    import torch

    torch.set_num_threads(1)
    with numpy.load(sys.argv[1]) as file:
        pixels = torch.tensor(file["images"][:TRAINING] / 16, dtype=torch.float32)
        labels = torch.tensor(file["labels"][:TRAINING].astype("int64"))
    optim: Any = torch.optim
    rules: dict[str, Callable[[Any], Any]] = {
        "gradient_descent": lambda weights: optim.SGD(weights, lr=0.1),
        "momentum": lambda weights: optim.SGD(weights, lr=0.1, momentum=0.9),
        "nesterov": lambda weights: optim.SGD(weights, lr=0.1, momentum=0.9, nesterov=True),
        "adagrad": lambda weights: optim.Adagrad(weights, lr=0.1),
        "adadelta": lambda weights: optim.Adadelta(weights, lr=3.0),
        "adam": lambda weights: optim.Adam(weights, lr=0.01),
    }
    taken = {name: median(_train(torch, pixels, labels, make) for _ in range(ROUNDS)) for name, make in rules.items()}
    json.dump({"version": torch.__version__, "seconds": taken}, sys.stdout)


def _train(torch: Any, pixels: Any, labels: Any, make: Callable[[Any], Any]) -> float:
    layers = torch.nn
    network = layers.Sequential(layers.Linear(64, WIDTH), layers.ReLU(), layers.Linear(WIDTH, 10))
    optimizer, loss_of = make(network.parameters()), layers.CrossEntropyLoss()
    began = process_time()
    for _ in range(EPOCHS):
        order = torch.randperm(TRAINING)
        batches = zip(pixels[order].split(BATCH), labels[order].split(BATCH), strict=True)
        for inputs, targets in batches:
            optimizer.zero_grad()
            loss = loss_of(network(inputs), targets)
            loss.backward()
            optimizer.step()
    return process_time() - began


if __name__ == "__main__":
    main()
