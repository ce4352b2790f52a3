"""Sites to abuse: in this process, or as a real server, on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.database.sessions import Database
from app.web.context import site_of
from tests.conftest import Server, start_server, stop_server
from tests.databases import KINDS, fresh
from tests.takers import ClientBrowser, HttpBrowser, NewTaker, NewTeacher, Taker, Teacher, enrol

__all__ = ["NewTaker", "NewTeacher"]


@pytest.fixture
def taker(new_taker: NewTaker) -> NewTaker:
    """Somebody new with a browser of their own, on the site in this process."""
    return new_taker


@pytest.fixture
def client_taker(app: Flask) -> Taker:
    """Somebody new on a site over SQLite, where the kind of database makes no difference."""
    return Taker(ClientBrowser(app), site_of(app).database)


@pytest.fixture(scope="module", params=KINDS)
def served_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The database of a module's real server."""
    with fresh(request, request.param, tmp_path_factory.mktemp("served")) as url:
        yield url


@pytest.fixture(scope="module")
def served(served_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server process, shared by a module's tests: each looks at its own people only."""
    server = start_server(tmp_path_factory.mktemp("instance"), DATABASE_URL=served_url, THREADS="8")
    yield server
    stop_server(server)


@pytest.fixture
def lone_server(tmp_path: Path) -> Iterator[Server]:
    """A real server that has answered nobody yet."""
    server = start_server(tmp_path, THREADS="8")
    yield server
    stop_server(server)


@pytest.fixture
def visitor(served: Server, served_url: str) -> Iterator[NewTaker]:
    """Somebody new with a browser of their own, on the real server."""
    database = Database(served_url, served.key)
    yield lambda: Taker(HttpBrowser(served.url), database)
    database.dispose()


@pytest.fixture
def new_teacher(new_teacher: NewTeacher) -> NewTeacher:
    """An instructor with a section."""

    def make(email: str) -> Teacher:
        teacher = new_teacher(email)
        teacher.make(course="Secret course", name="Secret section")
        return teacher

    return make


@pytest.fixture
def teacher(new_teacher: NewTeacher) -> Teacher:
    return new_teacher("emmy@example.org")


@pytest.fixture
def learner(site: Flask, teacher: Teacher) -> Taker:
    """A member of the section who has finished a quiz."""
    learner = Taker(ClientBrowser(site), teacher.database)
    learner.sign_up("ada@example.org", "Ada Secret")
    enrol(teacher.database, teacher.section, "ada@example.org")
    learner.finish(learner.start())
    return learner
