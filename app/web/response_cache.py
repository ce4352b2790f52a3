"""Answers before and after the application: pure ones kept as bytes with ETags, and all public ones compressed."""

import gzip
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

import brotli

from app.web.keeping.byte_store import ByteStore

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PURE = "X-Pure-Answer"
"""A view marks an answer that depends on its address alone with this header; it never leaves the server."""
STRANGERS = "strangers"
"""What the mark says where the answer is another one for those who send a cookie."""
ACCESS = "downhill.access"
"""What access control says of who asks; answers are kept apart by it, and an outsider's, a refusal, is never kept."""
CAPACITY = 24 * 1024 * 1024
"""Bytes of answers that are kept; the least recently used go first."""
WORTH_COMPRESSING = 600
"""Bytes: a shorter answer fits into one packet as it is."""
POPULAR = 8
"""So often asked for, a kept answer is worth a tenth of a second that makes it a quarter smaller, once."""
WORTH_PACKING = 128 * 1024
"""Bytes: a longer answer would take too long to be packed tightly."""
COUNTED = 10_000
"""Answers whose askings are counted; then the counting begins anew."""
COMPRESSIBLE = ("text/", "application/json", "application/problem+json", "image/svg+xml")
OVERHEAD = 1024
"""Bytes that an answer's headers and its place in the store take, roughly."""

Key = tuple[str, ...]
"""Path, query, coding, and who asks."""
Exception_ = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response, ready for the wire."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for each, value in self.headers if each.lower() == name), "")


class PureAnswers:
    """WSGI middleware that answers from memory where it can; what it keeps is bounded in bytes, not in number."""

    def __init__(self, application: "WSGIApplication", capacity: int = CAPACITY) -> None:
        self._application = application
        self._store = AnswerStore(capacity)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            return self._application(environ, start_response)
        coding = _coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        access, stranger = environ.get(ACCESS, ""), _stranger(environ)
        address = (_whole_path(environ), environ.get("QUERY_STRING", ""), coding)
        answer = self._store.ask((*address, access)) or (stranger and self._store.ask((*address, stranger)))
        if not answer:
            asked = _Capture(self._application, environ)
            if asked.streams:
                return asked.stream(start_response)
            pure = asked.pure
            answer = _finished(asked, coding, bool(pure))
            if pure:
                self._store.put((*address, stranger if pure == STRANGERS else access), answer)
        return _send(answer, environ, start_response)

    def forget(self) -> None:
        """Nothing is kept any more."""
        self._store.clear()

    def has(self, environ: "WSGIEnvironment") -> bool:
        """Whether the answer to this request lies ready, for somebody at least."""
        coding = _coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return self._store.has(_whole_path(environ), environ.get("QUERY_STRING", ""), coding)


def _whole_path(environ: "WSGIEnvironment") -> str:
    """With the path below which a proxy shows the site: pages link to it."""
    whole: str = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    return whole


class AnswerStore(ByteStore[Key, Answer]):
    """What is kept, and for whom; those that are everybody's are a handful of words."""

    def __init__(self, capacity: int) -> None:
        super().__init__(capacity, _size)
        self._accesses: set[str] = set()
        self._askings: Counter[Key] = Counter()

    def ask(self, key: Key) -> Answer | None:
        """What is kept; from its eighth asking on in as few bytes as can be."""
        answer = self.get(key)
        if answer is None:
            return None
        if len(self._askings) >= COUNTED:
            self._askings.clear()
        self._askings[key] += 1
        if self._askings[key] == POPULAR and answer.header("content-encoding") == "br":
            answer = _packed(answer)
            self.replace(key, answer)
        return answer

    def put(self, key: Key, value: Answer) -> None:
        if STRANGERS not in key[-1]:
            self._accesses.add(key[-1])
        super().put(key, value)

    def has(self, *address: str) -> bool:
        return any((*address, access) in self for access in tuple(self._accesses))


