"""Pages whose content is the same for everybody: kept by their address, with each person's parts put in anew."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, g, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.single_flight import Flights
from app.web.keeping.byte_store import ByteStore
from app.web.keeping.personal_parts import HOLE, holes_left, made
from app.web.response_cache import PURE, STRANGERS

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

CONTENTS, FRAGMENTS = 8 * 1024 * 1024, 4 * 1024 * 1024
"""Bytes of whole pages that are kept, and of those parts of them that many pages share."""
OVERHEAD = 512
"""Bytes that a key and its place take, roughly."""


@dataclass(frozen=True, slots=True)
class Content:
    """A page between its holes: one piece of text more than there are holes."""

    pieces: tuple[bytes, ...]
    holes: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, page: str) -> "Content":
        texts = HOLE.split(page)
        return cls(tuple(text.encode() for text in texts[::2]), tuple(tuple(each.split(" ")) for each in texts[1::2]))

    def filled(self) -> bytes:
        """The page for the person behind this request."""
        parts = [part for hole, piece in zip(self.holes, self.pieces[1:], strict=True) for part in (_part(hole), piece)]
        return b"".join((self.pieces[0], *parts))

    @property
    def size(self) -> int:
        return sum(map(len, self.pieces))


class KeptPages:
    """What one site has made: pages by their address, and parts that depend on little.

    A page that is being made is waited for by whoever asks for it meanwhile.
    """

    def __init__(self) -> None:
        self.contents: ByteStore[Hashable, Content] = ByteStore(CONTENTS, lambda _, each: each.size + OVERHEAD)
        self.fragments: ByteStore[Hashable, Markup] = ByteStore(FRAGMENTS, lambda _, each: 2 * len(each) + OVERHEAD)
        self.flights = Flights()

    def has(self, environ: "WSGIEnvironment") -> bool:
        """Whether the page that a request asks for lies ready."""
        query = environ.get("QUERY_STRING", "").encode("latin-1")
        return (environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", ""), query) in self.contents


def install(app: Flask) -> None:
    app.extensions["downhill.kept_pages"] = KeptPages()


def kept_pages() -> KeptPages:
    """Those of the site that answers this request."""
    found: KeptPages = current_app.extensions["downhill.kept_pages"]
    return found


def lies_ready(app: Flask) -> "Callable[[WSGIEnvironment], bool]":
    """What tells of a request whether its answer needs no computing, or all of it but the personal parts."""
    pages, answers = app.extensions["downhill.kept_pages"], app.extensions["downhill.answers"]
    return lambda environ: answers.has(environ) or pages.has(environ)


def kept(view: Callable[..., Any]) -> Callable[..., Response]:
    """A view whose page depends on its address alone, but for `personal` parts: good ones are kept."""

    @wraps(view)
    def answer(**named: str) -> Response:
        address = (request.root_path, request.path, request.query_string)
        content = kept_pages().contents.get(address)
        if content is not None:
            return _ready(content)
        with kept_pages().flights.flight(address):
            content = kept_pages().contents.get(address)
            return _made(address, partial(view, **named)) if content is None else _ready(content)

    return answer


def _ready(content: Content) -> Response:
    return for_strangers(Response(content.filled(), mimetype="text/html"))


def _made(address: Hashable, view: Callable[[], Any]) -> Response:
    with holes_left():
        page = current_app.make_response(view())
    if page.status_code in (301, 302, 303, 307, 308):
        return page
    content = Content.of(page.get_data(as_text=True))
    if page.status_code == 200:
        kept_pages().contents.put(address, content)
    page.set_data(content.filled())
    return for_strangers(page)


def for_strangers(page: Response) -> Response:
    """A page that is the same for all whom no cookie names: for them it lies ready in front of the site."""
    if page.status_code == 200 and not request.cookies:
        page.headers[PURE] = STRANGERS
    return page


def fragment(*key: Hashable, caller: Callable[[], Markup]) -> Markup:
    """A part of a page that depends on nothing but what its key says, made once for all of them."""
    place = (request.root_path, *key)
    found = kept_pages().fragments.get(place)
    if found is None:
        with holes_left():
            found = caller()
        kept_pages().fragments.put(place, found)
    return found if "leaves_holes" in g else _filled(found)


def _filled(found: Markup) -> Markup:
    return Markup(HOLE.sub(lambda hole: made(*hole[1].split(" ")), found))


def _part(hole: tuple[str, ...]) -> bytes:
    return made(*hole).encode()
