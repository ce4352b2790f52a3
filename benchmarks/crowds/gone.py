"""Requests for dear races whose clients leave half a second later; then others ask at once for something else."""

import asyncio
import random
import time
from typing import NamedTuple

from benchmarks.crowds.strangers import start
from benchmarks.crowds.waits import HOST

PATIENCE = 60.0


class Took(NamedTuple):
    """How long an answer took, and its status; 0 where none came."""

    seconds: float
    status: int

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s ({self.status or 'no answer'})"


class Outcome(NamedTuple):
    before: Took
    quizzes: Took
    trajectory: Took
    second: Took


def race() -> str:
    return f"/api/race?gradients=2000&landscape={random.choice(('rastrigin', 'ackley'))}&start={start()}"


def head(port: int, path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode()


async def timed(port: int, path: str) -> Took:
    began, status = time.perf_counter(), 0
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(HOST, port)
            writer.write(head(port, path))
            status = int((await reader.read())[9:12] or 0)
            writer.close()
    except OSError:  # a TimeoutError is one too
        pass
    return Took(time.perf_counter() - began, status)


async def leave(port: int, requests: int) -> None:
    """Ask for so many races and go."""
    writers = []
    for _ in range(requests):
        _, writer = await asyncio.open_connection(HOST, port)
        writer.write(head(port, race()))
        writers.append(writer)
    await asyncio.sleep(0.5)
    for writer in writers:
        writer.transport.abort()


async def gone(port: int, requests: int) -> Outcome:
    before = await timed(port, f"/api/trajectory?optimizer=adam&start={start()}")
    await leave(port, requests)
    quizzes, trajectory = await asyncio.gather(
        timed(port, "/quizzes"), timed(port, f"/api/trajectory?optimizer=adam&start={start()}")
    )
    return Outcome(before, quizzes, trajectory, await timed(port, f"/api/trajectory?optimizer=adam&start={start()}"))
