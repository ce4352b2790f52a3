"""Problems: what each kind of error is to the one who asked, with its status, its headers and its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from werkzeug.exceptions import HTTPException

from app.errors import (
    ConflictError,
    DomainError,
    FieldError,
    FieldErrors,
    ForbiddenError,
    NotFoundError,
    OutOfOrderError,
    TooSoonError,
    UnauthenticatedError,
)

KINDS: Mapping[type[DomainError], int] = MappingProxyType(
    {
        UnauthenticatedError: 401,
        ForbiddenError: 403,
        NotFoundError: 404,
        ConflictError: 409,
        TooSoonError: 429,
        OutOfOrderError: 503,
    }
)
"""The status of each kind of domain error; what is of no kind is a request that cannot be read."""
SOON = 5
"""Seconds after which it may be tried whether something is in order again."""
WORDS = MappingProxyType(
    {
        400: ("The request cannot be read", "The browser sent something that this address does not take."),
        403: ("This is not allowed", "Go back to the page, load it again, and repeat what you did."),
        404: ("There is no such page", "The address may have been mistyped, or the page may have moved."),
        405: ("This address does not take that method", "The Allow header says which methods it takes."),
        409: ("This cannot be done now", "Something has changed meanwhile. Load the page again and look."),
        413: (
            "That is too much at once",
            "What was sent is larger than this page takes: shorten the text, or choose a smaller file.",
        ),
        414: ("The address is too long", "No address of this site is longer than 8 kB."),
        429: ("Too many tries", "Wait a little, then try again."),
        500: ("Something went wrong on our side", "It is in the server's log now. Nothing that you had saved is lost."),
    }
)
"""A title and a sentence for the errors that people meet."""


@dataclass(frozen=True)
class Problem:
    """An error as RFC 9457 has it: a status, a title, a sentence, and the fields at fault."""

    status: int
    title: str
    detail: str
    errors: tuple[FieldError, ...] = ()

    @classmethod
    def of(cls, error: DomainError | HTTPException) -> "Problem":
        if isinstance(error, FieldErrors):
            return cls(400, "The request has fields that cannot be read", "See what each field takes.", error.errors)
        if isinstance(error, DomainError):
            status = status_of(error)
            return cls(status, WORDS[status][0] if status in WORDS else HTTPStatus(status).phrase, str(error))
        status = error.code or 500
        title, detail = WORDS.get(status, (HTTPStatus(status).phrase, error.description or ""))
        return cls(status, title, detail)


def status_of(error: DomainError) -> int:
    return next((status for kind, status in KINDS.items() if isinstance(error, kind)), 400)


def headers_of(error: DomainError) -> dict[str, str]:
    """What the answer says beside the sentence."""
    if isinstance(error, TooSoonError):
        return {"Retry-After": str(error.seconds)}
    if isinstance(error, OutOfOrderError):
        return {"Retry-After": str(SOON)}
    if isinstance(error, UnauthenticatedError):
        return {"WWW-Authenticate": "Cookie"}
    return {}
