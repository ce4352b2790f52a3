"""The server adapter: requests come in whole on an event loop and are answered by threads; no slow client holds one.

It speaks RSGI, Granian's own interface, to the server, and WSGI to the site. To a WSGI application Granian hands a
request as soon as its headers are there, and it has no deadline for the rest: a handful of clients that send a byte now
and then would occupy every thread. https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
"""

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Collection, Coroutine, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from contextvars import Context, copy_context
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from app.accounts.rate_limits import network
from app.database import deadlines
from app.runs.slices import NobodyWaits, work_while
from app.web.monitoring.request_log import WAITED
from app.web.security import seen_through
from app.web.server.lanes import BUSY, Lane
from app.web.server.refusals import RefusedError, Reply
from app.web.server.request_bodies import Limits, RequestBodies

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

FILES = "/static/"
COMPUTED = ("/api/",)
"""Addresses whose answers are computed in milliseconds."""
RUNS = ("/lessons/", "/further/", "/tours/")
"""Pages that compute a run of their own where their address asks for one; without a query they lie ready."""
DEAR = ("/api/race", "/api/sweep", "/api/map", "/api/training/", "/playground", "/training")
"""Addresses whose answers may take a second."""
OWN = "landscape=own"
"""In a query: a function that somebody typed, which may have to be looked over first."""
EXPORTS = re.compile(r"/me/export\.json|/instructor/.*\.(csv|txt)")
"""Addresses of whole tables and records, which are read one at a time."""
PATIENCE = 8.0
"""Seconds that a request may be expected to wait for a thread, less than its deadline; files are never turned away."""
WRONG = range(400, 428)
"""What an address is told that no waiting helps."""
READING = ("GET", "HEAD")
"""Whoever reads waits behind nobody who writes."""
LAST_WORDS = 10
"""Seconds that an orphan has to answer what it had begun."""
SOON = 5
"""Seconds after which to try again."""
PIECE = 64 * 1024
"""Bytes of a table that are written before they are sent."""
LONG = (
    "This was not computed within ten seconds, and was broken off. Try again in {} seconds; "
    "fewer steps or gradients, or fewer optimizers, take less."
)
GONE = Reply(499, [], b"")
"""What nobody reads: the client has closed the connection."""

Kept = Callable[["WSGIEnvironment"], bool]
"""Whether the answer to a request lies ready."""


class Stream(NamedTuple):
    """An answer that is written while it is sent: its pieces are still to be asked for."""

    status: int
    headers: list[tuple[str, str]]
    pieces: Generator[bytes, None, None]


