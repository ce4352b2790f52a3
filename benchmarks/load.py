"""A small HTTP client that keeps connections busy, for a process of its own; it prints requests per second and waits.

`python -m benchmarks.load PORT CONNECTIONS SECONDS` reads paths from standard input, one a line, and asks for each in
turn, starting over at the end.
"""

import json
import selectors
import socket
import sys
from collections.abc import Iterator
from itertools import cycle
from time import perf_counter

from benchmarks.report import quantile


class Connection:
    """One keep-alive connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = bytearray()
        self._began = 0.0

    def ask(self, path: str) -> None:
        self._received.clear()
        self._began = perf_counter()
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: br\r\n\r\n".encode())

    def receive(self) -> float | None:
        """Reads what is there; how long the answer took once all of it has come. Raises ValueError for a bad answer."""
        chunk = self.socket.recv(1 << 18)
        if not chunk:
            raise ValueError("the server closed the connection")
        self._received += chunk
        end = self._received.find(b"\r\n\r\n")
        if end < 0 or len(self._received) < end + 4 + self._length(end):
            return None
        return perf_counter() - self._began

    def _length(self, end: int) -> int:
        head = bytes(self._received[:end]).lower()
        if not head.startswith((b"http/1.1 200", b"http/1.1 204")):
            raise ValueError(head.split(b"\r\n")[0].decode())
        _, found, rest = head.partition(b"content-length:")
        return int(rest.split(b"\r\n")[0]) if found else 0


def load(port: int, connections: int, seconds: float, paths: list[str]) -> tuple[float, list[float]]:
    """Requests answered each second, and how long each took, in seconds."""
    path = cycle(paths)
    waits: list[float] = []
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            connection = Connection(port)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask(next(path))
        began = perf_counter()
        while perf_counter() - began < seconds:
            waits += _turn(selector, path)
        elapsed = perf_counter() - began
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    return len(waits) / elapsed, waits


def _turn(selector: selectors.BaseSelector, path: Iterator[str]) -> Iterator[float]:
    for key, _ in selector.select(timeout=1):
        taken = key.data.receive()
        if taken is not None:
            yield taken
            key.data.ask(next(path))


def main() -> None:
    port, connections, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    rate, waits = load(port, connections, seconds, sys.stdin.read().split())
    json.dump(
        {"rate": rate, "answered": len(waits), "p50": quantile(waits, 0.5), "p99": quantile(waits, 0.99)}, sys.stdout
    )


if __name__ == "__main__":
    main()
