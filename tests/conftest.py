"""What the tests share: an application over an empty database, a client, and a real server process."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Config
from app.web.context import site_of

pytest_plugins = [
    "tests.chromium",
    "tests.compiled_once",
    "tests.databases",
    "tests.people",
    "tests.sampling",
    "tests.teachers",
]

ROOT = Path(__file__).parent.parent
START_UP = 60
"""Seconds; a busy machine may take many."""


@pytest.fixture
def config(tmp_path: Path, sqlite_url: str) -> Config:
    """Settings for one test: its own instance folder and migrated SQLite file, static files as they are."""
    return Config(instance=tmp_path, database_url=sqlite_url, secret_key="a key for the tests alone", compressed=False)


MakeApp = Callable[[Config], Flask]


@pytest.fixture
def make_app() -> Iterator[MakeApp]:
    """Applications with settings of the test's own; their databases are closed after it."""
    made: list[Flask] = []

    def make(config: Config) -> Flask:
        made.append(create_app(config))
        return made[-1]

    yield make
    for app in made:
        site_of(app).database.dispose()


@pytest.fixture
def app(config: Config, make_app: MakeApp) -> Flask:
    """The application over a migrated, empty database."""
    app = make_app(config)
    app.testing = True
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser on the site: its state changes say where they come from, as browsers do."""
    client = app.test_client()
    client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    return client


@dataclass(frozen=True)
class Server:
    """A running `course run`: where it answers, its process and its instance folder."""

    url: str
    process: subprocess.Popen[bytes]
    instance: Path
    environment: dict[str, str]

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    @property
    def key(self) -> str:
        """What it seals browsers' tokens with."""
        return (self.instance / "secret-key").read_text()

    @property
    def log(self) -> str:
        return (self.instance / "server.log").read_text(errors="replace")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One real server for the whole session, with a database of its own."""
    server = start_server(tmp_path_factory.mktemp("instance"))
    yield server
    stop_server(server)


def start_server(instance: Path, **settings: str) -> Server:
    """`course run` on a free port; returns once it says that it is well."""
    port = free_port()
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "SECRET_KEY", "HOST", "PRODUCTION")
        },
        "INSTANCE": str(instance),
        "PORT": str(port),
        "WARM_UP": "0",  # seconds of computing, which most tests have no use for
        **settings,
    }
    with (instance / "server.log").open("wb") as log:
        command = [sys.executable, "-m", "app.cli", "run"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    server = Server(f"http://127.0.0.1:{port}", process, instance, environment)
    try:
        wait_until_well(server)
    except BaseException:
        stop_server(server)
        raise
    return server


def wait_until_well(server: Server, seconds: float = START_UP) -> None:
    """Return once /healthz answers 200; RuntimeError with the log if it does not in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if requests.get(f"{server.url}/healthz", timeout=5).ok:
                return
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.05)
    raise RuntimeError(f"the server did not start:\n{server.log}")


def stop_server(server: Server) -> None:
    server.process.terminate()
    try:
        server.process.wait(START_UP)
    except subprocess.TimeoutExpired:
        kill_server(server)


def kill_server(server: Server) -> None:
    """As a power cut would: nothing gets to say goodbye."""
    workers = children(server.process.pid)
    server.process.kill()
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    server.process.wait(START_UP)


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in listed.read_text().split()] if listed.exists() else []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
