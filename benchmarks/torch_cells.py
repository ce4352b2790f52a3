"""Prints how long torch.optim takes for a map of starts on Himmelblau's function: `torch_cells.py SIZE STEPS`."""

import json
import sys
import time


def main(size: int, steps: int) -> None:
    import torch

    torch.set_num_threads(1)
    axis = torch.linspace(-5, 5, size, dtype=torch.float64)
    theta = torch.stack(torch.meshgrid(axis, axis, indexing="ij")).reshape(2, -1).requires_grad_()
    optimizer = torch.optim.SGD([theta], lr=0.01, momentum=0.9)
    began = time.process_time()
    for _ in range(steps):
        optimizer.zero_grad()
        x, y = theta
        loss = ((x * x + y - 11) ** 2 + (x + y * y - 7) ** 2).sum()
        loss.backward()
        optimizer.step()
    print(json.dumps({"seconds": time.process_time() - began, "version": torch.__version__}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
