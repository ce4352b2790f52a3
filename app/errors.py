"""What went wrong, in words: the names of domain errors and the problem that each becomes for the one who asked."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar, NamedTuple

from werkzeug.exceptions import HTTPException


class DomainError(Exception):
    """Something that the site's rules refuse; the message is a sentence for the person who asked."""

    status: ClassVar[int] = 400

    @property
    def headers(self) -> dict[str, str]:
        """What the answer says beside the sentence."""
        return {}


class NotFoundError(DomainError):
    """There is no such thing, or none that this person may see."""

    status = 404


class ConflictError(DomainError):
    """The thing has changed meanwhile, or is no longer in a state that allows this."""

    status = 409


class FieldError(NamedTuple):
    """One field of a request, and what it takes."""

    field: str
    message: str


class FieldErrors(DomainError):  # noqa: N818 (they are several)
    """A request that cannot be read: each field that is wrong."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = errors


def errors_of(error: DomainError, field: str) -> tuple[FieldError, ...]:
    """What is wrong with a form's fields; a refusal of the whole form stands beside `field`."""
    return error.errors if isinstance(error, FieldErrors) else (FieldError(field, str(error)),)


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
            return cls(error.status, HTTPStatus(error.status).phrase, str(error))
        status = error.code or 500
        title, detail = WORDS.get(status, (HTTPStatus(status).phrase, error.description or ""))
        return cls(status, title, detail)


WORDS = {
    400: ("The request cannot be read", "The browser sent something that this address does not take."),
    403: ("This is not allowed from here", "Go back to the page, load it again, and repeat what you did."),
    404: ("There is no such page", "The address may have been mistyped, or the page may have moved."),
    405: ("This address does not take that method", "The Allow header says which methods it takes."),
    413: ("That is too much at once", "The body of the request is larger than this address takes."),
    414: ("The address is too long", "No address of this site is longer than 8 kB."),
    429: ("Too many tries", "Wait a little, then try again."),
    500: ("Something went wrong on our side", "It is in the server's log now. Nothing that you had saved is lost."),
}
"""A title and a sentence for the errors that people meet."""
