"""The server adapter, before a real server: slow, cut-off and too many requests, and what the site sees."""

import json
import os
import select
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest
import requests

from tests.conftest import ROOT, START_UP, Server, free_port, stop_server

LONG = 60.0
"""Seconds that nothing here takes."""
SHORT = 0.5


@contextmanager
def small_site(folder: Path, patience: float, wait: float = LONG) -> Iterator[Server]:
    port = free_port()
    environment = {**os.environ, "GATE": str(folder / "gate"), "PATIENCE": str(patience), "WAIT": str(wait)}
    options = ("--interface=rsgi", "--host=127.0.0.1", f"--port={port}", "--workers=1")
    command = [sys.executable, "-m", "granian", *options, "tests.web.adapter_site:adapter"]
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


@contextmanager
def flood(server: Server, requests_at_once: int) -> Iterator[list["Future[requests.Response]"]]:
    """So many requests for what is dear, of which none is answered before the block has ended."""
    gate = Path(server.environment["GATE"])
    with ThreadPoolExecutor(requests_at_once) as pool:
        asked = [
            pool.submit(requests.get, f"{server.url}/playground?{each}", timeout=LONG)
            for each in range(requests_at_once)
        ]
        try:
            yield asked
        finally:
            gate.touch()
    gate.unlink()


def test_a_flood_of_what_is_dear_is_refused_by_the_expected_wait_and_leaves_the_rest_alone(tmp_path: Path) -> None:
    """Before one has been seen, a request is taken to last 5 ms: so the fourth would wait for longer than 12."""
    with small_site(tmp_path, LONG, wait=0.012) as impatient, flood(impatient, 8) as asked:
        soon(lambda: sum(each.done() for each in asked) == 4)
        assert requests.get(impatient.url, timeout=LONG).ok
        assert requests.get(f"{impatient.url}/api/trajectory", timeout=LONG).ok
        refused = [each.result() for each in asked if each.done()]
    assert {each.status_code for each in refused} == {503}
    assert refused[0].headers["Retry-After"] == "1"
    assert "try again" in refused[0].text
    assert sorted(each.result().status_code for each in asked) == 4 * [200] + 4 * [503]


def test_a_wrong_address_is_told_so_however_many_wait(tmp_path: Path) -> None:
    """Who is told to come back later must not then hear that it could never have been answered."""
    with small_site(tmp_path, LONG, wait=0.012) as impatient, flood(impatient, 8) as asked:
        soon(lambda: sum(each.done() for each in asked) == 4)
        wrong = requests.get(f"{impatient.url}/api/race?lr=wrong", timeout=LONG)
        right = requests.get(f"{impatient.url}/api/race?lr=0.1", timeout=LONG)
    assert (wrong.status_code, wrong.text) == (400, "lr takes a number")
    assert right.status_code == 503


def test_files_are_never_turned_away(tmp_path: Path) -> None:
    with small_site(tmp_path, LONG, wait=0.0) as impatient, ThreadPoolExecutor(32) as pool:
        addresses = [f"{impatient.url}/static/{each}" for each in range(300)]
        assert all(told.ok for told in pool.map(partial(requests.get, timeout=LONG), addresses))


def test_work_for_a_client_that_has_gone_is_never_begun(patient: Server) -> None:
    with flood(patient, 1):
        soon(lambda: requests.get(patient.url, timeout=LONG).json()["begun"] == 1)
        left = [send(patient, b"GET /playground?left HTTP/1.1\r\nHost: here\r\n\r\n") for _ in range(10)]
        for each in left:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            each.close()
        time.sleep(SHORT)
    assert requests.get(patient.url, timeout=LONG).json()["begun"] == 1


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
