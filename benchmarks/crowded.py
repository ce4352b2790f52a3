"""A class that arrives and takes a quiz, and strangers, on the default `course run`; the load's own time is told."""

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine, Iterator
from math import inf
from threading import Event, Thread
from typing import Any, TypeVar

from benchmarks.crowds.gone import gone
from benchmarks.crowds.hall import hall
from benchmarks.crowds.held import uploads
from benchmarks.crowds.quizzing import quizzing
from benchmarks.crowds.silent import silence
from benchmarks.crowds.strangers import strangers
from benchmarks.crowds.waits import Waits
from benchmarks.report import Row
from benchmarks.server import Server

Outcome = TypeVar("Outcome")
CLASS = 500
ARRIVAL = 10.0
"""Seconds within which everybody is there."""
ANSWERING = 60.0
SILENT = ((1200, False), (1200, True), (10_000, False))
UPLOADS, HELD = 16, 10.0
BODIES = 200
LEFT = 60
STRANGERS, BESIDE = 16, 10.0
BOUNDS = {"cached trajectory": 0.1, "new trajectory": 0.3, "/quizzes": 0.1}
"""Seconds that strangers may make 95 in 100 of these requests take."""


def rows(share: float = 1) -> Iterator[Row]:
    """share: of the numbers above, for a try."""
    with Server() as server:
        learners = max(1, round(CLASS * share))
        yield _arrival(server.port, learners, "momentum")
        yield _arrival(server.port, learners, "adam")
        yield _quiz(server.port, learners)
        yield _start_together(server.port, learners)
        for connections, half in SILENT:
            yield _silence(server.port, max(1, round(connections * share)), half)
        yield _uploads(server.port)
        yield _bodies(server, max(1, round(BODIES * share)))
        yield _left(server.port)
        yield from _strangers(server.port)


def _arrival(port: int, students: int, lesson: str) -> Row:
    outcome, spent = _run(hall(port, students, ARRIVAL, lesson))
    what = f"{students} browsers of six connections open /lessons/{lesson} with all its files within {ARRIVAL:g} s"
    failed = "".join(f"; {count} × {kind}" for kind, count in outcome.failures.most_common())
    note = f"{outcome.requests} requests over {outcome.connections} connections; {spent}{failed}"
    met = outcome.waits.at(0.95) <= 1 and not outcome.waits.failed
    return Row(what, _told(outcome.waits, 0.5, 0.95, 1), "–", "–", "p95 ≤ 1 s, none failed", met, note)


def _quiz(port: int, learners: int) -> Row:
    outcome, spent = _run(quizzing(port, learners, ARRIVAL, ANSWERING))
    figure = "; ".join(
        f"{name}: {_told(waits, 0.99)}"
        for name, waits in zip(("starts", "pages", "answers"), outcome.kinds, strict=True)
    )
    met = all(waits.at(0.99) <= 1 and not waits.failed for waits in outcome.kinds)
    what = f"{learners} start a quiz within {ARRIVAL:g} s and answer every 15 to 45 s"
    return Row(what, figure, "–", "–", "p99 ≤ 1 s, none failed", met, f"a connection for each request; {spent}")


def _start_together(port: int, learners: int) -> Row:
    outcome, spent = _run(quizzing(port, learners, 1, 0))
    met = outcome.starts.at(1) <= 5
    what = f"{learners} start a quiz within one second"
    return Row(what, _told(outcome.starts, 0.5, 0.95, 1), "–", "–", "the last ≤ 5 s, none failed", met, spent)


def _silence(port: int, connections: int, half: bool) -> Row:
    outcome, spent = _run(silence(port, connections, 40, half))
    before, meanwhile = outcome.before.at(0.95), outcome.meanwhile.at(0.95)
    last = max(outcome.closed, default=inf)
    whole = len(outcome.closed) == outcome.opened == connections
    what = f"{connections} connections that send {'half of a head' if half else 'nothing'}, others' p95"
    figure = f"{meanwhile * 1e3:.0f} ms; {len(outcome.closed)} closed, the last after {last:.0f} s"
    met = whole and last <= 30 and meanwhile <= max(2 * before, 0.05)
    return Row(what, figure, f"{before * 1e3:.0f} ms", "–", "≤ max(2 × idle, 50 ms), closed ≤ 30 s", met, spent)


