"""Uploads that never end: each announces four megabytes to a page and sends all of them but the last byte.

Meanwhile a learner takes the final quiz: looks at a question, answers it, looks at the next.
"""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field

from benchmarks.crowds.learner import Learner
from benchmarks.crowds.waits import HOST, Waits

SIZE = 4 * 1024 * 1024
PIECE = 64 * 1024


@dataclass
class Outcome:
    """answered: for each upload that the server answered or closed, the seconds until then, and the status or 0."""

    before: Waits = field(default_factory=Waits)
    meanwhile: Waits = field(default_factory=Waits)
    after: Waits = field(default_factory=Waits)
    answered: list[tuple[float, int]] = field(default_factory=list)


async def keep_answering(learner: Learner, waits: Waits, seconds: float) -> None:
    until = time.perf_counter() + seconds
    while (began := time.perf_counter()) < until:
        try:
            good = (await learner.answer()).status == 303
        except OSError:
            good = False
        waits.add(time.perf_counter() - began, good)
        await asyncio.sleep(0.2)


async def send(writer: asyncio.StreamWriter, head: str, size: int) -> None:
    writer.write(head.encode())
    for place in range(0, size, PIECE):
        writer.write(b"a" * min(PIECE, size - place))
        await writer.drain()


async def upload(port: int, path: str, answered: list[tuple[float, int]]) -> None:
    """Send all but the last byte, and wait for what the server says meanwhile or then."""
    began, status = time.perf_counter(), b""
    head = f"POST {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nOrigin: http://{HOST}:{port}\r\n"
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {SIZE}\r\n\r\n"
    with suppress(OSError):
        reader, writer = await asyncio.open_connection(HOST, port)
        sending = asyncio.create_task(send(writer, head, SIZE - 1))
        try:
            status = await reader.read(12)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            writer.close()
    answered.append((time.perf_counter() - began, int(status[9:12] or 0)))


async def uploads(port: int, count: int, seconds: float, paths: tuple[str, ...]) -> Outcome:
    """Hold the uploads for so long while a learner answers."""
    outcome, learner = Outcome(), Learner(port)
    await keep_answering(learner, outcome.before, 2)
    tasks = [asyncio.create_task(upload(port, paths[i % len(paths)], outcome.answered)) for i in range(count)]
    await asyncio.sleep(1)
    await keep_answering(learner, outcome.meanwhile, seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0.5)
    await keep_answering(learner, outcome.after, 2)
    return outcome
