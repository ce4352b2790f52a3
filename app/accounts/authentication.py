"""Authentication: signing up, signing in and setting passwords, each slowed down for those who guess.

Hashing takes time and memory on purpose, so it happens between transactions, never inside one that writes.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from app import names
from app.accounts import devices, erasure, event_log, passwords, people, rate_limits, second_factor
from app.accounts.people import InvalidEmailError, Who
from app.accounts.rate_limits import Limit, TooManyError
from app.database.sessions import Database
from app.errors import FieldError, FieldErrors
from app.forms import Form, Reader
from app.models import Happening

GUESSES_HERE = Limit(5, timedelta(seconds=30))
"""At one account from one network, in browsers that were never signed in to it."""
GUESSES = Limit(50, timedelta(seconds=30))
"""At one account from anywhere; beyond it each network has a reserve, so that many networks shut out no other."""
FAILURES = Limit(100, timedelta(seconds=2))
"""From one network, at any account; beyond it each account has a reserve there."""
OWN_GUESSES = Limit(10, timedelta(seconds=30))
"""At one account in a browser that was signed in to it before, or is: nobody else's tries count there."""
SIGN_UPS = Limit(300, timedelta(minutes=1))
"""From one network."""
CLASS_SIGN_UPS = Limit(1200, timedelta(seconds=5))
"""With the code of a class, from whatever network: a lecture hall comes in though strangers share its address."""
ADDRESSES_TRIED = Limit(60, timedelta(seconds=5))
"""Sign-ups that found the address taken: each tells that an account exists."""
NOTED = Limit(1, timedelta(minutes=10))
"""Refusals of one account in one network that are written to the log."""
WRONG_HERE = "Too many wrong passwords were tried lately."
WAYS_IN = (
    "A browser in which you have signed in before need not wait, nor does another network. If somebody keeps trying, "
    "your instructor, or whoever runs this site, can give you a link that lets you in."
)
FULL_HERE = "Many people have signed up from your network lately."
NO_HURRY = "Lessons and quizzes are open without an account, and signing up later keeps what you do until then."


class WrongPasswordError(FieldErrors):
    """No account with this address has this password; which of the two is wrong is not said."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__((FieldError(field, message),))


@dataclass(frozen=True)
class Caller:
    """The browser that asks: who it was known as, under which token, and from which network.

    devices: the cookie that tells in which accounts it was signed in before.
    """

    who: Who | None
    token: str | None
    network: str
    devices: str = ""


@dataclass(frozen=True)
class Newcomer:
    """A sign-up form that can be read."""

    name: str
    email: str
    password: str

    @classmethod
    def read(cls, form: Form) -> "Newcomer":
        """Raises FieldErrors with everything that is wrong."""
        reader = Reader(form)
        name = reader.parsed("name", names.clean_name)
        email = reader.parsed("email", people.normal_email)
        unlike = (name, email, email.partition("@")[0])
        password = reader.parsed("password", lambda text: passwords.accepted(text, unlike=unlike))
        reader.done()
        return cls(name, email, password)


class PasswordGiven(NamedTuple):
    """Who has given the right password, and the browser's new token; None where a code is asked for as well."""

    learner_id: int
    token: str | None


def sign_up(database: Database, caller: Caller, newcomer: Newcomer, now: datetime, code: str | None = None) -> str:
    """The browser's new token, or people.EmailTakenError. code: that of the class that leads them in."""
    origin = f"class {code}" if code else caller.network
    everyone, tried = f"sign-up {origin}", f"taken {origin}"
    try:
        with database.write() as session:
            rate_limits.forget(session, now)
            rate_limits.take(session, everyone, CLASS_SIGN_UPS if code else SIGN_UPS, now)
            rate_limits.take(session, tried, ADDRESSES_TRIED, now)
    except TooManyError as full:
        raise full.explained(FULL_HERE, NO_HURRY) from None
    kept = passwords.hashed(newcomer.password)
    visitor = caller.who if caller.who and caller.who.visitor else None
    with database.write() as session:
        who, token = people.sign_up(session, visitor, newcomer.name, newcomer.email, kept, now)
        event_log.write(session, Happening.SIGNED_UP, now, learner_id=who.id, network=caller.network)
        rate_limits.give_back(session, tried)
    return token


def sign_in(database: Database, caller: Caller, email: str, password: str, now: datetime) -> PasswordGiven:
    """The way in; WrongPasswordError says the same whether or not there is such an account."""
    wrong = WrongPasswordError("password", "The address and the password do not belong together.")
    try:
        email = people.normal_email(email)
    except InvalidEmailError:
        raise wrong from None
    counted = _counted(database, caller, email, now)
    learner_id, kept = _judged(database, email, password)
    if learner_id is None:
        _note_failure(database, caller, email, now)
        raise wrong
    fresh = passwords.hashed(password) if kept and passwords.outdated(kept) else None
    with database.write() as session:
        _forgive(session, counted)
        if fresh:
            people.keep_password(session, learner_id, fresh)
        if second_factor.standing(session, learner_id):
            return PasswordGiven(learner_id, None)
        return PasswordGiven(learner_id, entered(session, caller, learner_id, now))


