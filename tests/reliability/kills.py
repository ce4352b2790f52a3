"""kill -9 of worker and parent while people answer: what was called saved is there, and every mark follows."""

import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

import requests
from sqlalchemy import select

from app.database.sessions import Database
from app.grading import verification
from app.models import Attempt, AttemptItem, Response
from app.web.server.serving import PAUSES
from tests.conftest import Server, children, kill_server, start_server, stop_server, wait_until_well
from tests.reliability.finding import Finding
from tests.takers import HttpBrowser, Taker

PEOPLE = 4
QUIZZES = ("momentum", "adam", "adagrad", "nesterov", "adadelta", "gradient-descent")
BETWEEN = (0.2, 1.0)
"""Seconds between two kills."""
PAUSED = PAUSES[-1] + 60
"""Seconds until a site is well again that has been killed many times in a row: it pauses longer each time."""


class Crowd:
    """People who take one quiz after the other whatever happens, and remember what was called saved."""

    def __init__(self, server: Server, database: Database) -> None:
        self.saved: set[tuple[str, int]] = set()
        self.server, self._database = server, database
        self._enough = threading.Event()
        self._threads = [threading.Thread(target=self._go_on) for _ in range(PEOPLE)]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._enough.set()
            for thread in self._threads:
                thread.join(60)

    def _go_on(self) -> None:
        quizzes = cycle(QUIZZES)
        taker = Taker(HttpBrowser(self.server.url), self._database)
        while not self._enough.is_set():
            taker.browser.url = self.server.url  # type: ignore[attr-defined]
            try:
                self._take(taker, next(quizzes))
            except requests.RequestException:
                time.sleep(0.05)
            except AssertionError:  # no more of these attempts: somebody else comes
                taker = Taker(HttpBrowser(self.server.url), self._database)

    def _take(self, taker: Taker, quiz: str) -> None:
        attempt = taker.start(quiz)
        for slot in range(1, taker.size(attempt) + 1):
            if taker.answer(attempt, slot, key=f"slot-{slot}").status == 303:
                self.saved.add((attempt, slot))


def killed(times: int, seed: int = 1) -> Finding:
    """So many kills, of a worker or of the parent, by chance."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        server = start_server(Path(folder))
        database = Database(f"sqlite:///{folder}/downhill.sqlite3", server.key)
        crowd = Crowd(server, database)
        try:
            with crowd.at_work():
                for _ in range(times):
                    wait_until_well(server, PAUSED)
                    time.sleep(dice.uniform(*BETWEEN))
                    server = crowd.server = _kill(server, dice)
            lost = crowd.saved - _there(database)
            with database.read() as session:
                wrong = sum(1 for _ in verification.differences(session))
        finally:
            database.dispose()
            stop_server(server)
    outcome = f"{len(crowd.saved)} answers called saved, {len(lost)} lost, {wrong} marks that do not follow"
    what = "kill -9 of worker or parent while four people answer"
    return Finding(what, f"{times} kills", outcome, bool(crowd.saved) and not lost and not wrong)


def _kill(server: Server, dice: random.Random) -> Server:
    """A worker, after which the parent starts another; or both, after which the machine does."""
    workers = children(server.process.pid)
    if dice.random() < 0.7 and workers:
        os.kill(workers[-1], signal.SIGKILL)
        return server
    kill_server(server)
    return start_server(server.instance)


def _there(database: Database) -> set[tuple[str, int]]:
    statement = select(Attempt.public_id, AttemptItem.slot).join(AttemptItem).join(Response)
    with database.read() as session:
        return {(attempt, slot) for attempt, slot in session.execute(statement)}
