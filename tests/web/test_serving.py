"""The server on a bad night: its worker killed, its parent killed, told to stop in the middle of a slow request."""

import os
import resource
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from app.web.server import serving
from tests.conftest import START_UP, Server, children, start_server, stop_server

STOPPED = 20
"""Seconds within which a server that is told to stop has stopped, and an orphan has given its port back."""


def soon(holds: Callable[[], bool], seconds: float = START_UP) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def is_well(server: Server) -> bool:
    try:
        return requests.get(f"{server.url}/healthz", timeout=5).ok
    except requests.RequestException:
        return False


def is_free(server: Server) -> bool:
    host, port = server.host.split(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError:
            return False
        return True


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers through /proc")
def test_a_server_whose_worker_is_killed_again_and_again_comes_back(tmp_path: Path) -> None:
    server = start_server(tmp_path)
    try:
        for _ in range(3):
            soon(lambda: bool(children(server.process.pid)))
            for worker in children(server.process.pid):
                os.kill(worker, signal.SIGKILL)
            time.sleep(0.5)
        soon(lambda: is_well(server))
        assert server.process.poll() is None
    finally:
        stop_server(server)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers through /proc")
def test_a_worker_without_its_parent_gives_the_port_back(tmp_path: Path) -> None:
    server = start_server(tmp_path)
    server.process.kill()
    server.process.wait(START_UP)
    soon(lambda: is_free(server), STOPPED)

    assert is_free(server)


def test_a_slow_body_does_not_keep_the_server_from_stopping(tmp_path: Path) -> None:
    server = start_server(tmp_path)
    host, port = server.host.split(":")
    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(f"POST /sign-in HTTP/1.1\r\nHost: {server.host}\r\nContent-Length: 100\r\n\r\na".encode())
        time.sleep(0.2)
        server.process.terminate()
        server.process.wait(STOPPED)
    assert is_free(server)


def test_the_limit_on_open_files_is_raised_as_far_as_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {"soft": 256, "hard": 4096}

    def raised(_which: int, pair: tuple[int, int]) -> None:
        limits.update(soft=pair[0], hard=pair[1])

    monkeypatch.setattr(resource, "getrlimit", lambda _which: (limits["soft"], limits["hard"]))
    monkeypatch.setattr(resource, "setrlimit", raised)

    assert serving.allow_connections() == 4096 - serving.OWN_FILES
    assert limits == {"soft": 4096, "hard": 4096}
