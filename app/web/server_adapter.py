"""The door: requests come in whole on an event loop and are answered by a few threads, so no slow client holds one.

It speaks RSGI, Granian's own interface, to the server, and WSGI to the site. To a WSGI application Granian hands a
request as soon as its headers are there, and it has no deadline for the rest: a handful of clients that send a byte now
and then would occupy every thread. https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
"""

import asyncio
import sys
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from app.web.security import HEADERS

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

COMPUTED = ("/api/", "/playground")
"""Addresses whose answers are computed and may take a second: they have threads of their own."""
PIECE = 64 * 1024
"""Bytes of a table that are written before they are sent."""
TOLD = "Content-Type", "text/plain; charset=utf-8"

Result = TypeVar("Result")


@dataclass(frozen=True)
class Limits:
    """What clients may take up.

    patience: seconds that a body may take to come in, and one more for every `slowest` bytes that it has. largest:
    bytes of the largest body that any page takes. held: bytes of all the bodies that are coming in together. waiting:
    requests that may wait for one lane's threads.
    """

    patience: float = 15.0
    slowest: int = 16 * 1024
    largest: int = 4 * 1024 * 1024
    held: int = 64 * 1024 * 1024
    waiting: int = 256


class RefusedError(Exception):
    """A request that the door turns away by itself: a status, and what to tell the person."""

    def __init__(self, status: int, words: str) -> None:
        self.status, self.words = status, words

    def reply(self) -> "Reply":
        later = [("Retry-After", "5")] if self.status == 503 else []
        return Reply(self.status, [TOLD, ("Cache-Control", "no-store"), *HEADERS.items(), *later], self.words.encode())


class Reply(NamedTuple):
    """What the site answered."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Stream(NamedTuple):
    """An answer that is written while it is sent: its pieces are still to be asked for."""

    status: int
    headers: list[tuple[str, str]]
    pieces: Generator[bytes, None, None]


class Lane:
    """A few threads, and the requests that wait for one."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads)
        self._most = threads + waiting
        self._within = 0

    async def enter(self, work: Callable[[], Result]) -> Result:
        """What `work` returns, once a thread had time for it; RefusedError where too many wait already."""
        if self._within >= self._most:
            raise RefusedError(503, "The server has more to do than it can. Try again in a few seconds.")
        return await self.go_on(work)

    async def go_on(self, work: Callable[[], Result]) -> Result:
        """The same for a request that has been let in before."""
        self._within += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._within -= 1


class Door:
    """The site as Granian's RSGI calls it."""

    def __init__(self, application: "WSGIApplication", threads: int, limits: Limits | None = None) -> None:
        self._application = application
        self._limits = limits or Limits()
        self._people = Lane(threads, self._limits.waiting)
        self._computed = Lane(max(1, threads // 2), self._limits.waiting)
        self._held = 0

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        lane = self._computed if scope.path.startswith(COMPUTED) else self._people
        context = copy_context()
        try:
            environ = await self._whole(scope, protocol)
            answer = await lane.enter(partial(context.run, _answer, self._application, environ))
        except RefusedError as refused:
            answer = refused.reply()
        if isinstance(answer, Stream):
            await _send(protocol, answer, lane, context)
        else:
            protocol.response_bytes(*answer)

    async def _whole(self, scope: Any, protocol: Any) -> "WSGIEnvironment":
        """The request as WSGI has it, with all of its body.

        A body larger than any page takes is left where it is: the site refuses the request by its length.
        """
        environ = _environ(scope)
        if "HTTP_TRANSFER_ENCODING" in environ:
            raise RefusedError(411, "Say how long the request is: this site takes bodies with a Content-Length only.")
        length = _length(environ)
        if 0 < length <= self._limits.largest:
            environ["wsgi.input"] = BytesIO(await self._body(protocol, length))
        return environ

    async def _body(self, protocol: Any, length: int) -> bytes:
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.patience + length / self._limits.slowest):
                async for chunk in protocol:
                    body += chunk
                    self._hold(len(chunk))
        except TimeoutError:
            raise RefusedError(
                408, "The request took too long to arrive. Nothing was changed: send it again."
            ) from None
        finally:
            self._held -= len(body)
        if len(body) != length:
            raise RefusedError(400, "The request ended before all of it had arrived.")
        return bytes(body)

    def _hold(self, arrived: int) -> None:
        self._held += arrived
        if self._held > self._limits.held:
            raise RefusedError(503, "The server is taking in more than it can hold. Try again in a few seconds.")


def _environ(scope: Any) -> "WSGIEnvironment":
    """The request without its body. A name with an underscore is left out: it could pass for another with a hyphen."""
    host, port = _address(scope.server)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": _address(scope.client)[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for name, value in scope.headers.items():
        if "_" not in name:
            _add(environ, name.upper().replace("-", "_"), value)
    return environ


def _add(environ: "WSGIEnvironment", name: str, value: str) -> None:
    key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
    if key in environ and key != "HTTP_HOST":
        value = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + value
    environ[key] = value


def _address(text: str) -> tuple[str, str]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), port


def _length(environ: "WSGIEnvironment") -> int:
    text = environ.get("CONTENT_LENGTH") or "0"
    if not (text.isascii() and text.isdigit()):
        raise RefusedError(400, "Content-Length takes a whole number.")
    return int(text)


class _Start:
    """WSGI's start_response: it keeps what it is told."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[str, str]] = []

    def __call__(
        self, status: str, headers: list[tuple[str, str]], _problem: "OptExcInfo | None" = None, /
    ) -> Callable[[bytes], object]:
        self.status, self.headers = int(status[:3]), headers
        return _no_writing

    @property
    def leaves_length_open(self) -> bool:
        return self.status not in (204, 304) and not any(name.lower() == "content-length" for name, _ in self.headers)


def _no_writing(_written: bytes) -> None:
    raise NotImplementedError("the site returns its answers; it does not write them")


def _answer(application: "WSGIApplication", environ: "WSGIEnvironment") -> Reply | Stream:
    """What the site says, in one of its threads."""
    start = _Start()
    chunks = application(environ, start)
    if start.leaves_length_open:
        return Stream(start.status, start.headers, _pieces(chunks))
    try:
        return Reply(start.status, start.headers, b"".join(chunks))
    finally:
        _close(chunks)


def _pieces(chunks: Iterable[bytes]) -> Generator[bytes, None, None]:
    """The chunks in pieces that are worth a turn of the event loop."""
    piece = bytearray()
    try:
        for chunk in chunks:
            piece += chunk
            if len(piece) >= PIECE:
                yield bytes(piece)
                piece.clear()
        if piece:
            yield bytes(piece)
    finally:
        _close(chunks)


async def _send(protocol: Any, answer: Stream, lane: Lane, context: Context) -> None:
    """The server keeps what a slow reader has not taken yet; no thread waits for it."""
    transport = protocol.response_stream(answer.status, answer.headers)
    try:
        while piece := await lane.go_on(partial(context.run, next, answer.pieces, b"")):
            await transport.send_bytes(piece)
    finally:
        await lane.go_on(partial(context.run, answer.pieces.close))


def _close(chunks: Any) -> None:
    close = getattr(chunks, "close", None)
    if close is not None:
        close()
