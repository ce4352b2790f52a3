"""Who is who: visitors under a cookie, accounts, and the ways from one to the other."""

import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts import sign_ins
from app.attempts import adoption
from app.database import rows
from app.errors import ConflictError, NotFoundError
from app.learning import milestones, predicting
from app.models import Browser, Learner, ResetLink, SecondFactor

LINK_LASTS = timedelta(hours=48)
LONGEST_EMAIL = 254
NOBODYS = "@demo.invalid"
"""The addresses of simulated learners: no mail reaches them, and no person has one."""

_EMAIL = re.compile(r"[!#-'*+/-9=?A-Z^-~-]+(\.[!#-'*+/-9=?A-Z^-~-]+)*@[a-z0-9-]+(\.[a-z0-9-]+)*", re.IGNORECASE)


class InvalidEmailError(ValueError):
    """The text is no e-mail address that this site takes."""


class EmailTakenError(ConflictError):
    """There is an account with this address already."""

    def __init__(self) -> None:
        super().__init__("There is an account with this address. Sign in instead.")


class LinkSpentError(NotFoundError):
    """The link is unknown, used or too old."""

    def __init__(self) -> None:
        super().__init__("This link has been used, or it is too old. Ask for a new one.")


@dataclass(frozen=True)
class Who:
    """The person behind a request. Nobody is stored for a visitor who never answered anything.

    instructor: may make classes; teaches: may look into at least one, or make one.
    guarded: signs in with a second factor. seen_at: when it was last noted that this browser is used.
    """

    id: int
    public_id: str
    name: str
    email: str | None
    instructor: bool
    teaches: bool = False
    guarded: bool = False
    seen_at: datetime | None = field(default=None, compare=False)

    @property
    def visitor(self) -> bool:
        return self.email is None


def who(session: Session, token: str | None, now: datetime) -> Who | None:
    """The learner known under a browser's token."""
    if not token:
        return None
    row = session.execute(
        select(
            *(Learner.id, Learner.public_id, Learner.name, Learner.email, Learner.instructor),
            sign_ins.teaches().label("teaches"),
            (SecondFactor.confirmed_at.is_not(None)).label("guarded"),
            Browser.seen_at,
        )
        .join(Browser, Browser.learner_id == Learner.id)
        .outerjoin(SecondFactor, SecondFactor.learner_id == Learner.id)
        .where(Browser.token_hash == _sealed(session, token), Browser.expires_at > now)
    ).one_or_none()
    return row and rows.value(Who, row)


def welcome(session: Session, now: datetime) -> tuple[Who, str]:
    """A new visitor, and the token for their cookie."""
    learner = Learner(name="", created_at=now, seen_at=now, instructor=False)
    session.add(learner)
    session.flush()
    return _who(learner), remember(session, learner.id, now)


def remember(session: Session, learner_id: int, now: datetime) -> str:
    """A fresh token under which a browser is known as this learner."""
    token = secrets.token_urlsafe(32)
    until = now + sign_ins.lasts(session, learner_id)
    session.add(Browser(token_hash=_sealed(session, token), learner_id=learner_id, created_at=now, expires_at=until))
    session.flush()
    return token


def forget(session: Session, token: str) -> None:
    """This browser is nobody's any more."""
    session.execute(delete(Browser).where(Browser.token_hash == _sealed(session, token)))


def forget_everywhere(session: Session, learner_id: int) -> None:
    """Signs the learner out of every browser."""
    session.execute(delete(Browser).where(Browser.learner_id == learner_id))


def sign_up(
    session: Session, visitor: Who | None, name: str, email: str, password_hash: str, now: datetime
) -> tuple[Who, str]:
    """Makes the visitor's row an account, or a new row for somebody never seen; EmailTakenError if there is one.

    The tokens from before stop working: whoever has seen one of them gets nothing of the account.
    """
    learner = session.get(Learner, visitor.id, with_for_update=True) if visitor else None
    if learner is None or learner.email is not None:
        learner = Learner(created_at=now, instructor=False)
    learner.name, learner.email, learner.password_hash, learner.seen_at = name, email, password_hash, now
    session.add(learner)
    try:
        session.flush()
    except IntegrityError as error:
        raise EmailTakenError from error
    forget_everywhere(session, learner.id)
    return _who(learner), remember(session, learner.id, now)


def sign_in(session: Session, visitor: Who | None, old_token: str | None, learner_id: int, now: datetime) -> str:
    """This browser's new token as the account's; what it did as a visitor becomes the account's too."""
    if old_token:
        forget(session, old_token)
    if visitor and visitor.visitor and visitor.id != learner_id:
        adoption.adopt(session, visitor.id, learner_id, now)
        milestones.hand_over(session, visitor.id, learner_id)
        predicting.hand_over(session, visitor.id, learner_id)
        session.execute(delete(Learner).where(Learner.id == visitor.id))
    session.execute(update(Learner).where(Learner.id == learner_id).values(seen_at=now))
    return remember(session, learner_id, now)


