"""Several processes, and several hosts, on one PostgreSQL: one site for everybody, and it outlives any of them."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import pytest
import requests

from app.database.sessions import Database
from tests.conftest import Server, children, start_server, stop_server
from tests.databases import fresh
from tests.takers import HttpBrowser, Taker

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers through /proc"),
]
KEY = "a key that all hosts have been given"
GUESSES = 60
"""Wrong passwords after which certainly no more are taken."""


class Hosts(NamedTuple):
    """Two hosts, of two processes and of one, on one database."""

    first: Server
    second: Server
    database: Database

    def browser(self) -> HttpBrowser:
        """Somebody who is sent to either host in turn, as by a load balancer; without keeping connections."""
        browser = HttpBrowser(self.first.url)
        addresses = cycle((self.first.url, self.second.url))
        ask = browser.ask

        def in_turn(*asked: object, **more: object) -> object:
            browser.url = next(addresses)
            return ask(*asked, **more)  # type: ignore[arg-type]

        browser.ask = in_turn  # type: ignore[assignment, method-assign]
        browser.session.headers["Connection"] = "close"
        return browser


@pytest.fixture
def hosts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hosts]:
    with ExitStack() as stack:
        url = stack.enter_context(fresh(request, "postgresql", tmp_path))
        servers = []
        for workers in ("2", "1"):
            instance = tmp_path / f"instance-{workers}"
            instance.mkdir()
            servers.append(start_server(instance, DATABASE_URL=url, SECRET_KEY=KEY, WORKERS=workers))
            stack.callback(stop_server, servers[-1])
        database = Database(url)
        stack.callback(database.dispose)
        yield Hosts(servers[0], servers[1], database)


def test_sessions_and_limits_hold_across_them_and_no_answer_is_lost_with_one(hosts: Hosts) -> None:
    ada = Taker(hosts.browser(), hosts.database)
    assert ada.sign_up("ada@example.org").status == 303
    attempt = ada.start()
    assert ada.answer(attempt, 1).status == 303
    assert len(children(hosts.first.process.pid)) >= 2

    os.kill(children(hosts.first.process.pid)[-1], signal.SIGKILL)
    for slot in range(2, ada.size(attempt) + 1):
        assert _until_taken(ada, attempt, slot) == 303
    assert all(ada.item(attempt, slot).answer for slot in range(1, ada.size(attempt) + 1))

    guesser = Taker(hosts.browser(), hosts.database)
    statuses = [guesser.sign_in("nobody@example.org", "a wrong password").status for _ in range(GUESSES)]
    assert statuses[-2:] == [429, 429]


def _until_taken(taker: Taker, attempt: str, slot: int) -> int:
    """As a browser does: a request whose connection was cut is sent again, under the same key."""
    while True:
        try:
            return taker.answer(attempt, slot, key=f"slot-{slot}").status
        except requests.ConnectionError:
            continue
