"""How long a call takes: the median over rounds that take turns, so that every call meets the same noise."""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

ROUNDS = 15


def medians(
    calls: Mapping[str, Callable[[], object]], rounds: int = ROUNDS, clock: Callable[[], float] = perf_counter
) -> dict[str, float]:
    """Seconds that each call takes by the clock; every round makes each call once."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(rounds):
        for name, call in calls.items():
            began = clock()
            call()
            taken[name].append(clock() - began)
    return {name: median(times) for name, times in taken.items()}
