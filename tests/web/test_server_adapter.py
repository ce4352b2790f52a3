"""The door, before a real server: slow, cut-off and too many requests, and that the site sees what was asked."""

import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests

from tests.conftest import ROOT, START_UP, Server, free_port, stop_server

LONG = 60.0
"""Seconds that nothing here takes."""
SHORT = 0.5


@contextmanager
def small_site(folder: Path, patience: float) -> Iterator[Server]:
    port = free_port()
    environment = {**os.environ, "GATE": str(folder / "gate"), "PATIENCE": str(patience)}
    options = ("--interface=rsgi", "--host=127.0.0.1", f"--port={port}", "--workers=1")
    command = [sys.executable, "-m", "granian", *options, "tests.web.adapter_site:door"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    server = Server(f"http://127.0.0.1:{port}", process, folder, environment)
    try:
        soon(lambda: _answers(server))
        yield server
    finally:
        (folder / "gate").touch()  # nobody waits behind it when the server is told to end
        stop_server(server)


def soon(holds: Callable[[], bool]) -> None:
    """Wait until it holds; fail if it never does."""
    deadline = time.monotonic() + START_UP
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _answers(server: Server) -> bool:
    try:
        return requests.get(server.url, timeout=5).ok
    except requests.ConnectionError:
        return False


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with small_site(tmp_path_factory.mktemp("patient"), LONG) as server:
        yield server


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with small_site(tmp_path_factory.mktemp("hasty"), SHORT) as server:
        yield server


def send(server: Server, request: bytes) -> socket.socket:
    """A connection on which that much has been sent, and perhaps not all of it."""
    host, port = server.host.split(":")
    connection = socket.create_connection((host, int(port)), timeout=LONG)
    connection.sendall(request)
    return connection


def answer(connection: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


def unfinished(path: str, length: int = 10, sent: bytes = b"a") -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: here\r\nContent-Length: {length}\r\n\r\n".encode() + sent


def test_slow_senders_keep_nobody_waiting(patient: Server) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(send(patient, unfinished("/"))) for _ in range(20)]
        assert requests.get(patient.url, timeout=LONG).ok
        assert requests.post(patient.url, data="whole", timeout=LONG).json()["body"] == "whole"
        slow[0].sendall(b"bcdefghij")
        assert b'"body": "abcdefghij"' in slow[0].recv(65536)


def test_slow_senders_keep_nobody_waiting_on_the_site_itself(server: Server) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(send(server, unfinished("/sign-in"))) for _ in range(20)]
        assert requests.get(f"{server.url}/lessons/adam", timeout=LONG).ok
        for connection in slow:
            connection.setblocking(False)
            with pytest.raises(BlockingIOError):  # none of them was let go meanwhile
                connection.recv(1)


def test_a_body_that_does_not_arrive_in_time_is_refused_in_words(hasty: Server) -> None:
    with send(hasty, unfinished("/")) as connection:
        told = answer(connection)
    assert told.startswith(b"HTTP/1.1 408 ")
    assert b"Nothing was changed" in told
    assert b"content-security-policy" in told.lower()


def test_a_body_that_is_cut_off_never_reaches_the_site(patient: Server) -> None:
    before = requests.get(patient.url, timeout=LONG).json()["calls"]
    with send(patient, unfinished("/")) as connection:
        connection.shutdown(socket.SHUT_WR)
        assert answer(connection)[:13] in (b"HTTP/1.1 400 ", b"")
    assert requests.get(patient.url, timeout=LONG).json()["calls"] == before + 1


def test_a_body_without_a_length_is_refused(patient: Server) -> None:
    told = requests.post(patient.url, data=iter([b"in ", b"pieces"]), timeout=LONG)
    assert told.status_code == 411
    assert "Content-Length" in told.text


@pytest.mark.parametrize("length", ["-1", "1_0", "+1", "ten", "1, 2"])
def test_a_length_that_is_no_number_is_refused(patient: Server, length: str) -> None:
    request = f"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: {length}\r\nConnection: close\r\n\r\nabc"
    with send(patient, request.encode()) as connection:
        assert answer(connection).startswith(b"HTTP/1.1 400 ")


def test_a_body_that_no_page_takes_is_left_unread_for_the_site_to_refuse(patient: Server) -> None:
    with send(patient, unfinished("/", 10**12)) as connection:
        told = connection.recv(65536)
    assert b'"CONTENT_LENGTH": "1000000000000"' in told
    assert b'"body": ""' in told


def test_all_bodies_together_have_a_limit(patient: Server) -> None:
    much = unfinished("/", 90_000, b"a" * 80_000)
    with send(patient, much) as first, send(patient, much) as second:
        refused = select.select([first, second], [], [], LONG)[0]
        assert [each.recv(65536)[:13] for each in refused] == [b"HTTP/1.1 503 "]
    soon(lambda: requests.post(patient.url, data="a" * 90_000, timeout=LONG).ok)  # the two hold nothing any more


def test_a_flood_of_what_is_dear_is_refused_and_leaves_the_rest_alone(patient: Server) -> None:
    gate = Path(patient.environment["GATE"])
    with ThreadPoolExecutor(8) as pool:
        flood = [pool.submit(requests.get, f"{patient.url}/playground?{each}", timeout=LONG) for each in range(8)]
        try:
            soon(lambda: sum(each.done() for each in flood) == 5)  # one is computed, two wait for their turn
            assert requests.get(patient.url, timeout=LONG).ok
        finally:
            gate.touch()
        told = [each.result() for each in flood]
    gate.unlink()
    assert sorted(each.status_code for each in told) == 3 * [200] + 5 * [
        503
    ]  # one is computed, two wait for their turn
    refused = next(each for each in told if each.status_code == 503)
    assert refused.headers["Retry-After"] == "5"
    assert "Try again" in refused.text


def test_an_answer_of_unknown_length_arrives_whole(patient: Server) -> None:
    told = requests.get(f"{patient.url}/lines", timeout=LONG)
    assert told.text.splitlines() == [f"a reader {number}" for number in range(20_000)]


def test_a_head_has_the_headers_and_no_body(patient: Server) -> None:
    told = requests.head(patient.url, timeout=LONG)
    assert told.ok
    assert int(told.headers["Content-Length"]) > 0


def test_the_site_sees_what_was_asked(patient: Server) -> None:
    head = (
        "GET /a%20b/%C3%A9?q=%20a&q=2 HTTP/1.1",
        "Host: example.org:99",
        "Cookie: a=1",
        "Cookie: b=2",
        "X-Forwarded-For: 1.2.3.4",
        "X_Forwarded_For: 6.6.6.6",
        "Connection: close",
    )
    with send(patient, ("\r\n".join(head) + "\r\n\r\n").encode()) as connection:
        body = answer(connection).partition(b"\r\n\r\n")[2]
    told = json.loads(body)
    assert told["PATH_INFO"].encode("latin-1").decode() == "/a b/é"
    assert told["QUERY_STRING"] == "q=%20a&q=2"
    assert told["HTTP_HOST"] == "example.org:99"
    assert told["HTTP_COOKIE"] == "a=1; b=2"
    assert told["HTTP_X_FORWARDED_FOR"] == "1.2.3.4"
    assert told["REMOTE_ADDR"] == "127.0.0.1"
    assert told["REQUEST_METHOD"] == "GET"
