"""200 steps of torch.optim with autograd on the ravine, in microseconds by rule, as JSON on standard output.

Run by itself in an interpreter that has PyTorch; it imports nothing else of this project.
"""

import json
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

STEPS = 200
ROUNDS = 7


def main() -> None:
    import torch

    torch.set_num_threads(1)
    optim: Any = torch.optim
    rules: dict[str, Callable[[Any], Any]] = {
        "gradient_descent": lambda theta: optim.SGD([theta], lr=0.01),
        "momentum": lambda theta: optim.SGD([theta], lr=0.01, momentum=0.9),
        "nesterov": lambda theta: optim.SGD([theta], lr=0.01, momentum=0.9, nesterov=True),
        "adagrad": lambda theta: optim.Adagrad([theta], lr=0.5),
        "adadelta": lambda theta: optim.Adadelta([theta], lr=1.0),
        "adam": lambda theta: optim.Adam([theta], lr=0.1),
    }
    taken = {name: median(_run(torch, make) for _ in range(ROUNDS)) for name, make in rules.items()}
    json.dump(
        {"version": torch.__version__, "microseconds": {name: 1e6 * each for name, each in taken.items()}}, sys.stdout
    )


def _run(torch: Any, make: Callable[[Any], Any]) -> float:
    theta = torch.tensor([-1.8, 0.9], dtype=torch.float64, requires_grad=True)
    optimizer = make(theta)
    began = perf_counter()
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = (theta[0] ** 2 + 100 * theta[1] ** 2) / 2
        loss.backward()
        optimizer.step()
    return perf_counter() - began


if __name__ == "__main__":
    main()
