"""The commands that write much, beside a site that people use: how long an answer takes meanwhile, and at rest."""

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from shutil import copytree
from typing import Final

from app.database.sessions import Database
from app.models import Learner
from quizzes import bank
from tests.conftest import Server, start_server, stop_server
from tests.machine import ROOT
from tests.reliability.finding import Finding
from tests.takers import PASSWORD, HttpBrowser, Taker

BOUND: Final = 0.2
"""Seconds by which such a command may delay an answer."""
REST: Final = 6.0
"""Seconds of answers with nothing beside them."""
HEAVY, GONE, CLASS = 60, 400, 120
"""Attempts of an account that is erased, visitors who never came back, learners of the demo class."""
QUIZZES = ("gradient-descent", "momentum", "adam", "adagrad", "nesterov", "adadelta")


class Answering:
    """Somebody who answers one question after the other, and how long each answer took."""

    def __init__(self, server: Server, database: Database) -> None:
        self._server, self._database = server, database
        self.waits: list[float] = []
        self.refused = 0

    def for_seconds(self, seconds: float) -> None:
        enough = threading.Event()
        threading.Timer(seconds, enough.set).start()
        self._until(enough)

    @contextmanager
    def meanwhile(self) -> Iterator[None]:
        enough = threading.Event()
        thread = threading.Thread(target=self._until, args=(enough,))
        thread.start()
        try:
            yield
        finally:
            enough.set()
            thread.join(60)

    def _until(self, enough: threading.Event) -> None:
        taker, quizzes = Taker(HttpBrowser(self._server.url), self._database), cycle(QUIZZES)
        while not enough.is_set():
            try:
                attempt = taker.start(next(quizzes))
            except AssertionError:  # no more attempts for this visitor: somebody else comes
                taker = Taker(HttpBrowser(self._server.url), self._database)
                continue
            self._answer(taker, attempt, enough)

    def _answer(self, taker: Taker, attempt: str, enough: threading.Event) -> None:
        for slot in range(1, taker.size(attempt) + 1):
            if enough.is_set():
                return
            data = taker.right(attempt, slot)
            began = time.perf_counter()
            status = taker.answer(attempt, slot, data, key=f"slot-{slot}").status
            self.waits.append(time.perf_counter() - began)
            self.refused += status != 303
            time.sleep(0.01)


def beside(share: float = 1) -> list[Finding]:
    """share: of the amounts above, for a try."""
    heavy, gone, learners = (max(1, round(share * each)) for each in (HEAVY, GONE, CLASS))
    with tempfile.TemporaryDirectory() as folder:
        corrected = _corrected(Path(folder) / "banks")
        (Path(folder) / "instance").mkdir()
        server = start_server(Path(folder) / "instance", ACCESS_LOG="0")
        database = Database(f"sqlite:///{folder}/instance/downhill.sqlite3", server.key)
        try:
            rest = Answering(server, database)
            rest.for_seconds(REST)
            tries: dict[str, Callable[[], object]] = {
                f"course demo, {learners} learners": _course(server, "demo", f"--learners={learners}"),
                "course regrade --apply": _course(server, "regrade", "--apply", BANKS=str(corrected)),
                "course demo --remove": _course(server, "demo", "--remove"),
                f"course purge, {gone} visitors": _course(server, "purge"),
                f"an account with {heavy} attempts erased": _erasing(server, database, heavy),
            }
            _abandon(database, gone)
            return [_finding(what, work, rest, Answering(server, database)) for what, work in tries.items()]
        finally:
            database.dispose()
            stop_server(server)


def _finding(what: str, work: Callable[[], object], rest: Answering, busy: Answering) -> Finding:
    began = time.perf_counter()
    with busy.meanwhile():
        work()
    seconds = time.perf_counter() - began
    usual, slowest = max(rest.waits), max(busy.waits, default=0.0)
    told = f"slowest answer {slowest * 1e3:.0f} ms, at rest {usual * 1e3:.0f}; {busy.refused} refused"
    holds = bool(busy.waits) and slowest <= usual + BOUND and not busy.refused
    return Finding(f"answers beside: {what}", f"{seconds:.1f} s, {len(busy.waits)} answers", told, holds)


def _course(server: Server, *arguments: str, **settings: str) -> Callable[[], object]:
    command = [sys.executable, "-m", "app.cli", *arguments]
    environment = {**server.environment, **settings}
    return lambda: subprocess.run(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True
    )


def _erasing(server: Server, database: Database, attempts: int) -> Callable[[], object]:
    """Somebody who has made many attempts alone, and leaves."""
    taker, quizzes = Taker(HttpBrowser(server.url), database), cycle(QUIZZES)
    taker.sign_up("ada@example.org")
    for _ in range(attempts):
        try:
            attempt = taker.start(next(quizzes))
        except AssertionError:
            break
        taker.finish(attempt, right=1)
    return lambda: taker.post("/me/deletion", {"current": PASSWORD})


def _abandon(database: Database, visitors: int) -> None:
    """Visitors who came long ago, and never came back."""
    now = datetime.now(UTC)
    with database.write() as session:
        session.add_all(Learner(created_at=now, seen_at=now - timedelta(days=500)) for _ in range(visitors))


def _corrected(folder: Path) -> Path:
    """The shipped questions, but for a key: nothing that was right before is right now."""
    copytree(bank.FOLDER, folder)
    file = folder / "gradient-descent.toml"
    file.write_text(file.read_text("utf-8").replace('key = "key"', 'key = "theta + 20"', 1), "utf-8")
    return folder
