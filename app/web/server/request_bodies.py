"""The bodies of requests: taken in whole, within a time, a size and a share, before any thread sees them."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.web.server.refusals import RefusedError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LISTS = re.compile(r"/instructor/sections/[^/]+/lists\Z")
"""Addresses that take a class list, which may be large."""
FULL = "The server is taking in more than it can hold. Nothing was changed: try again in a few seconds."
LATE = "The request took too long to arrive: the connection may be bad. Nothing was changed."
SOON = 5.0


@dataclass(frozen=True)
class Limits:
    """What the bodies of requests may take up.

    small: bytes that any page takes; list: bytes of a class list, from somebody with a cookie. patience: seconds that a
    body may take to come in, and one more for every `slowest` bytes over `small`. held: bytes of all bodies together,
    until each is answered; share: the part that one network may hold of them; reserve: the part for small ones alone.
    """

    small: int = 128 * 1024
    list: int = 4 * 1024 * 1024
    patience: float = 15.0
    slowest: int = 64 * 1024
    held: int = 64 * 1024 * 1024
    share: float = 0.5
    reserve: float = 0.25

    def largest(self, environ: "WSGIEnvironment") -> int:
        """Bytes that this request may have; a larger one is left unread for the site to refuse."""
        is_list = environ["REQUEST_METHOD"] == "POST" and LISTS.match(environ["PATH_INFO"]) and "HTTP_COOKIE" in environ
        return self.list if is_list else self.small

    def seconds(self, length: int) -> float:
        return self.patience + max(0, length - self.small) / self.slowest


class RequestBodies:
    """All bodies that are coming in or wait for their answer."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held = 0
        self._by_network: Counter[str] = Counter()

    @contextmanager
    def room_for(self, length: int, network: str) -> Iterator[int]:
        """Room for so many bytes until the block ends; RefusedError where there is none for this network now."""
        limits, small = self._limits, length <= self._limits.small
        free = limits.held if small else limits.held * (1 - limits.reserve)
        if self._held + length > free or self._by_network[network] + length > limits.share * free:
            raise RefusedError(503, FULL, SOON)
        self._hold(length, network)
        try:
            yield length
        finally:
            self._hold(-length, network)

    async def read(self, protocol: Any, length: int) -> bytes:
        """The whole body; RefusedError if it is late or cut off."""
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.seconds(length)):
                async for chunk in protocol:
                    body += chunk
        except TimeoutError:
            raise RefusedError(408, LATE, SOON) from None
        if len(body) != length:
            raise RefusedError(400, "The request ended before all of it had arrived.")
        return bytes(body)

    def _hold(self, more: int, network: str) -> None:
        self._held += more
        self._by_network[network] += more
        if not self._by_network[network]:
            del self._by_network[network]
