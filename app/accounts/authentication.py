"""The reception: signing up, signing in and setting passwords, each slowed down for those who guess.

Hashing takes time and memory on purpose, so it happens between transactions, never inside one that writes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from app import names
from app.accounts import erasure, passwords, people, rate_limits
from app.accounts.passwords import WeakPasswordError
from app.accounts.people import InvalidEmailError, Who
from app.accounts.rate_limits import Limit
from app.database.sessions import Database
from app.errors import FieldError, FieldErrors
from app.names import InvalidNameError

GUESSES_HERE = Limit(5, timedelta(seconds=30))
"""At one account from one network."""
GUESSES = Limit(50, timedelta(seconds=30))
"""At one account from anywhere: high, so that a stranger cannot shut its owner out."""
FAILURES = Limit(100, timedelta(seconds=2))
"""From one network, at any account: a campus behind one address stays welcome."""
SIGN_UPS = Limit(300, timedelta(seconds=5))
ADDRESSES_TRIED = Limit(10, timedelta(minutes=1))
"""Sign-ups from one network that found the address taken: each tells that an account exists."""


class WrongPasswordError(FieldErrors):
    """No account with this address has this password; which of the two is wrong is not said."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__((FieldError(field, message),))


@dataclass(frozen=True)
class Caller:
    """The browser that asks: who it was known as, under which token, and from which network."""

    who: Who | None
    token: str | None
    network: str


@dataclass(frozen=True)
class Newcomer:
    """A sign-up form that can be read."""

    name: str
    email: str
    password: str

    @classmethod
    def read(cls, name: str, email: str, password: str) -> "Newcomer":
        """Raises FieldErrors with everything that is wrong."""
        errors: list[FieldError] = []
        with _noting(errors, "name", InvalidNameError):
            name = names.clean_name(name)
        with _noting(errors, "email", InvalidEmailError):
            email = people.normal_email(email)
        with _noting(errors, "password", WeakPasswordError):
            password = passwords.accepted(password, unlike=(name, email, email.partition("@")[0]))
        if errors:
            raise FieldErrors(tuple(errors))
        return cls(name, email, password)


def sign_up(database: Database, caller: Caller, newcomer: Newcomer, now: datetime) -> str:
    """The browser's new token, or people.EmailTakenError."""
    everyone, tried = f"sign-up {caller.network}", f"taken {caller.network}"
    with database.write() as session:
        rate_limits.forget(session, now)
        rate_limits.take(session, everyone, SIGN_UPS, now)
        rate_limits.take(session, tried, ADDRESSES_TRIED, now)
    kept = passwords.hashed(newcomer.password)
    visitor = caller.who if caller.who and caller.who.visitor else None
    with database.write() as session:
        _, token = people.sign_up(session, visitor, newcomer.name, newcomer.email, kept, now)
        rate_limits.give_back(session, tried)
    return token


def sign_in(database: Database, caller: Caller, email: str, password: str, now: datetime) -> str:
    """The browser's new token; WrongPasswordError says the same whether or not there is such an account."""
    wrong = WrongPasswordError("password", "The address and the password do not belong together.")
    try:
        email = people.normal_email(email)
    except InvalidEmailError:
        raise wrong from None
    learner_id, kept = _tried(database, caller, email, password, now)
    if learner_id is None:
        raise wrong
    fresh = passwords.hashed(password) if kept and passwords.outdated(kept) else None
    with database.write() as session:
        _forgive(session, caller, email)
        if fresh:
            people.keep_password(session, learner_id, fresh)
        return people.sign_in(session, caller.who, caller.token, learner_id, now)


def confirm(database: Database, caller: Caller, password: str, now: datetime) -> None:
    """Raises WrongPasswordError unless the caller's account has this password."""
    assert caller.who is not None
    assert caller.who.email is not None
    learner_id, _ = _tried(database, caller, caller.who.email, password, now)
    if learner_id != caller.who.id:
        raise WrongPasswordError("current", "This is not your password.")
    with database.write() as session:
        _forgive(session, caller, caller.who.email)


def change_password(database: Database, caller: Caller, current: str, password: str, now: datetime) -> str:
    """The browser's new token; every other browser is signed out."""
    assert caller.who is not None
    errors: list[FieldError] = []
    with _noting(errors, "password", WeakPasswordError):
        password = passwords.accepted(password, unlike=(caller.who.name, caller.who.email or ""))
    if errors:
        raise FieldErrors(tuple(errors))
    confirm(database, caller, current, now)
    kept = passwords.hashed(password)
    with database.write() as session:
        return people.change_password(session, caller.who.id, kept, now)


def set_password(database: Database, link: str, password: str, now: datetime) -> str:
    """Uses a one-use link; the browser's new token."""
    owner = link_owner(database, link, now)
    errors: list[FieldError] = []
    with _noting(errors, "password", WeakPasswordError):
        password = passwords.accepted(password, unlike=(owner.name, owner.email or ""))
    if errors:
        raise FieldErrors(tuple(errors))
    kept = passwords.hashed(password)
    with database.write() as session:
        return people.use_link(session, link, kept, now)


def link_owner(database: Database, link: str, now: datetime) -> Who:
    with database.read() as session:
        return people.link_owner(session, link, now)


def link_issuer(database: Database, link: str) -> str | None:
    with database.read() as session:
        return people.link_issuer(session, link)


def sign_out(database: Database, caller: Caller, *, everywhere: bool) -> None:
    """This browser is nobody's any more; everywhere: none of the learner's is."""
    with database.write() as session:
        if caller.token:
            people.forget(session, caller.token)
        if caller.who and everywhere:
            people.forget_everywhere(session, caller.who.id)


def leave(database: Database, caller: Caller, password: str, now: datetime) -> None:
    """Erases the caller; an account asks for its password first."""
    if caller.who is None:
        return
    if not caller.who.visitor:
        confirm(database, caller, password, now)
    with database.write() as session:
        erasure.erase(session, caller.who.id, now)


def local(address: str) -> str | None:
    """The address if it is a path of this site, however it is written; None for anything else."""
    plain = unquote(unquote(address))
    for text in (address, plain):
        parts = urlsplit(text)
        if not text.startswith("/") or "//" in text or parts.scheme or parts.netloc:
            return None
        if "\\" in text or any(ord(character) <= 32 or ord(character) == 127 for character in text):
            return None
    return address if len(address) <= 2000 else None


def _tried(
    database: Database, caller: Caller, email: str, password: str, now: datetime
) -> tuple[int | None, str | None]:
    """Counts a try, then judges it: the account's id and hash, or None."""
    with database.write() as session:
        rate_limits.forget(session, now)
        for key, limit in zip(_keys(caller, email), (FAILURES, GUESSES_HERE, GUESSES), strict=True):
            rate_limits.take(session, key, limit, now)
    with database.read() as session:
        learner_id, kept = people.kept_password(session, email) or (None, None)
    return (learner_id, kept) if passwords.matches(password, kept) else (None, None)


def _forgive(session: Session, caller: Caller, email: str) -> None:
    network, *account = _keys(caller, email)
    rate_limits.give_back(session, network)
    for key in account:
        rate_limits.forgive(session, key)


def _keys(caller: Caller, email: str) -> tuple[str, str, str]:
    return f"network {caller.network}", f"account {email} {caller.network}", f"account {email}"


@contextmanager
def _noting(errors: list[FieldError], field: str, kind: type[ValueError]) -> Iterator[None]:
    try:
        yield
    except kind as error:
        errors.append(FieldError(field, str(error)))