class ServerAdapter:
    """The site as Granian's RSGI calls it.

    kept: tells which answers need no computing, whatever their address. proxies: how many stand in front.
    beginnings: what the site's addresses begin with, which tells their kinds apart.
    """

    def __init__(
        self,
        application: "WSGIApplication",
        threads: int,
        limits: Limits | None = None,
        patience: float = PATIENCE,
        kept: Kept = lambda _environ: False,
        proxies: int = 0,
        beginnings: Collection[str] = (),
    ) -> None:
        self._application, self._kept = application, kept
        self._see_through, self._beginnings = seen_through(proxies), frozenset(beginnings)
        self._limits = limits or Limits()
        self._bodies = RequestBodies(self._limits)
        self._files = Lane(1)
        self._reading = Lane(threads, patience)
        self._writing = Lane(threads, patience)
        self._computed = Lane(max(1, threads // 2), patience)
        self._dear = Lane(1, patience)
        self._exports = Lane(1, patience)

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called once in the worker, which stops when the process that started it is gone: no orphan keeps the port."""
        self._watch = loop.create_task(_stop_without(os.getppid()))

    def queues(self) -> dict[str, float]:
        """How many requests wait in each lane."""
        lanes = {name.strip("_"): lane for name, lane in vars(self).items() if isinstance(lane, Lane)}
        return {name: float(lane.waiting) for name, lane in lanes.items()}

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        context, environ = copy_context(), _environ(scope)
        self._see_through(environ)
        try:
            lane = self._lane(environ)
            with self._room(environ) as length:
                if length:
                    environ["wsgi.input"] = BytesIO(await self._bodies.read(protocol, length))
                answer = await self._answered(lane, context, environ, protocol)
        except RefusedError as refused:
            answer = refused.reply(environ)
        if isinstance(answer, Stream):
            await _send(protocol, answer, lane, context)
        else:
            protocol.response_bytes(*answer)

    def _lane(self, environ: "WSGIEnvironment") -> Lane:
        path = environ["PATH_INFO"]
        if path.startswith(FILES):
            return self._files
        if EXPORTS.fullmatch(path):
            return self._exports
        if not _is_computed(environ) or self._kept(environ):
            return self._reading if environ["REQUEST_METHOD"] in READING else self._writing
        return self._dear if path.startswith(DEAR) else self._computed

    def _kind(self, environ: "WSGIEnvironment") -> str:
        """What an address is of, for its lane: the site's own patterns, so that nobody can make up more of them."""
        path = environ["PATH_INFO"]
        found = (each for each in (path, path[: path.rfind("/") + 1]) if each in self._beginnings)
        return next(found, "") + (OWN if OWN in environ["QUERY_STRING"] else "")

    def _room(self, environ: "WSGIEnvironment") -> "AbstractContextManager[int]":
        """Room for the request's body until it is answered, and how long that is.

        A body larger than its page takes is left where it is: the site refuses the request by its length.
        """
        if "HTTP_TRANSFER_ENCODING" in environ:
            raise RefusedError(411, "Say how long the request is: this site takes bodies with a Content-Length only.")
        length = _length(environ)
        if not 0 < length <= self._limits.largest(environ):
            return nullcontext(0)
        return self._bodies.room_for(length, network(environ["REMOTE_ADDR"]))

    async def _answered(
        self, lane: Lane, context: Context, environ: "WSGIEnvironment", protocol: Any
    ) -> "Reply | Stream":
        work = partial(_answer, self._application, environ, time.perf_counter())
        context.run(deadlines.begin)
        if lane is not self._dear and lane is not self._computed:
            return await lane.enter(partial(context.run, _in_time, work))
        asked = [True]
        context.run(work_while, lambda: asked[0])
        try:
            answering = lane.enter(partial(context.run, _in_time, work), self._kind(environ))
            return await _unless_late(answering, protocol, _patience(context, environ))
        except RefusedError as refused:
            return await self._wrong(environ, refused)
        finally:
            asked[0] = False

    async def _wrong(self, environ: "WSGIEnvironment", refused: RefusedError) -> Reply:
        """What is wrong with the address, for which nobody need come back; else that there is no time for it.

        The site is asked once more, without the lane's threads, and gives up at the first pause of its computing.
        """
        if not environ["PATH_INFO"].startswith(COMPUTED) or environ["REQUEST_METHOD"] not in READING:
            raise refused
        context = copy_context()
        context.run(deadlines.begin)
        context.run(work_while, lambda: False)
        read = partial(_answer, self._application, environ, time.perf_counter())
        answer = await self._reading.enter(partial(context.run, read))
        if isinstance(answer, Stream) or answer.status not in WRONG:
            raise refused
        return answer


def _is_computed(environ: "WSGIEnvironment") -> bool:
    """Whether the answer costs computing time: everybody's requests for that share a budget of threads."""
    path = environ["PATH_INFO"]
    return path.startswith((*DEAR, *COMPUTED)) or (bool(environ["QUERY_STRING"]) and path.startswith(RUNS))


async def _stop_without(parent: int) -> None:
    while os.getppid() == parent:
        await asyncio.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.sleep(LAST_WORDS)
    os._exit(1)


def _patience(context: Context, environ: "WSGIEnvironment") -> float | None:
    """Seconds until who only looks is refused; what may be saved by now is not called refused."""
    return context.run(deadlines.left) if environ["REQUEST_METHOD"] in READING else None


async def _unless_late(
    work: "Coroutine[Any, Any, Reply | Stream]", protocol: Any, patience: float | None
) -> "Reply | Stream":
    """The answer, if it is there in time; or what nobody reads, once the client has gone.

    Work that has not begun by then is never begun, and what has begun ends in its next pause.
    """
    answering = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(protocol.client_disconnect())
    try:
        done, _ = await asyncio.wait((answering, gone), timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        if not done:
            raise RefusedError(503, LONG.format(SOON), SOON)
        return await answering if answering.done() else GONE
    finally:
        gone.cancel()
        answering.cancel()


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


def _in_time(work: "Callable[[], Reply | Stream]") -> "Reply | Stream":
    """A request that has waited until its deadline is not begun any more."""
    if deadlines.left() == 0:
        raise RefusedError(503, BUSY.format(SOON), SOON)
    return work()


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


def _answer(application: "WSGIApplication", environ: "WSGIEnvironment", since: float) -> Reply | Stream:
    """What the site says, in one of its threads, to a request that has waited since then."""
    environ[WAITED] = time.perf_counter() - since
    start = _Start()
    try:
        chunks = application(environ, start)
    except NobodyWaits:
        return GONE
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
        while piece := await lane.go_on(partial(context.run, _next, answer.pieces)):
            await transport.send_bytes(piece)
    finally:
        await lane.go_on(partial(context.run, answer.pieces.close))


def _next(pieces: Iterator[bytes]) -> bytes:
    """Each piece of a long answer has as much time as a short one has as a whole."""
    deadlines.begin()
    return next(pieces, b"")


def _close(chunks: Any) -> None:
    close = getattr(chunks, "close", None)
    if close is not None:
        close()
