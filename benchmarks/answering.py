"""A client that answers quiz questions on many connections at once, for a process of its own.

`python -m benchmarks.answering PORT` reads, one a line, what each connection is to send: a JSON list of
[path, cookie, body]. Every connection sends its next answer when the one before has been taken.
"""

import json
import selectors
import sys
from collections.abc import Iterator
from time import perf_counter

from benchmarks.load import Connection
from benchmarks.report import quantile


class Answering(Connection):
    """A connection that works through its answers."""

    def __init__(self, port: int, answers: list[list[str]]) -> None:
        super().__init__(port)
        self._host = f"127.0.0.1:{port}"
        self._left = iter(answers)

    def go_on(self) -> bool:
        """Sends the next answer; False if there is none left."""
        path, cookie, body = next(self._left, ("", "", ""))
        if path:
            self._received.clear()
            self._began = perf_counter()
            self.socket.sendall(
                f"POST {path} HTTP/1.1\r\nHost: {self._host}\r\nOrigin: http://{self._host}\r\nCookie: {cookie}\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
            )
        return bool(path)

    def _length(self, end: int) -> int:
        head = bytes(self._received[:end]).lower()
        if not head.startswith(b"http/1.1 303"):
            raise ValueError(head.split(b"\r\n")[0].decode())
        return int(head.partition(b"content-length:")[2].split(b"\r\n")[0])


def answer_all(port: int, work: list[list[list[str]]]) -> tuple[float, list[float]]:
    """Answers taken each second while every connection was busy, and how long each took, in seconds."""
    waits: list[float] = []
    with selectors.DefaultSelector() as selector:
        for answers in work:
            connection = Answering(port, answers)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.go_on()
        began, busy = perf_counter(), True
        while busy:
            taken = list(_turn(selector))
            waits += [wait for wait, _ in taken]
            busy = all(more for _, more in taken)
        elapsed = perf_counter() - began
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    return len(waits) / elapsed, waits


def _turn(selector: selectors.BaseSelector) -> Iterator[tuple[float, bool]]:
    for key, _ in selector.select(timeout=10):
        taken = key.data.receive()
        if taken is not None:
            yield taken, key.data.go_on()


def main() -> None:
    rate, waits = answer_all(int(sys.argv[1]), [json.loads(line) for line in sys.stdin])
    json.dump({"rate": rate, "p99": quantile(waits, 0.99), "worst": max(waits)}, sys.stdout)


if __name__ == "__main__":
    main()
