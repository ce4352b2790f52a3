"""What is told to somebody whose request never reaches the site, and when to come back."""

from math import ceil
from typing import NamedTuple

from app.web.security import HEADERS

TOLD = "Content-Type", "text/plain; charset=utf-8"
LONGEST_WAIT = 60
"""Seconds: nobody is told to stay away for longer."""


class Reply(NamedTuple):
    """A whole answer: what the site said, or a refusal."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class RefusedError(Exception):
    """A request that is turned away before the site: a status, what to tell the person, and seconds to wait."""

    def __init__(self, status: int, words: str, later: float | None = None) -> None:
        self.status, self.words, self.later = status, words, later

    def reply(self) -> Reply:
        seconds = [] if self.later is None else [("Retry-After", str(min(LONGEST_WAIT, max(1, ceil(self.later)))))]
        return Reply(
            self.status, [TOLD, ("Cache-Control", "no-store"), *HEADERS.items(), *seconds], self.words.encode()
        )