class _Capture:
    """What the application answered. A HEAD is asked as a GET, so that both get the same headers."""

    def __init__(self, application: "WSGIApplication", environ: "WSGIEnvironment") -> None:
        self.status = "500 Internal Server Error"
        self.headers: list[tuple[str, str]] = []
        self.is_head = environ["REQUEST_METHOD"] == "HEAD"
        self.chunks = application({**environ, "REQUEST_METHOD": "GET"}, self._start)

    def _start(
        self, status: str, headers: list[tuple[str, str]], _problem: Exception_ | None = None, /
    ) -> Callable[[bytes], object]:
        self.status, self.headers = status, headers
        return lambda _written: None

    @property
    def pure(self) -> str:
        """What the mark of a pure answer says; nothing where there is none."""
        return next((value for name, value in self.headers if name == PURE), "")

    @property
    def streams(self) -> bool:
        """Whether the body has no known length: a table that is written while it is read."""
        return not any(name.lower() == "content-length" for name, _ in self.headers)

    def stream(self, start_response: "StartResponse") -> Iterable[bytes]:
        start_response(self.status, self.headers)
        if not self.is_head:
            return self.chunks
        self._close()
        return ()

    def body(self) -> bytes:
        try:
            return b"".join(self.chunks)
        finally:
            self._close()

    def _close(self) -> None:
        close: Any = getattr(self.chunks, "close", None)
        if close is not None:
            close()


def _stranger(environ: "WSGIEnvironment") -> str:
    """Who asks, if no cookie names them; a page is refused under a name that is not the site's, so that counts."""
    return "" if "HTTP_COOKIE" in environ else f"{environ.get(ACCESS, '')} {STRANGERS} {environ.get('HTTP_HOST', '')}"


def _finished(asked: _Capture, coding: str, pure: bool) -> Answer:
    body = asked.body()
    headers = [(name, value) for name, value in asked.headers if name not in (PURE, "Content-Length")]
    told = {name.lower(): value for name, value in headers}
    if _may_compress(told, body):
        headers.append(("Vary", "Accept-Encoding"))
        if coding:
            headers.append(("Content-Encoding", coding))
            body = _compressed(body, coding)
    if pure or _may_be_asked_again(asked.status, told, body):
        headers.append(("ETag", _tag(body)))
    headers.append(("Content-Length", str(len(body))))
    return Answer(asked.status, tuple(headers), body)


def _may_compress(headers: dict[str, str], body: bytes) -> bool:
    """Personal answers stay as they are: the length of a compressed page can tell what stands in it."""
    return (
        len(body) >= WORTH_COMPRESSING
        and "no-store" not in headers.get("cache-control", "")
        and "content-encoding" not in headers
        and headers.get("content-type", "").startswith(COMPRESSIBLE)
    )


def _may_be_asked_again(status: str, headers: dict[str, str], body: bytes) -> bool:
    """A page worth a 304: not personal, not a trifle, and without a tag of its own."""
    kept = "no-store" not in headers.get("cache-control", "") and "etag" not in headers
    return kept and status.startswith("200") and len(body) >= WORTH_COMPRESSING


def _compressed(body: bytes, coding: str) -> bytes:
    """A little: on computed answers brotli 4 takes four times as long as 1 and saves one byte in two hundred."""
    return brotli.compress(body, quality=1) if coding == "br" else gzip.compress(body, 1, mtime=0)


def _packed(answer: Answer) -> Answer:
    """The same, as small as brotli makes it."""
    body = brotli.decompress(answer.body)
    if len(body) > WORTH_PACKING:
        return answer
    body = brotli.compress(body)
    headers = [(name, value) for name, value in answer.headers if name not in ("ETag", "Content-Length")]
    return replace(answer, headers=(*headers, ("ETag", _tag(body)), ("Content-Length", str(len(body)))), body=body)


def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def _coding(accepted: str) -> str:
    """The best coding that the browser takes: br, gzip, or none at all."""
    offers = [offer.replace(" ", "") for offer in accepted.lower().split(",")]
    names = {
        offer.partition(";")[0] for offer in offers if not offer.endswith((";q=0", ";q=0.0", ";q=0.00", ";q=0.000"))
    }
    return next((coding for coding in ("br", "gzip") if coding in names), "")


def _send(answer: Answer, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    if wanted and _matches(wanted, answer.header("etag")):
        kept = [
            (name, value)
            for name, value in answer.headers
            if name not in ("Content-Length", "Content-Type", "Content-Encoding")
        ]
        start_response("304 Not Modified", kept)
        return ()
    start_response(answer.status, list(answer.headers))
    return () if environ["REQUEST_METHOD"] == "HEAD" else (answer.body,)


def _matches(wanted: str, etag: str) -> bool:
    return bool(etag) and (
        wanted.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in wanted.split(","))
    )


def _size(key: Key, answer: Answer) -> int:
    return len(answer.body) + len(key[1]) + OVERHEAD
