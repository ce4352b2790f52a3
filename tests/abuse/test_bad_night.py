"""A bad night: the records cannot be written, or not be reached. What needs none goes on, the rest says so in time."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests

from app.database.deadlines import LONGEST
from app.database.sessions import Database
from tests.abuse import troubles
from tests.conftest import Server, start_server, stop_server
from tests.databases import KINDS, fresh
from tests.sampling import Sample
from tests.takers import HttpBrowser, Page, Taker

OPEN = ("/", "/lessons/momentum", "/review", "/playground", "/api/trajectory?optimizer=adam", "/before-you-start")
"""What everybody may see while the site has no records; a night asks for some."""
ASKED = 2
AT_ONCE = 6
"""People who send an answer at the same time: more than there are threads."""
SLACK = 2.0
"""Seconds that the machine of the tests may take on top."""
TRIES = 6
"""How often a page is asked for whose computing is broken off on a busy machine."""
TROUBLES = {"sqlite": ("locked", "full"), "postgresql": ("stopped", "frozen")}
"""Of each kind of database; they befall one site after the other."""


class Night(NamedTuple):
    """A site, and the trouble that it can be put into."""

    server: Server
    database: Database
    trouble: Callable[[], AbstractContextManager[None]]
    can_read: bool


class Site(NamedTuple):
    server: Server
    url: str
    disk: Path | None


@pytest.fixture(scope="module", params=KINDS)
def standing(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of a module's own; the records of SQLite lie on a small disk, where one can be had."""
    folder = tmp_path_factory.mktemp("instance")
    with ExitStack() as stack:
        disk = stack.enter_context(troubles.small_disk()) if request.param == "sqlite" else None
        url = stack.enter_context(fresh(request, request.param, disk or folder))
        server = start_server(folder, DATABASE_URL=url)
        stack.callback(stop_server, server)
        yield Site(server, url, disk)


@pytest.fixture(params=[0, 1], ids=["locked or stopped", "full or frozen"])
def night(request: pytest.FixtureRequest, standing: Site) -> Iterator[Night]:
    is_sqlite = standing.url.startswith("sqlite")
    kind = TROUBLES["sqlite" if is_sqlite else "postgresql"][request.param]
    database = Database(standing.url)
    yield Night(standing.server, database, partial(_trouble, request, kind, *standing), is_sqlite)
    database.dispose()


def _trouble(
    request: pytest.FixtureRequest, kind: str, server: Server, url: str, disk: Path | None
) -> AbstractContextManager[None]:
    if kind == "locked":
        return troubles.locked(troubles.sqlite_file(url))
    if kind == "full":
        return troubles.full(disk) if disk else troubles.without_space(server)
    postgres: Any = request.getfixturevalue("postgres_server")
    return troubles.stopped(postgres) if kind == "stopped" else troubles.frozen(postgres)


def test_what_needs_no_records_goes_on_the_rest_says_so_in_time_and_all_is_well_again(
    night: Night, sample: Sample
) -> None:
    takers = [Taker(HttpBrowser(night.server.url), night.database) for _ in range(AT_ONCE)]
    answers = [(taker, attempt, taker.right(attempt, 1)) for taker in takers for attempt in [taker.start()]]
    night.database.dispose()

    with night.trouble():
        with ThreadPoolExecutor(AT_ONCE + 1) as people:
            told = people.submit(_soon, night.server, 503)
            sent = [people.submit(_timed, partial(taker.answer, attempt, 1, form)) for taker, attempt, form in answers]
            for path in sample(OPEN, ASKED):
                assert _in_the_end(takers[0], path) == 200, path
            pages = [each.result() for each in sent]
        _all_refused_in_time(pages)
        told.result()
        again = takers[0].get("/quizzes")
        assert again.status == (200 if night.can_read else 503)
        assert night.can_read or "Nothing was changed" in again.text

    _soon(night.server, 200)
    for (taker, attempt, _), (page, _) in zip(answers, pages, strict=True):
        assert taker.post(*_sent_again(page)).status == 303
        assert taker.item(attempt, 1).answer is not None


def _timed(ask: Callable[[], Page]) -> tuple[Page, float]:
    began = time.monotonic()
    return ask(), time.monotonic() - began


def _all_refused_in_time(pages: list[tuple[Page, float]]) -> None:
    for page, took in pages:
        assert page.status == 503
        assert int(page.headers["Retry-After"]) > 0
        assert "What you sent was not saved" in page.text
        assert took < LONGEST + SLACK


def _sent_again(page: Page) -> tuple[str, dict[str, list[str]]]:
    """The form on the page of the refusal: where it goes, and what it holds."""
    (action,) = re.findall(r'<form method="post" action="([^"]+)"', page.text)
    held: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text):
        held.setdefault(unescape(name), []).append(unescape(value))
    return action, held


def _soon(server: Server, status: int) -> None:
    """/healthz says so; what it found is kept for a second."""
    deadline = time.monotonic() + 30
    while requests.get(f"{server.url}/healthz", timeout=20).status_code != status:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _in_the_end(taker: Taker, path: str) -> int:
    """The status, once the computing is not broken off for want of time: the next try goes on where it was."""
    pages = (taker.get(path) for _ in range(TRIES))
    return next((page.status for page in pages if "was broken off" not in page.text), 503)
