"""The course's schedules as PyTorch has them: the factor of each step up to the period."""

from typing import Any

import numpy as np
import torch
from torch.optim import lr_scheduler

from optimizers.arithmetic import Array


def factors(schedule: str, told: dict[str, float]) -> Array:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = _one_cycle(optimizer, **told) if schedule == "one_cycle" else _warmup_cosine(optimizer, **told)
    found = []
    for _ in range(int(told["period"])):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step() if len(found) < told["period"] else None
    return np.array(found)


def _one_cycle(optimizer: Any, period: float, rise: float = 0.3, division: float = 25.0) -> Any:
    return lr_scheduler.OneCycleLR(
        optimizer, 1.0, total_steps=int(period), pct_start=rise, div_factor=division, cycle_momentum=False
    )


def _warmup_cosine(optimizer: Any, over: float, period: float, floor: float = 0.0) -> Any:
    up = lr_scheduler.LinearLR(optimizer, start_factor=1 / over, total_iters=int(over) - 1)
    down = lr_scheduler.CosineAnnealingLR(optimizer, int(period - over), eta_min=floor)
    return lr_scheduler.SequentialLR(optimizer, [up, down], [int(over)])