def kept_password(session: Session, email: str) -> tuple[int, str | None] | None:
    """The account with this normal address: its id and the hash of its password."""
    row = session.execute(select(Learner.id, Learner.password_hash).where(Learner.email == email)).one_or_none()
    return row and (row.id, row.password_hash)


def keep_password(session: Session, learner_id: int, password_hash: str) -> None:
    """The same password under a newer hash; nobody is signed out."""
    session.execute(update(Learner).where(Learner.id == learner_id).values(password_hash=password_hash))


def change_password(session: Session, learner_id: int, password_hash: str, now: datetime) -> str:
    """Sets the password, ends every session and every open link, and gives this browser a new token."""
    session.execute(update(Learner).where(Learner.id == learner_id).values(password_hash=password_hash, seen_at=now))
    session.execute(
        update(ResetLink).where(ResetLink.learner_id == learner_id, ResetLink.used_at.is_(None)).values(used_at=now)
    )
    forget_everywhere(session, learner_id)
    return remember(session, learner_id, now)


def issue_link(session: Session, learner_id: int, now: datetime, issuer_id: int | None = None) -> str:
    """The token of a link that sets this learner's password once."""
    token = secrets.token_urlsafe(32)
    session.add(
        ResetLink(
            token_hash=fingerprint(token),
            learner_id=learner_id,
            issuer_id=issuer_id,
            created_at=now,
            expires_at=now + LINK_LASTS,
        )
    )
    return token


def appoint(session: Session, email: str, name: str, now: datetime) -> str:
    """Makes the account with this address an instructor's, or a new one; the token of a link that sets its password.

    Sessions from before end: what one of them could do is not what the account may do now.
    """
    learner = session.scalars(select(Learner).where(Learner.email == email)).one_or_none()
    if learner is None:
        learner = Learner(name=name, email=email, created_at=now, seen_at=now)
        session.add(learner)
    learner.instructor = True
    session.flush()
    forget_everywhere(session, learner.id)
    return issue_link(session, learner.id, now)


def dismiss(session: Session, email: str) -> int | None:
    """The account with this address may make no more courses, and signs in again; its id, None if it made none."""
    learner_id = session.scalar(select(Learner.id).where(Learner.email == email, Learner.instructor))
    if learner_id is not None:
        session.execute(update(Learner).where(Learner.id == learner_id).values(instructor=False))
        forget_everywhere(session, learner_id)
    return learner_id


def link_owner(session: Session, token: str, now: datetime) -> Who:
    """Whose password a link would set; LinkSpentError if it sets none."""
    learner = session.scalars(
        select(Learner).join(ResetLink, ResetLink.learner_id == Learner.id).where(_usable(token, now))
    ).one_or_none()
    if learner is None:
        raise LinkSpentError
    return _who(learner)


def link_issuer(session: Session, token: str) -> str | None:
    """The name of the instructor who made a link; None if whoever runs the site made it."""
    return session.scalar(
        select(Learner.name)
        .join(ResetLink, ResetLink.issuer_id == Learner.id)
        .where(ResetLink.token_hash == fingerprint(token))
    )


def use_link(session: Session, token: str, password_hash: str, now: datetime) -> str:
    """Sets the password by a link; of several that try at once, the database lets one pass."""
    owner = link_owner(session, token, now)
    used = session.execute(update(ResetLink).where(_usable(token, now)).values(used_at=now))
    if not isinstance(used, CursorResult) or used.rowcount != 1:
        raise LinkSpentError
    return change_password(session, owner.id, password_hash, now)


def normal_email(text: str) -> str:
    """One spelling for every way to type an address: no outer space, one case, no look-alike characters.

    Raises InvalidEmailError for anything but ASCII after that, so no letter can pass for another.
    """
    if len(text) > 4 * LONGEST_EMAIL:
        raise InvalidEmailError("Use an e-mail address of at most 254 characters.")
    email = unicodedata.normalize("NFKC", text).strip().lower()
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise InvalidEmailError("Write an e-mail address like name@example.org.")
    if email.endswith(NOBODYS):
        raise InvalidEmailError("This address belongs to a simulated learner. Use one where mail reaches you.")
    return email


def seal(key: bytes, token: str) -> bytes:
    """What the database keeps of a browser's token: it opens nothing by itself, and nothing under another key."""
    return hmac.digest(key, token.encode(), "sha256")


def fingerprint(token: str) -> bytes:
    """What the database keeps of a link's token: its hash, so that a copy of the database opens nothing."""
    return hashlib.sha256(token.encode()).digest()


def _sealed(session: Session, token: str) -> bytes:
    return seal(session.info["key"], token)


def _usable(token: str, now: datetime) -> ColumnElement[bool]:
    return (ResetLink.token_hash == fingerprint(token)) & ResetLink.used_at.is_(None) & (ResetLink.expires_at > now)


def _who(learner: Learner) -> Who:
    return Who(learner.id, learner.public_id, learner.name, learner.email, learner.instructor, learner.instructor)
