"""Those who connect and say nothing, or say it slowly: they are let go, and cost the others nothing."""

import socket
import time
from contextlib import ExitStack

import requests

from tests.conftest import Server

SOON = 30
"""Seconds within which a silent connection is closed."""
UPLOAD = 4 * 1024 * 1024


def connected(server: Server, sent: bytes = b"") -> socket.socket:
    host, port = server.host.split(":")
    connection = socket.create_connection((host, int(port)), timeout=SOON)
    connection.sendall(sent)
    return connection


def ended(connection: socket.socket) -> bool:
    """Whether the server has closed the connection, with or without having said why."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True


def test_silent_half_told_and_idle_connections_are_closed_while_others_are_answered(server: Server) -> None:
    told = ("", "GET", "GET / HTTP/1.1\r\nHost: here\r\n", "GET /livez HTTP/1.1\r\nHost: here\r\n\r\n")
    began = time.monotonic()
    with ExitStack() as stack:
        quiet = [stack.enter_context(connected(server, each.encode())) for each in told for _ in range(25)]
        assert requests.get(f"{server.url}/quizzes", timeout=SOON).ok
        assert all(ended(connection) for connection in quiet)
    assert time.monotonic() - began < SOON


def test_uploads_to_a_page_that_takes_none_are_refused_before_they_come(server: Server) -> None:
    head = f"POST /lessons/momentum HTTP/1.1\r\nHost: {server.host}\r\nContent-Length: {UPLOAD}\r\n\r\n"
    with ExitStack() as stack:
        uploads = [stack.enter_context(connected(server, head.encode())) for _ in range(16)]
        assert {upload.recv(12) for upload in uploads} <= {b"HTTP/1.1 405", b"HTTP/1.1 403", b"HTTP/1.1 413"}
        assert requests.post(f"{server.url}/sign-in", data={"email": "a"}, timeout=SOON).status_code == 403
