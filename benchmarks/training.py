"""The network: twenty epochs of the digits against PyTorch, six rules with five seeds, the track of the rate."""

import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from benchmarks.descents import INSTALL, SIX
from benchmarks.report import Row, unmeasured
from optimizers.networks import digits
from optimizers.networks.addresses import MOST_WORK
from optimizers.networks.rate_table import at_rate, kept
from optimizers.networks.tracks import track
from optimizers.networks.training import TRAINING, Task, TrainingRun

ROUNDS = 3


def rows() -> Iterator[Row]:
    yield _against_torch()
    taken = sum(_seconds(_run(name).trained) for name in SIX)
    yield Row("six rules, five seeds, 20 epochs", f"{taken:.2f} s", "–", "–", "≤ 2 s", taken <= 2, "processor time")
    taken = _seconds(lambda: track(_run("adam")))
    yield Row("track of 25 learning rates, Adam", f"{taken:.2f} s", "–", "–", "≤ 1.2 s", taken <= 1.2, "processor time")
    yield _memory()


def _against_torch() -> Row:
    what, goal = "20 epochs of the digits, median of six rules", "≥ 4 times as fast"
    reference = _torch()
    if reference is None:
        return unmeasured(what, goal, INSTALL)
    own = {name: _seconds(_run(name, seeds=1).trained) for name in SIX}
    times = {name: reference["seconds"][name] / own[name] for name in SIX}
    ratio, theirs = median(times.values()), median(reference["seconds"].values())
    each = ", ".join(f"{name} {1e3 * own[name]:.0f} ms ({times[name]:.1f} times)" for name in SIX)
    note = f"processor time of one thread each, against PyTorch {reference['version']}; ours with 27 scorings; {each}"
    figure = f"{1e3 * median(own.values()):.0f} ms"
    return Row(what, figure, f"{1e3 * theirs:.0f} ms", f"{ratio:.1f} times", goal, ratio >= 4, note)


def _torch() -> dict[str, Any] | None:
    python = os.environ.get("TORCH_PYTHON", sys.executable)
    command = [python, str(Path(__file__).with_name("torch_training.py")), str(digits.FILE)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return json.loads(answer.stdout) if answer.returncode == 0 else None


def _memory() -> Row:
    """The widest training that an address may ask for, all images in each batch."""
    width, seeds = 256, 10
    task = Task(width=width, batch_size=TRAINING, epochs=MOST_WORK // width // seeds, seeds=seeds)
    tracemalloc.start()
    TrainingRun(at_rate("adam", 0.01), task).trained()
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return Row("memory of the dearest training", f"{peak:.0f} MiB", "–", "–", "≤ 100 MiB", peak <= 100, "traced peak")


def _run(name: str, seeds: int = 5) -> TrainingRun:
    return TrainingRun(at_rate(name, kept()[name].rate), Task(seeds=seeds))


def _seconds(work: Any) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = process_time()
        work()
        taken.append(process_time() - began)
    return median(taken)
