"""What it costs to believe an arrival: runs and sweeps followed beyond their end, against the same judged at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from benchmarks.clock import medians
from benchmarks.report import Row
from optimizers import maps, rules
from optimizers.descent import descend
from optimizers.landscapes.ravine import Ravine
from optimizers.rule import Rule

STEPS = 400
RATES = {
    "gradient_descent": 0.0191,
    "momentum": 0.00367,
    "nesterov": 0.0127,
    "adagrad": 6.61,
    "adam": 0.0402,
    "rmsprop": 0.01,
}
GOAL = "stated apart"


@dataclass(frozen=True)
class Unreachable(Ravine):
    """The ravine with a goal that no run reaches, so that every run is judged at once."""

    tolerance = 0.0


def rows() -> Iterator[Row]:
    alone = {name: _cost(_one(name, Ravine()), _one(name, Unreachable())) for name in RATES}
    each = ", ".join(f"{name} {1e6 * (full - bare):.0f} µs" for name, (full, bare) in alone.items())
    yield _row(
        f"one {STEPS}-step run that arrives, median of six rules",
        median(full for full, _ in alone.values()),
        median(bare for _, bare in alone.values()),
        f"on the ravine at rates that arrive; the reference is the same run without the follow-up; that alone: {each}",
    )
    for name in ("momentum", "adam"):
        full, bare = _cost(_sweep(name, Ravine()), _sweep(name, Unreachable()))
        yield _row(f"sweep of {name} over lr, {STEPS} steps", full, bare, "the reference is the same without follow-up")


def _row(what: str, full: float, bare: float, note: str) -> Row:
    return Row(what, f"{1e3 * full:.2f} ms", f"{1e3 * bare:.2f} ms", f"{full / bare:.1f} times", GOAL, True, note)


def _cost(full: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    times = medians({"full": full, "bare": bare}, rounds=9)
    return times["full"], times["bare"]


def _one(name: str, landscape: Ravine) -> Callable[[], object]:
    return lambda: descend(_rule(name), landscape, landscape.start, STEPS)


def _sweep(name: str, landscape: Ravine) -> Callable[[], object]:
    return lambda: maps.sweep(_rule(name), landscape, landscape.start, STEPS, "lr")


def _rule(name: str) -> Rule:
    settings = {"lr": RATES[name]}
    return rules.catalogue()[name](**settings)
