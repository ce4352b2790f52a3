"""Pages whose content is the same for everybody: kept by their address, with each person's parts put in anew."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Flask, current_app, g, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.web.keeping.byte_store import ByteStore
from app.web.keeping.personal_parts import HOLE, holes_left, made
from app.web.response_cache import PURE, STRANGERS

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
    """What one site has made: pages by their address, and parts that depend on little."""

    def __init__(self) -> None:
        self.contents: ByteStore[Hashable, Content] = ByteStore(CONTENTS, lambda _, each: each.size + OVERHEAD)
        self.fragments: ByteStore[Hashable, Markup] = ByteStore(FRAGMENTS, lambda _, each: 2 * len(each) + OVERHEAD)


def install(app: Flask) -> None:
    app.extensions["downhill.kept_pages"] = KeptPages()


def kept_pages() -> KeptPages:
    """Those of the site that answers this request."""
    found: KeptPages = current_app.extensions["downhill.kept_pages"]
    return found


def kept(view: Callable[..., Any]) -> Callable[..., Response]:
    """A view whose page depends on its address alone, but for `personal` parts: good ones are kept."""

    @wraps(view)
    def answer(**named: str) -> Response:
        address = (request.root_path, request.path, request.query_string)
        content = kept_pages().contents.get(address)
        if content is not None:
            return for_strangers(Response(content.filled(), mimetype="text/html"))
        with holes_left():
            page = current_app.make_response(view(**named))
        if page.status_code in (301, 302, 303, 307, 308):
            return page
        content = Content.of(page.get_data(as_text=True))
        if page.status_code == 200:
            kept_pages().contents.put(address, content)
        page.set_data(content.filled())
        return for_strangers(page)

    return answer


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