def confirm(database: Database, caller: Caller, password: str, now: datetime) -> None:
    """Raises WrongPasswordError unless the caller's account has this password."""
    assert caller.who is not None
    assert caller.who.email is not None
    own = f"confirm {caller.who.id}"
    with database.write() as session:
        rate_limits.take(session, own, OWN_GUESSES, now)
    learner_id, _ = _judged(database, caller.who.email, password)
    if learner_id != caller.who.id:
        raise WrongPasswordError("current", "This is not your password.")
    with database.write() as session:
        _forgive(session, (own,))


def change_password(database: Database, caller: Caller, current: str, password: str, now: datetime) -> str:
    """The browser's new token; every other browser is signed out."""
    assert caller.who is not None
    password = _accepted(password, caller.who)
    confirm(database, caller, current, now)
    kept = passwords.hashed(password)
    with database.write() as session:
        event_log.write(session, Happening.PASSWORD_SET, now, learner_id=caller.who.id, network=caller.network)
        return people.change_password(session, caller.who.id, kept, now)


def set_password(database: Database, caller: Caller, link: str, password: str, now: datetime) -> PasswordGiven:
    """Uses a one-use link, which stands for the password, not for a code."""
    owner = link_owner(database, link, now)
    kept = passwords.hashed(_accepted(password, owner))
    with database.write() as session:
        token = people.use_link(session, link, kept, now)
        event_log.write(session, Happening.PASSWORD_SET, now, learner_id=owner.id, network=caller.network)
        if second_factor.standing(session, owner.id):
            people.forget(session, token)
            return PasswordGiven(owner.id, None)
        return PasswordGiven(owner.id, token)


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
    erasure.erase_in_portions(database, caller.who.id, now)


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


def entered(session: Session, caller: Caller, learner_id: int, now: datetime) -> str:
    """The browser's new token, once everything that was asked for has been given."""
    event_log.write(session, Happening.SIGNED_IN, now, learner_id=learner_id, network=caller.network)
    return people.sign_in(session, caller.who, caller.token, learner_id, now)


def _note_failure(database: Database, caller: Caller, email: str, now: datetime) -> None:
    """Nothing of what was typed is kept: people type passwords into the wrong field."""
    with database.write() as session:
        learner_id, _ = people.kept_password(session, email) or (None, None)
        event_log.write(session, Happening.WRONG_PASSWORD, now, learner_id=learner_id, network=caller.network)


def _note_refusal(database: Database, caller: Caller, email: str, now: datetime) -> None:
    """One line for many, so that whoever polls does not fill the log."""
    with suppress(TooManyError), database.write() as session:
        rate_limits.take(session, f"noted {email} {caller.network}", NOTED, now)
        learner_id, _ = people.kept_password(session, email) or (None, None)
        event_log.write(session, Happening.REFUSED, now, learner_id=learner_id, network=caller.network)


def _counted(database: Database, caller: Caller, email: str, now: datetime) -> tuple[str, ...]:
    """Counts a try, before it is judged; the keys that it is counted under.

    A browser that was signed in to the account before has a bucket of its own. All others share two, that of their
    network and that of the account, and have a reserve for this account and network where these are used up.
    """
    known = devices.known(database.key, caller.devices, email)
    here = f"account {email} {caller.network}"
    try:
        with database.write() as session:
            rate_limits.forget(session, now)
            if known:
                own = f"device {email} {known}"
                rate_limits.take(session, own, OWN_GUESSES, now)
                return (own,)
            rate_limits.take(session, here, GUESSES_HERE, now)
            shared = {f"network {caller.network}": FAILURES, f"account {email}": GUESSES}
            return here, *rate_limits.take_fairly(session, shared, f"reserve {email} {caller.network}", now)
    except TooManyError as full:
        _note_refusal(database, caller, email, now)
        raise full.explained(WRONG_HERE, "" if known else WAYS_IN) from None


def _judged(database: Database, email: str, password: str) -> tuple[int | None, str | None]:
    """The account's id and hash, or None; it takes as long for either."""
    with database.read() as session:
        learner_id, kept = people.kept_password(session, email) or (None, None)
    return (learner_id, kept) if passwords.matches(password, kept) else (None, None)


def _forgive(session: Session, counted: tuple[str, ...]) -> None:
    """The tries were the owner's: what nobody else shares is emptied, and the others get this one back."""
    own, *shared = counted
    rate_limits.forgive(session, own)
    for key in shared:
        rate_limits.give_back(session, key)


def _accepted(password: str, owner: Who) -> str:
    """A new password in its normal form, or FieldErrors."""
    reader = Reader({"password": password})
    accepted = reader.parsed("password", lambda text: passwords.accepted(text, unlike=(owner.name, owner.email or "")))
    reader.done()
    return accepted
