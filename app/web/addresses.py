"""Addresses that are no page's, and the page that each leads to: those with a slash too many, or above other pages."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from app.web.converters import LARGEST

ABOVE: Mapping[tuple[str, ...], str] = MappingProxyType(
    {
        ("lessons",): "/#lessons",
        ("attempts",): "/quizzes",
        ("invitations",): "/join",
        ("reset",): "/sign-in",
        ("api",): "/about-the-api",
    }
)
"""Addresses above pages that have no page above them but the first."""
PROGRAMS = frozenset({"api", "static"})
"""What programs ask for: nobody is led on there."""


def page_meant() -> str | None:
    """The address of the page that an address without one leads to, None where it leads nowhere."""
    if request.routing_exception is None or request.method not in ("GET", "HEAD"):
        return None
    segments = tuple(filter(None, request.path.split("/")))
    if segments in ABOVE:
        return ABOVE[segments]
    if not segments or segments[0] in PROGRAMS:
        return None
    adapter = current_app.create_url_adapter(request)
    return None if adapter is None else _nearest(adapter, segments)


def _nearest(adapter: MapAdapter, segments: tuple[str, ...]) -> str | None:
    """The page itself without its slash or, above pages, the nearest one that is above them all."""
    if _is_page(adapter, segments):
        asked = request.query_string.decode("latin-1")
        return _path(segments) + (f"?{asked}" if asked else "")
    if segments not in ABOVE and not any(_is_above(rule, segments) for rule in _patterns()):
        return None
    ways = (segments[:length] for length in range(len(segments) - 1, 0, -1))
    return next((ABOVE.get(way) or _path(way) for way in ways if way in ABOVE or _is_page(adapter, way)), "/")


def _is_page(adapter: MapAdapter, segments: Sequence[str]) -> bool:
    try:
        adapter.match("/" + "/".join(segments), method="GET")
    except (HTTPException, RequestRedirect):
        return False
    return True


def _patterns() -> Iterator[list[str]]:
    """The segments of every address that the site has, those that only take changes included."""
    return (str(rule).strip("/").split("/") for rule in current_app.url_map.iter_rules())


def _is_above(pattern: Sequence[str], segments: Sequence[str]) -> bool:
    """Whether an address of this pattern begins with the segments."""
    begun = zip(pattern, segments, strict=False)
    return len(segments) <= len(pattern) and all(_fits(own, found) for own, found in begun)


def _fits(own: str, found: str) -> bool:
    """Whether a segment of an address is one of the pattern's; a number that no column holds is none."""
    if own.startswith("<int:"):
        return found.isascii() and found.isdigit() and int(found[:20]) <= LARGEST
    return own == found or own.startswith("<")


def _path(segments: Sequence[str]) -> str:
    return "/" + "/".join(quote(each, safe="") for each in segments)
