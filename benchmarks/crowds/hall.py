"""A lecture hall: everybody opens the same lesson within a few seconds.

Each student is a browser with a cold cache. It opens up to six connections and keeps them, as browsers do. It asks for
the lesson; for what the page that it got names (style sheets, scripts, fonts, pictures) and what those import; and at
last for a trajectory that nobody has asked for. Who has not got all of it half a minute after arriving has failed. A
connection that is closed between two requests is opened again.
"""

import asyncio
import random
import re
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import NamedTuple

from benchmarks.crowds.waits import HOST, Waits, allow_files

CONNECTIONS = 6
PATIENCE = 30.0
ELEMENT = re.compile(rb"<(link|script|img)\b([^>]*)>")
TARGET = re.compile(rb"\b(?:src|href)=[\"']([^\"']+)[\"']")
FETCHED = re.compile(rb"\brel=[\"']?(?:stylesheet|preload|modulepreload|icon)\b")
STYLE_IMPORT = re.compile(rb"@import\s+(?:url\()?[\"']?([^\"')\s]+)")
FONT_FACE = re.compile(rb"@font-face\s*{([^}]*)}")
FONT = re.compile(rb"url\([\"']?([^\"')]+)")
SCRIPT_IMPORT = re.compile(rb"\b(?:from|import)\s*[\"']([./][^\"']+)[\"']")


class FailedError(Exception):
    """What a student did not get, in a few words."""


@dataclass
class Outcome:
    """What became of everybody: why some failed, and the seconds until each of the others had everything."""

    failures: Counter[str] = field(default_factory=Counter)
    waits: Waits = field(default_factory=Waits)
    requests: int = 0
    connections: int = 0


class Answer(NamedTuple):
    """head: in small letters."""

    status: int
    head: bytes
    body: bytes


class Connection(asyncio.Protocol):
    """One connection that is kept: a request, then its answer, then the next."""

    def __init__(self) -> None:
        self.received = bytearray()
        self.answer: asyncio.Future[Answer] | None = None
        self.head = b""
        self.end: int | None = None
        self.open = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def ask(self, request: bytes) -> "asyncio.Future[Answer]":
        self.received.clear()
        self.head, self.end = b"", None
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.answer

    def data_received(self, data: bytes) -> None:
        self.received += data
        if not self.head:
            end = self.received.find(b"\r\n\r\n") + 4
            if end < 4:
                return
            self.head = bytes(self.received[:end]).lower()
            length = re.search(rb"\ncontent-length: *(\d+)", self.head)
            self.end = end + int(length[1]) if length else None
        chunked = b"\ntransfer-encoding: chunked" in self.head
        if len(self.received) == self.end or (chunked and self.received.endswith(b"\r\n0\r\n\r\n")):
            body = bytes(self.received[len(self.head) :])
            self._settle(Answer(int(self.head[9:12]), self.head, joined(body) if chunked else body))

    def connection_lost(self, _error: Exception | None) -> None:
        self.open = False
        whole = self.answer is not None and self.head and self.end is None and b"\nconnection: close" in self.head
        body = bytes(self.received[len(self.head) :])
        self._settle(Answer(int(self.head[9:12]), self.head, body) if whole else ConnectionResetError())

    def _settle(self, outcome: Answer | Exception) -> None:
        answer, self.answer = self.answer, None
        if answer is None or answer.done():
            return
        answer.set_exception(outcome) if isinstance(outcome, Exception) else answer.set_result(outcome)


def joined(chunks: bytes) -> bytes:
    """A chunked body's content."""
    body = b""
    while chunks:
        size, _, rest = chunks.partition(b"\r\n")
        length = int(size.partition(b";")[0], 16)
        body, chunks = body + rest[:length], rest[length + 2 :] if length else b""
    return body


