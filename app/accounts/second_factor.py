"""The second factor: six digits by the clock from somebody's own device (RFC 6238), and codes for the day it is lost.

The secret and the recovery codes are not kept: they follow from a random salt and the site's key.
"""

import base64
import hmac
import secrets
from datetime import datetime
from typing import NamedTuple

import pyotp
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.models import Learner, SecondFactor

STEP = 30
"""Seconds that a code is shown for; the one before and the one after are taken too."""
CODES = 10
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
NAME = "Downhill"


class SetUp(NamedTuple):
    """What somebody needs to set up a device: what a camera reads, what can be typed, and the codes to keep."""

    address: str
    secret: str
    recovery: tuple[str, ...]


class Standing(NamedTuple):
    """A factor that is asked for: since when, and how many recovery codes are left."""

    since: datetime
    left: int


def begin(session: Session, learner_id: int, now: datetime) -> None:
    """A new salt for somebody who has no factor yet; one begun before and not confirmed is forgotten."""
    session.execute(
        delete(SecondFactor).where(SecondFactor.learner_id == learner_id, SecondFactor.confirmed_at.is_(None))
    )
    if _kept(session, learner_id) is None:
        salt = secrets.token_bytes(16)
        session.add(SecondFactor(learner_id=learner_id, salt=salt, created_at=now, used_step=0, used_codes=0))


def set_up(session: Session, learner_id: int) -> SetUp | None:
    """What to show to somebody who has begun and not confirmed yet."""
    kept = _kept(session, learner_id)
    if kept is None or kept.confirmed_at is not None:
        return None
    email = session.scalar(select(Learner.email).where(Learner.id == learner_id)) or ""
    secret = _secret(session, kept.salt)
    address = pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=email, issuer_name=NAME)
    return SetUp(address, secret, tuple(_recovery(session, kept.salt, number) for number in range(CODES)))


def standing(session: Session, learner_id: int) -> Standing | None:
    """The factor that is asked for at sign-in, if there is one."""
    kept = _kept(session, learner_id)
    if kept is None or kept.confirmed_at is None:
        return None
    return Standing(kept.confirmed_at, CODES - kept.used_codes.bit_count())


def confirm(session: Session, learner_id: int, code: str, now: datetime) -> bool:
    """The device shows a right code: from now on one is asked for."""
    kept = _kept(session, learner_id)
    if kept is None or kept.confirmed_at is not None or not _take_step(session, kept, code, now):
        return False
    session.execute(update(SecondFactor).where(SecondFactor.learner_id == learner_id).values(confirmed_at=now))
    return True


def accept(session: Session, learner_id: int, code: str, now: datetime) -> bool:
    """Whether this is a code of the device or a recovery code; either is taken once."""
    kept = _kept(session, learner_id)
    if kept is None:
        return False
    return _take_step(session, kept, code, now) or _take_recovery(session, kept, code)


def remove(session: Session, learner_id: int) -> bool:
    """Nothing but the password is asked for any more; whether there was a factor."""
    gone = delete(SecondFactor).where(SecondFactor.learner_id == learner_id).returning(SecondFactor.learner_id)
    return bool(session.execute(gone).all())


def _kept(session: Session, learner_id: int) -> SecondFactor | None:
    statement = select(SecondFactor).where(SecondFactor.learner_id == learner_id)
    return session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()


def _take_step(session: Session, kept: SecondFactor, code: str, now: datetime) -> bool:
    """Takes a code of the clock; of two that come at once, the database lets one pass."""
    typed = "".join(code.split())[:20]
    clock = pyotp.TOTP(_secret(session, kept.salt), interval=STEP)
    step = int(now.timestamp()) // STEP
    fits = [each for each in (step - 1, step, step + 1) if hmac.compare_digest(clock.generate_otp(each), _ascii(typed))]
    if not fits:
        return False
    mine = (SecondFactor.learner_id == kept.learner_id, SecondFactor.used_step < fits[0])
    taken = session.execute(
        update(SecondFactor).where(*mine).values(used_step=fits[0]).returning(SecondFactor.used_step)
    )
    return bool(taken.all())


def _take_recovery(session: Session, kept: SecondFactor, code: str) -> bool:
    typed = _ascii("".join(letter for letter in code.lower()[:40] if letter in LETTERS))
    for number in range(CODES):
        if hmac.compare_digest(_recovery(session, kept.salt, number).replace("-", ""), typed):
            bit = 1 << number
            mine = (SecondFactor.learner_id == kept.learner_id, SecondFactor.used_codes.op("&")(bit) == 0)
            used = update(SecondFactor).where(*mine).values(used_codes=SecondFactor.used_codes + bit)
            return bool(session.execute(used.returning(SecondFactor.used_codes)).all())
    return False


def _ascii(text: str) -> str:
    return text if text.isascii() else ""


def _secret(session: Session, salt: bytes) -> str:
    return base64.b32encode(_derived(session, salt, "device")[:20]).decode()


def _recovery(session: Session, salt: bytes, number: int) -> str:
    """Twelve letters and digits, two of which nobody takes for each other: 59 bits."""
    value = int.from_bytes(_derived(session, salt, f"recovery {number}"))
    letters = "".join(LETTERS[value // len(LETTERS) ** place % len(LETTERS)] for place in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def _derived(session: Session, salt: bytes, purpose: str) -> bytes:
    key: bytes = session.info["key"]
    return hmac.digest(key, b"second factor " + salt + purpose.encode(), "sha256")
