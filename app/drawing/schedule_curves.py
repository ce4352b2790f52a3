"""The curve of every schedule at its defaults, as a small picture."""

from functools import cache
from typing import Final, NamedTuple

import numpy as np

from optimizers import schedules
from optimizers.schedule import Schedule, TimedSchedule

WIDTH, HEIGHT = 200, 60
"""Of each picture, in units of its own."""
STEPS: Final = 240
"""How many steps it shows."""


class ScheduleCurve(NamedTuple):
    """A schedule and the points of its curve: the factor by step, 1 at the top."""

    schedule: type[Schedule]
    points: str


@cache
def curves() -> tuple[ScheduleCurve, ...]:
    """One for each schedule that looks at the clock alone; what watches the loss has no curve of its own."""
    found = (each for each in schedules.catalogue().values() if issubclass(each, TimedSchedule))
    return tuple(ScheduleCurve(each, _points(each())) for each in found)


def _points(schedule: TimedSchedule) -> str:
    factors = np.fromiter(schedule.factors(STEPS), float)
    across, up = np.linspace(0, WIDTH, STEPS), HEIGHT * (1 - factors)
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, up, strict=True))
