"""Makes the files beside it: runs of PyTorch's and two other packages' optimizers, where all are installed.

    python -m tests.references.make_references

One .npz a case: `points` (2, n+1), the gradients `g` (2, n), each remembered quantity as `state_<name>` (2, n) before
the step, and `reproducible` (n+1): where a second run, its start moved by one part in 10¹⁵, is still within
10⁻¹¹ of the first, and at no step before was it not. Elsewhere a whole path is chance, and only single steps compare.
"""

from importlib.metadata import version
from pathlib import Path

import numpy as np

from optimizers import landscapes
from optimizers.arithmetic import Array
from tests.references.cases import CASES, SCHEDULES, STEPS, Case
from tests.references.torch_rules import Seen, follow
from tests.references.torch_schedules import factors

HERE = Path(__file__).parent
NUDGE = 1e-15
CLOSE = 1e-11


def run(case: Case, nudge: float = 0.0) -> list[Seen]:
    landscape = landscapes.catalogue()[case.landscape]()
    x, y = case.start or landscape.start
    return list(follow(case.rule, dict(case.settings), landscape, (x * (1 + nudge), y * (1 - nudge)), STEPS))


def points(steps: list[Seen]) -> Array:
    return np.array([steps[0].before, *(step.after for step in steps)]).T


def reproducible(first: Array, second: Array) -> Array:
    """Up to where two runs agree to CLOSE, relative to the path's size; shape (n+1,)."""
    size = np.maximum(1e-3, np.abs(first))
    return np.logical_and.accumulate((np.abs(first - second) <= CLOSE * size).all(axis=0))


def save(case: Case) -> int:
    steps = run(case)
    path = points(steps)
    known = reproducible(path, points(run(case, NUDGE)))
    states = {f"state_{name}": np.array([step.state[name] for step in steps]).T for name in steps[0].state}
    versions = [f"{package} {version(package)}" for package in ("torch", "schedulefree", "lion-pytorch", "numpy")]
    columns = {"points": path, "g": np.array([step.g for step in steps]).T, "reproducible": known, **states}
    np.savez_compressed(HERE / f"{case.name}.npz", allow_pickle=False, versions=np.array(versions), **columns)
    return int(known.sum())


def save_schedules() -> None:
    """The factors of torch's schedulers at the settings of SCHEDULES: one array each, `<schedule>-<number>`."""
    found = {f"{name}-{number}": factors(name, told) for number, (name, told) in enumerate(SCHEDULES)}
    np.savez_compressed(HERE / "schedules.npz", allow_pickle=False, **found)


if __name__ == "__main__":
    save_schedules()
    for case in CASES:
        print(f"{case.name}: reproduces itself for {save(case)} of {STEPS + 1} points")
