"""How costs grow: with the steps of a run, with runs computed together, with the learners of a class, with connections.

Prints the figures, and draws them anew into docs/ (growth-*.svg).
"""

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import process_time
from typing import NamedTuple

import migrations
from app.database.sessions import Database
from benchmarks import descents, gradebook, serving
from benchmarks.clock import medians
from benchmarks.pictures import Line, chart
from benchmarks.report import Row
from benchmarks.server import EMPTY, Server
from optimizers.descent import descend

DOCS = Path(__file__).parent.parent / "docs"
STEPS = (10, 30, 100, 300, 1000, 3000)
RUNS = (1, 10, 100, 1000, 10_000)
LEARNERS = (50, 500, 5000, 50_000)
CONNECTIONS = (1, 4, 16, 64, 256)
ROUNDS = 7


class Growth(NamedTuple):
    """Lines of one chart by name."""

    name: str
    title: str
    across: str
    up: str
    lines: dict[str, Line]


def rows() -> Iterator[Row]:
    for measure in (steps, runs, learners, connections):
        found = measure()
        (DOCS / f"growth-{found.name}.svg").write_text(chart(found.title, found.across, found.up, found.lines))
        for name, line in found.lines.items():
            told = ", ".join(f"{x:,g}: {y:,.3g}" for x, y in line)
            yield Row(f"{found.title}: {name}", told, "–", "–", "–", True, f"{found.up} by {found.across}")


def steps() -> Growth:
    """One run, by its steps."""
    rules = ("gradient_descent", "adam")
    lines = {name.replace("_", " "): _line(STEPS, partial(_run, name), 1e3) for name in rules}
    return Growth("steps", "One run, computed alone", "steps", "ms of processor time", lines)


def runs() -> Growth:
    """Many runs of 200 steps computed together."""
    lines = {"Adam": _line(RUNS, lambda count: partial(descents.walked, descents.named("adam"), count), 1e3)}
    return Growth("runs", "Runs of 200 steps, computed together", "runs", "ms of processor time", lines)


def learners() -> Growth:
    """A gradebook's page of fifty and an item analysis, by the learners of the class."""
    lines: dict[str, list[tuple[float, float]]] = {"page by name": [], "page by mean": [], "item analysis": []}
    for count in LEARNERS:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "records.sqlite3"
            database = Database(f"sqlite:///{file}")
            migrations.upgrade(database.writer)
            gradebook.fill(file, count)
            for name, seconds in medians(_reads(database), 3, process_time).items():
                lines[name].append((count, 1e3 * seconds))
            database.dispose()
    return Growth("learners", "Reading for the desk, SQLite", "learners", "ms of processor time", {**lines})


def _reads(database: Database) -> dict[str, Callable[[], object]]:
    pages = {
        f"page {name}": gradebook.reading(database, partial(gradebook.read_page, gradebook.PAGES[name]))
        for name in ("by name", "by mean")
    }
    return pages | {"item analysis": gradebook.reading(database, gradebook.read_items)}


def connections() -> Growth:
    """Answers a second, by the connections that are kept busy."""
    kept = serving.KINDS[0].paths(0)
    lines: dict[str, list[tuple[float, float]]] = {"empty": [], "kept": [], "new": []}
    with Server(*serving.command()) as server:
        for count in CONNECTIONS:
            new = serving.KINDS[1].paths(count)
            for name, paths in (("empty", (EMPTY,)), ("kept", kept), ("new", new)):
                lines[name].append((count, serving.ask(server, paths, connections=count).rate))
    return Growth("connections", "Trajectories through the server", "connections", "answers a second", {**lines})


def _run(name: str, count: int) -> Callable[[], object]:
    rule = descents.named(name)
    return lambda: descend(rule, descents.AT_ONCE, descents.AT_ONCE.start, count)


def _line(counts: tuple[int, ...], call: Callable[[int], Callable[[], object]], scale: float) -> Line:
    times = medians({str(count): call(count) for count in counts}, ROUNDS, process_time)
    return [(count, scale * times[str(count)]) for count in counts]
