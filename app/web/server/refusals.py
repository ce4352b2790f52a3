"""What is told to somebody whose request never reaches the site, and when to come back."""

from functools import cache
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from app import paths
from app.web.security import HEADERS, SAFE_METHODS
from app.web.static_files import files_prefix

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LONGEST_WAIT = 60
"""Seconds: nobody is told to stay away for longer."""
TITLES = {
    400: "The request cannot be read",
    408: "The request was too slow",
    411: "The request does not say how long it is",
    503: "The site is busy now",
}


class Reply(NamedTuple):
    """A whole answer: what the site said, or a refusal."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class RefusedError(Exception):
    """A request that is turned away before the site: a status, what to tell the person, and seconds to wait."""

    def __init__(self, status: int, words: str, later: float | None = None) -> None:
        self.status, self.words, self.later = status, words, later

    @property
    def wait(self) -> int:
        """Whole seconds until it may be tried again; what was wrong with the request itself can be at once."""
        return min(LONGEST_WAIT, max(1, ceil(self.later or 0)))

    def reply(self, environ: "WSGIEnvironment") -> Reply:
        """A page for people, a problem document for programs, else the sentence alone."""
        kind, body = self._told(environ)
        told = [("Content-Type", kind), ("Cache-Control", "no-store"), ("Vary", "Accept"), *HEADERS.items()]
        retry = [] if self.later is None else [("Retry-After", str(self.wait))]
        return Reply(self.status, [*told, *retry], body)

    def _told(self, environ: "WSGIEnvironment") -> tuple[str, bytes]:
        title = TITLES[self.status]
        if environ["PATH_INFO"].startswith("/api/"):
            problem = {"type": "about:blank", "title": title, "status": self.status, "detail": self.words}
            return "application/problem+json", orjson.dumps(problem)
        if "text/html" not in environ.get("HTTP_ACCEPT", ""):
            return "text/plain; charset=utf-8", self.words.encode()
        return "text/html; charset=utf-8", self._page(title, environ).encode()

    def _page(self, title: str, environ: "WSGIEnvironment") -> str:
        wait = "1 second" if self.wait == 1 else f"{self.wait} seconds"
        is_sent, root = environ["REQUEST_METHOD"] not in SAFE_METHODS, environ.get("SCRIPT_NAME", "")
        told = {"title": title, "status": self.status, "words": self.words, "wait": wait, "is_sent": is_sent}
        return _template().render(told, root=root, files=root + files_prefix())


@cache
def _template() -> Template:
    """One that needs nothing of the site but its style sheet, which the browser mostly has already."""
    pages = Environment(loader=FileSystemLoader(paths.TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return pages.get_template("web/errors/refused.html")
