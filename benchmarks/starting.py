"""From starting `course run` to its first answer, and the memory of its worker after a few pages."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from benchmarks.report import Row
from benchmarks.server import Server

ROUNDS = 5
PATHS = ("/", "/lessons/adam", "/playground", "/api/trajectory?optimizer=adam", "/api/sweep?optimizer=adam&over=lr")


def rows() -> Iterator[Row]:
    starts, memories = zip(*(_start() for _ in range(ROUNDS)), strict=True)
    first, memory = median(starts), median(memories)
    note = f"median of {ROUNDS} starts, each with an empty instance folder; with everything cached on disk"
    yield Row("start to first answer", f"{first:.2f} s", "–", "–", "≤ 1.2 s", first <= 1.2, note)
    asked = ", ".join(f"`{path}`" for path in PATHS)
    note = f"the largest process of `course run` at its next start in that folder, after asking for {asked}"
    yield Row("memory per worker", f"{memory:.0f} MiB", "–", "–", "≤ 95 MiB", memory <= 95, note)


def _start() -> tuple[float, float]:
    """Seconds to the first answer of a first start, and megabytes of the worker after the next one."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        with Server(folder=Path(folder)) as server:
            first = server.first_answer
        with Server(folder=Path(folder)) as server:
            for path in PATHS:
                with urlopen(server.address + path, timeout=30) as answer:
                    answer.read()
            return first, max(server.memory().values())