class Browser:
    """A student's browser. `known` is shared: what a file imports is read once for all students."""

    def __init__(self, port: int, outcome: Outcome, known: dict[bytes | str, list[str]]) -> None:
        self.port, self.outcome, self.known = port, outcome, known
        self.free: list[Connection] = []
        self.all: list[Connection] = []
        self.room = asyncio.Semaphore(CONNECTIONS)
        self.seen: set[str] = set()
        self.stage = "lesson"

    async def get(self, path: str) -> bytes:
        """The body, still compressed if it came so; FailedError if there is none."""
        request = (
            f"GET {path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n"
            f"User-Agent: Mozilla/5.0 (trial)\r\n\r\n"
        ).encode()
        async with self.room:
            status, head, body = await self._answer(request)
        if status != 200:
            raise FailedError(f"{self.stage}: {status}")
        return zlib.decompress(body, 31) if b"\ncontent-encoding: gzip" in head and self._reads(path) else body

    async def load(self, path: str) -> None:
        """A file, and what it imports."""
        body = await self.get(path)
        if path not in self.known:
            self.known[path] = imports(path, body)
        await self.load_all(self.known[path])

    async def load_all(self, paths: list[str]) -> None:
        async with asyncio.TaskGroup() as group:
            for path in paths:
                if path not in self.seen:
                    self.seen.add(path)
                    group.create_task(self.load(path))

    def close(self) -> None:
        for connection in self.all:
            connection.transport.close()

    def _reads(self, path: str) -> bool:
        return path not in self.known and not path.startswith("/api/")

    async def _answer(self, request: bytes) -> Answer:
        while self.free:
            connection = self.free.pop()
            if connection.open:
                try:
                    return await self._ask(connection, request)
                except ConnectionResetError:
                    if connection.received:
                        raise FailedError(f"{self.stage}: broken off") from None
        try:
            _, connection = await asyncio.get_running_loop().create_connection(Connection, HOST, self.port)
        except OSError as error:
            raise FailedError(f"{self.stage}: no connection ({error.strerror})") from None
        self.outcome.connections += 1
        self.all.append(connection)
        try:
            return await self._ask(connection, request)
        except ConnectionResetError:
            raise FailedError(f"{self.stage}: connection closed without an answer") from None

    async def _ask(self, connection: Connection, request: bytes) -> Answer:
        self.outcome.requests += 1
        answer = await connection.ask(request)
        if b"\nconnection: close" in answer.head:
            connection.transport.close()
        else:
            self.free.append(connection)
        return answer


def named(page: bytes) -> list[str]:
    """What a browser fetches with a page: its style sheets, scripts, icon, pictures and what it preloads."""
    found = []
    for kind, attributes in ELEMENT.findall(page):
        target = TARGET.search(attributes)
        if target and (kind != b"link" or FETCHED.search(attributes)):
            found.append(target[1].decode())
    return [path for path in dict.fromkeys(found) if path.startswith("/")]


def imports(path: str, body: bytes) -> list[str]:
    """What a style sheet or a script imports; of fonts, those for plain English text."""
    kind = path.partition("?")[0].rpartition(".")[2]
    found: list[bytes] = SCRIPT_IMPORT.findall(body) if kind in ("js", "mjs") else []
    if kind == "css":
        fonts = [FONT.search(face) for face in FONT_FACE.findall(body) if b"unicode-range" not in face]
        found = STYLE_IMPORT.findall(body) + [font[1] for font in fonts if font]
    names = [name.decode() for name in dict.fromkeys(found) if not name.startswith((b"data:", b"http"))]
    return [normpath(join(path, "..", name)) for name in names]


async def student(browser: Browser, lesson: str, own: str) -> None:
    page = await browser.get(f"/lessons/{lesson}")
    browser.stage = "files"
    if page not in browser.known:
        browser.known[page] = named(page)
    await browser.load_all(browser.known[page])
    browser.stage = "trajectory"
    await browser.get(f"/api/trajectory?optimizer={lesson.replace('-', '_')}&start={own}")


async def arrival(browser: Browser, lesson: str, within: float) -> None:
    """One student comes at some moment, and what became of them is noted."""
    await asyncio.sleep(random.uniform(0, within))
    began = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            await student(browser, lesson, f"{random.uniform(-1.5, 1.5):.6f},{random.uniform(-1, 1):.6f}")
        browser.outcome.waits.add(time.perf_counter() - began, good=True)
    except* TimeoutError:
        fail(browser.outcome, f"{browser.stage}: not there after {PATIENCE:.0f} s")
    except* FailedError as several:
        fail(browser.outcome, first(several))


def fail(outcome: Outcome, why: str) -> None:
    outcome.failures[why] += 1
    outcome.waits.failed += 1


def first(several: BaseExceptionGroup[BaseException]) -> str:
    error: BaseException = several
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return str(error)


async def hall(port: int, students: int, within: float, lesson: str = "momentum") -> Outcome:
    """Fill the hall once; everybody's connections stay open until the last has come and gone."""
    allow_files(students * CONNECTIONS + 100)
    outcome = Outcome()
    known: dict[bytes | str, list[str]] = {}
    browsers = [Browser(port, outcome, known) for _ in range(students)]
    try:
        await asyncio.gather(*(arrival(browser, lesson, within) for browser in browsers))
    finally:
        for browser in browsers:
            browser.close()
    return outcome
