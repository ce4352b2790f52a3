"""Connections that say nothing, or half of a request's head, while somebody else asks for pages.

Another client asks for /quizzes four times a second, on a new connection each time, before and meanwhile.
"""

import asyncio
import time
from dataclasses import dataclass, field, replace

from benchmarks.crowds.waits import HOST, Waits, allow_files

PATIENCE = 5.0
AT_ONCE = 200


@dataclass
class Outcome:
    """before, meanwhile: the other client's waits. closed: after how many seconds each connection was closed."""

    opened: int = 0
    refused: int = 0
    closed: list[float] = field(default_factory=list)
    before: Waits = field(default_factory=Waits)
    meanwhile: Waits = field(default_factory=Waits)


class Silence(asyncio.Protocol):
    """A connection that notes when the server closes it."""

    def __init__(self, closed: list[float]) -> None:
        self.closed = closed

    def connection_made(self, _transport: asyncio.BaseTransport) -> None:
        self.since = time.perf_counter()

    def connection_lost(self, _error: Exception | None) -> None:
        self.closed.append(time.perf_counter() - self.since)


async def answered(port: int, path: str) -> bool:
    """Whether the path gives 200 on a new connection."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
        return answer.startswith(b"HTTP/1.1 200")
    finally:
        writer.close()


async def ask(port: int, waits: Waits) -> None:
    began = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            good = await answered(port, "/quizzes")
    except OSError:  # a TimeoutError is one too
        good = False
    waits.add(time.perf_counter() - began, good)


async def keep_asking(port: int, waits: Waits, count: int = 1_000_000) -> None:
    for _ in range(count):
        await ask(port, waits)
        await asyncio.sleep(0.25)


async def open_silent(port: int, outcome: Outcome, said: bytes) -> asyncio.BaseTransport | None:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(PATIENCE):
            transport, _ = await loop.create_connection(lambda: Silence(outcome.closed), HOST, port)
    except OSError:
        outcome.refused += 1
        return None
    outcome.opened += 1
    transport.write(said)
    return transport


async def silence(port: int, connections: int, seconds: float, half: bool = False) -> Outcome:
    """Open them, ask meanwhile, and wait until all are closed or the time is over."""
    allow_files(connections + 100)
    outcome = Outcome()
    await keep_asking(port, outcome.before, 8)
    said = f"GET /quizzes HTTP/1.1\r\nHost: {HOST}:{port}\r\nX-Half: ".encode() if half else b""
    until = time.perf_counter() + seconds
    transports: list[asyncio.BaseTransport | None] = []
    while len(transports) < connections and time.perf_counter() < until:
        few = min(AT_ONCE, connections - len(transports))
        transports += await asyncio.gather(*(open_silent(port, outcome, said) for _ in range(few)))
    asking = asyncio.create_task(keep_asking(port, outcome.meanwhile))
    while time.perf_counter() < until and len(outcome.closed) < outcome.opened:
        await asyncio.sleep(0.1)
    asking.cancel()
    outcome = replace(outcome, closed=outcome.closed.copy())  # those that follow are closed by us
    for transport in transports:
        if transport is not None:
            transport.close()
    return outcome
