"""Maps against plain vectorised NumPy, which takes the same steps and judges arrival and divergence as it goes."""

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.clock import medians
from benchmarks.following import Unreachable
from benchmarks.report import Row, unmeasured
from optimizers import rules
from optimizers.arithmetic import Array
from optimizers.cells.atlas import outcomes
from optimizers.cells.axes import CellMap, basin_map, settings_map
from optimizers.landscape import Landscape
from optimizers.landscapes.himmelblau import Himmelblau
from optimizers.landscapes.ravine import Ravine
from optimizers.rules.momentum import Momentum
from optimizers.run import Run

SETTINGS, BASIN = (200, 300), (256, 200)
"""Cells along a side, and steps."""
GOAL = "at most a third"
FAR = 1000


@dataclasses.dataclass(frozen=True)
class Restless(Himmelblau):
    """Himmelblau's function with a goal that no run reaches, so that none is followed beyond its end."""

    tolerance = 0.0


def rows() -> Iterator[Row]:
    for name, pair in (("momentum", ("lr", "momentum")), ("adam", ("lr", "beta1"))):
        shown, whole = (_settings(name, pair, landscape) for landscape in (Unreachable(), Ravine()))
        yield _row(f"map of settings, {name}, 200 × 200 of 300 steps", shown, whole, _plain_settings(name, shown))
    shown, whole = (_basin(landscape) for landscape in (Restless(), Himmelblau()))
    yield _row("map of starts, momentum on Himmelblau, 256 × 256 of 200 steps", shown, whole, _plain_basin(shown))
    yield _torch(shown)


def _row(what: str, shown: CellMap, whole: CellMap, plain: Callable[[], object]) -> Row:
    times = medians({"ours": lambda: outcomes(shown), "plain": plain}, rounds=3)
    followed = medians({"ours": lambda: outcomes(whole)}, rounds=1)["ours"]
    ratio, steps = times["ours"] / times["plain"], shown.size * shown.run.steps
    figure, reference = (f"{1e9 * times[name] / steps:.1f} ns a cell and step" for name in ("ours", "plain"))
    note = f"{1e3 * times['ours']:.0f} ms in all; with those at their goal followed beyond it {1e3 * followed:.0f} ms"
    return Row(what, figure, reference, f"{ratio:.2f} times", GOAL, ratio <= 1 / 3, note)


def _settings(name: str, pair: tuple[str, str], landscape: Landscape) -> CellMap:
    size, steps = SETTINGS
    return settings_map(Run(rules.catalogue()[name](), landscape, landscape.start, steps, 0, None), *pair, size)


def _basin(landscape: Landscape) -> CellMap:
    size, steps = BASIN
    return basin_map(Run(Momentum(lr=0.01), landscape, landscape.start, steps, 0, None), size)


def _plain_settings(name: str, drawn: CellMap) -> Callable[[], object]:
    lr, other = (np.array(each) for each in (drawn.x.values, drawn.y.values))
    rates, others = (each.ravel() for each in np.meshgrid(lr, other))
    start = np.repeat(np.array([drawn.run.start], dtype=float).T, rates.size, axis=1)
    step = _momentum if name == "momentum" else _adam
    return lambda: _judged(step(rates, others), drawn.run.landscape, start, drawn.run.steps)


def _plain_basin(drawn: CellMap) -> Callable[[], object]:
    start = np.array([each.ravel() for each in np.meshgrid(drawn.x.values, drawn.y.values)])
    return lambda: _judged(_momentum(0.01, 0.9), drawn.run.landscape, start, drawn.run.steps)


def _momentum(lr: Any, gamma: Any) -> Callable[[int, Array, Array, dict[str, Array]], Array]:
    def step(_t: int, theta: Array, g: Array, state: dict[str, Array]) -> Array:
        state["v"] = gamma * state.get("v", np.zeros_like(theta)) + lr * g
        return theta - state["v"]

    return step


def _adam(lr: Array, beta1: Array) -> Callable[[int, Array, Array, dict[str, Array]], Array]:
    def step(t: int, theta: Array, g: Array, state: dict[str, Array]) -> Array:
        state["m"] = beta1 * state.get("m", np.zeros_like(theta)) + (1 - beta1) * g
        state["v"] = 0.999 * state.get("v", np.zeros_like(theta)) + 0.001 * g * g
        m_hat, v_hat = state["m"] / (1 - beta1**t), state["v"] / (1 - 0.999**t)
        return theta - lr * m_hat / (np.sqrt(v_hat) + 1e-8)

    return step


def _judged(step: Any, landscape: Landscape, start: Array, steps: int) -> tuple[Array, Array, Array]:
    """Since when each run is at its goal, when it is gone, and its last loss."""
    theta, state = start.copy(), dict[str, Array]()
    since, gone = (np.full(start.shape[1], np.inf) for _ in range(2))
    centre, radius = np.array(landscape.view.centre)[:, None], landscape.view.radius
    with np.errstate(all="ignore"):
        for t in range(1, steps + 1):
            theta = step(t, theta, np.stack(landscape.gradient(theta)), state)
            f = landscape.f(theta)
            near = np.abs(f - landscape.lowest) < landscape.tolerance
            since = np.where(near, np.minimum(since, t), np.inf)
            lasts = np.isfinite(f) & (((theta - centre) ** 2).sum(axis=0) <= (FAR * radius) ** 2)
            gone = np.where(lasts, gone, np.minimum(gone, t))
    return since, gone, f


def _torch(drawn: CellMap) -> Row:
    """torch.optim moves all starts as one tensor, the gradient by autograd, without judging them."""
    what, goal = "the same map by torch.optim.SGD", "beside it"
    python, script = os.environ.get("TORCH_PYTHON", sys.executable), Path(__file__).with_name("torch_cells.py")
    asked = [python, str(script), *map(str, BASIN)]
    answer = subprocess.run(asked, capture_output=True, text=True, timeout=300, check=False)
    if answer.returncode:
        return unmeasured(what, goal, "PyTorch is not in this environment; set TORCH_PYTHON as for the runs alone")
    theirs = json.loads(answer.stdout)
    ours = medians({"ours": lambda: outcomes(drawn)}, rounds=3)["ours"]
    figure, reference = f"{1e3 * ours:.0f} ms", f"{1e3 * theirs['seconds']:.0f} ms"
    note = f"PyTorch {theirs['version']}, one thread, paths alone"
    return Row(what, figure, reference, f"{ours / theirs['seconds']:.2f} times", goal, True, note)
