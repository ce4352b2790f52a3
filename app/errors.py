"""What went wrong, in words: the kinds of domain errors. What each is to a browser, `app/web/problems.py` says."""

from typing import NamedTuple


class DomainError(Exception):
    """Something that the site's rules refuse; the message is a sentence for the person who asked."""


class UnauthenticatedError(DomainError):
    """Nobody is known to ask, and only somebody may."""


class ForbiddenError(DomainError):
    """Whoever asks may see the thing, and not do this to it."""


class NotFoundError(DomainError):
    """There is no such thing, or none that this person may see."""


class ConflictError(DomainError):
    """The thing has changed meanwhile, or is no longer in a state that allows this."""


class TooSoonError(DomainError):
    """Once more than is taken for now; `seconds` says when to come back."""

    def __init__(self, sentence: str, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class OutOfOrderError(DomainError):
    """What the site needs for this does not work now; it will again, in seconds or once somebody has seen to it."""


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
