"""The core alone: one run against torch.optim, a sweep and ten thousand runs against one run on arrays."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import numpy as np

from benchmarks.clock import medians
from benchmarks.following import Unreachable
from benchmarks.report import Row, unmeasured
from optimizers import maps, rules
from optimizers.arithmetic import Array
from optimizers.descent import descend
from optimizers.landscapes.ravine import Ravine
from optimizers.outcomes import Endings
from optimizers.rule import FirstOrderRule

STEPS = 200
MANY = 10_000
OFTEN = 150
SIX = ("gradient_descent", "momentum", "nesterov", "adagrad", "adadelta", "adam")
LANDSCAPE = Ravine()
AT_ONCE = Unreachable()
INSTALL = (
    "PyTorch is not in this environment and need not be: make another with "
    "`python3 -m venv torch-env && torch-env/bin/pip install torch` and set TORCH_PYTHON=torch-env/bin/python"
)


def rows() -> Iterator[Row]:
    yield _against_torch()
    yield _sweep()
    yield _many()


def _against_torch() -> Row:
    what, goal = "one 200-step run, median of six rules", "≥ 150 times as fast, each ≥ 100"
    reference = _torch()
    if reference is None:
        return unmeasured(what, goal, INSTALL)
    calls = {name: _alone(name) for name in SIX}
    own = {name: 1e6 * seconds for name, seconds in medians(calls).items()}
    times = {name: reference["microseconds"][name] / own[name] for name in SIX}
    ratio, theirs = median(times.values()), median(reference["microseconds"].values())
    each = ", ".join(f"{name} {own[name]:.0f} µs ({times[name]:.0f} times)" for name in SIX)
    note = f"against torch.optim {reference['version']} with autograd, on the ravine, judged at its end; each: {each}"
    is_met = ratio >= 150 and min(times.values()) >= 100
    return Row(what, f"{median(own.values()):.0f} µs", f"{theirs:,.0f} µs", f"{ratio:.0f} times", goal, is_met, note)


def _alone(name: str) -> Any:
    rule = named(name)
    return lambda: descend(rule, AT_ONCE, AT_ONCE.start, STEPS)


def _torch() -> dict[str, Any] | None:
    python = os.environ.get("TORCH_PYTHON", sys.executable)
    script = Path(__file__).with_name("torch_reference.py")
    answer = subprocess.run([python, str(script)], capture_output=True, text=True, timeout=300, check=False)
    return json.loads(answer.stdout) if answer.returncode == 0 else None


def _sweep() -> Row:
    rule = named("adam")
    calls = {
        "sweep": lambda: maps.sweep(rule, AT_ONCE, AT_ONCE.start, STEPS, "lr"),
        "one": lambda: _run(rule),
    }
    times = medians(calls, rounds=OFTEN, clock=process_time)
    ratio = times["sweep"] / times["one"]
    figure, reference = _ms(times["sweep"]), _ms(times["one"])
    note = (
        f"processor time, median of {OFTEN} in turn; Adam, without the follow-up; the reference is one run on arrays "
        "of shape (2, 1), its path and its outcome"
    )
    return Row(
        "sweep of 61 ticks, 200 steps", figure, reference, f"{ratio:.2f} times", "≤ 1.2 times", ratio <= 1.2, note
    )


def _many() -> Row:
    rule = named("adam")
    times = medians({"many": lambda: walked(rule, MANY), "one": lambda: walked(rule, 1)}, rounds=7)
    share = times["one"] / (times["many"] / MANY)
    figure = f"{1e6 * times['many'] / MANY:.2f} µs a run"
    note = f"the paths alone, in blocks of {maps.BLOCK:,} runs as maps compute them; the reference is the path of one"
    return Row(
        "10,000 runs of Adam together", figure, _ms(times["one"]), f"1/{share:.0f}", "≤ 1/1,000", share >= 1000, note
    )


def walked(rule: FirstOrderRule[Any], runs: int) -> None:
    for at in range(0, runs, maps.BLOCK):
        maps.together(rule, LANDSCAPE, _starts(min(runs - at, maps.BLOCK)), STEPS)


def _run(rule: FirstOrderRule[Any]) -> Endings:
    return maps.basins(rule, LANDSCAPE, _starts(1), STEPS)


def _starts(runs: int) -> Array:
    x, y = LANDSCAPE.start
    return np.stack([np.linspace(x, x + 1, runs), np.full(runs, y)])


def named(name: str) -> FirstOrderRule[Any]:
    rule = rules.catalogue()[name]()
    assert isinstance(rule, FirstOrderRule)
    return rule


def _ms(seconds: float) -> str:
    return f"{1e3 * seconds:.2f} ms"
