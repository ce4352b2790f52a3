"""Strangers who ask for the dearest thing there is, all the time, while others use the site.

Each stranger has one connection and asks for one race after the other, each from a start that nobody has asked for;
after an answer other than 200 it waits a tenth of a second. Three other clients, each with one connection, ask ten
times a second. All come from the same address, as behind a school's router.
"""

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.crowds.waits import HOST, Waits

PATIENCE = 10.0
LENGTH = re.compile(rb"\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass
class Outcome:
    before: dict[str, Waits] = field(default_factory=lambda: {name: Waits() for name in OTHERS})
    meanwhile: dict[str, Waits] = field(default_factory=lambda: {name: Waits() for name in OTHERS})
    strangers: Counter[int] = field(default_factory=Counter)


class Client:
    """One connection, opened again whenever the server closes it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.writer: asyncio.StreamWriter | None = None

    async def get(self, path: str) -> int:
        """The status; OSError where no answer came."""
        try:
            if self.writer is None:
                self.reader, self.writer = await asyncio.open_connection(HOST, self.port)
            self.writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\n\r\n".encode())
            head = await self.reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            if length:
                await self.reader.readexactly(int(length[1]))
            if not length or b"connection: close" in head.lower():
                self.close()
            return int(head[9:12])
        except BaseException as error:
            self.close()
            if isinstance(error, asyncio.IncompleteReadError):
                raise ConnectionResetError("closed without an answer") from None
            raise

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
            self.writer = None


def start() -> str:
    return f"{random.uniform(0, 2):.6f},{random.uniform(0, 1):.6f}"


def race() -> str:
    landscape = random.choice(("rastrigin", "ackley", "ravine"))
    return f"/api/race?gradients=2000&landscape={landscape}&start={start()}"


OTHERS: dict[str, Callable[[], str]] = {
    "cached trajectory": lambda: "/api/trajectory?optimizer=adam",
    "new trajectory": lambda: f"/api/trajectory?optimizer=adam&start={start()}",
    "/quizzes": lambda: "/quizzes",
}


async def stranger(port: int, got: Counter[int], until: float) -> None:
    client = Client(port)
    try:
        while time.perf_counter() < until:
            try:
                status = await client.get(race())
            except OSError:
                status = 0
            got[status] += 1
            if status != 200:
                await asyncio.sleep(0.1)
    finally:
        client.close()


async def other(port: int, path: Callable[[], str], waits: Waits, until: float) -> None:
    client = Client(port)
    while (began := time.perf_counter()) < until:
        try:
            async with asyncio.timeout(PATIENCE):
                good = await client.get(path()) == 200
        except OSError:  # a TimeoutError is one too
            good = False
        took = time.perf_counter() - began
        waits.add(took, good)
        await asyncio.sleep(max(0.0, 0.1 - took))
    client.close()


async def others(port: int, waits: dict[str, Waits], seconds: float) -> None:
    until = time.perf_counter() + seconds
    await asyncio.gather(*(other(port, path, waits[name], until) for name, path in OTHERS.items()))


async def strangers(port: int, connections: int, seconds: float) -> Outcome:
    outcome = Outcome()
    await others(port, outcome.before, 2)
    until = time.perf_counter() + seconds + 1
    tasks = [asyncio.create_task(stranger(port, outcome.strangers, until)) for _ in range(connections)]
    await asyncio.sleep(1)
    await others(port, outcome.meanwhile, seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return outcome