def _uploads(port: int) -> Row:
    outcome, spent = _run(uploads(port, UPLOADS, HELD, ("/lessons/momentum",)))
    statuses = Counter(status or "closed" for _, status in outcome.answered)
    told = ", ".join(f"{count} × {status}" for status, count in statuses.items())
    figure = f"{_told(outcome.meanwhile, 1)}; uploads {told}"
    met = len(outcome.answered) == UPLOADS and not outcome.meanwhile.failed and outcome.meanwhile.at(1) <= 1
    what = f"a learner's slowest answer beside {UPLOADS} uploads to a page that takes none"
    return Row(what, figure, _told(outcome.before, 1), "–", "≤ 1 s, every upload refused", met, spent)


def _bodies(server: Server, bodies: int) -> Row:
    """All of them at once to an address that takes a form of a few kilobytes."""
    before, (most, spent) = sum(server.memory().values()), _most_memory(server, bodies)
    what = f"{bodies} bodies of 4 MiB, resident memory of all processes"
    return Row(what, f"{most:.0f} MiB", f"{before:.0f} MiB", "–", "≤ 60 MiB more", most <= before + 60, spent)


def _most_memory(server: Server, bodies: int) -> tuple[float, str]:
    seen, enough = [0.0], Event()

    def watch() -> None:
        while not enough.wait(0.05):
            seen.append(sum(server.memory().values()))

    watcher = Thread(target=watch)
    watcher.start()
    try:
        _, spent = _run(uploads(server.port, bodies, 5, ("/sign-in", "/quizzes/final/attempts")))
    finally:
        enough.set()
        watcher.join()
    return max(seen), spent


def _left(port: int) -> Row:
    outcome, spent = _run(gone(port, LEFT))
    slowest = max(outcome.trajectory.seconds, outcome.second.seconds, outcome.quizzes.seconds)
    what = f"the next trajectory and page after {LEFT} dear races whose clients have left"
    good = outcome.trajectory.status == outcome.second.status == outcome.quizzes.status == 200
    return Row(what, f"{slowest:.2f} s", f"{outcome.before.seconds:.2f} s", "–", "≤ 1 s", good and slowest <= 1, spent)


def _strangers(port: int) -> Iterator[Row]:
    outcome, spent = _run(strangers(port, STRANGERS, BESIDE))
    got = ", ".join(f"{count} × {status or 'no answer'}" for status, count in outcome.strangers.most_common())
    for name, bound in BOUNDS.items():
        before, meanwhile = outcome.before[name], outcome.meanwhile[name]
        what = f"{name} beside {STRANGERS} strangers who ask races"
        met = meanwhile.at(0.95) <= bound and not meanwhile.failed
        note = f"the strangers got {got}; {spent}"
        yield Row(what, _told(meanwhile, 0.95), _told(before, 0.95), "–", f"p95 ≤ {bound * 1e3:.0f} ms", met, note)


def _run(crowd: Coroutine[Any, Any, Outcome]) -> tuple[Outcome, str]:
    """What came of it, and what the crowd itself cost."""
    began, spent = time.perf_counter(), time.process_time()
    outcome = asyncio.run(crowd)
    took, own = time.perf_counter() - began, time.process_time() - spent
    return outcome, f"{took:.0f} s, the load itself {own:.1f} s of processor time"


def _told(waits: Waits, *shares: float) -> str:
    """The waits at these shares; who had no good answer is counted apart."""
    names = {share: "last" if share == 1 else f"p{share * 100:g}" for share in shares}
    marks = ", ".join(f"{name} {_seconds(waits.at(share))}" for share, name in names.items())
    return f"{marks}, {waits.failed} of {waits.count} failed"


def _seconds(seconds: float) -> str:
    if seconds == inf:
        return "never"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1e3:.0f} ms"
