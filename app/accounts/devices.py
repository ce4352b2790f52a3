"""Browsers that were signed in to an account before: a sealed cookie says so, and nobody else's tries count there.

The cookie holds a few pairs of a random number and a seal over it and the account's address, so it names no account to
somebody who does not know the address, and nobody can make one. It opens nothing: it only gives tries of its own.
"""

import hmac
import re
import secrets
from datetime import timedelta

KEPT = timedelta(days=365)
MOST = 6
"""Accounts that one browser remembers, the newest last."""
_ENTRY = re.compile(r"([0-9a-f]{16})\.([0-9a-f]{32})")


def known(key: bytes, cookie: str, email: str) -> str | None:
    """The number under which this browser was signed in to the account with this normal address."""
    return next(
        (number for number, seal in _entries(cookie) if hmac.compare_digest(seal, _seal(key, number, email))), None
    )


def remembered(key: bytes, cookie: str, email: str) -> str:
    """The cookie of a browser that has just been signed in to the account as well."""
    number = known(key, cookie, email) or secrets.token_hex(8)
    mine = (number, _seal(key, number, email))
    kept = [each for each in _entries(cookie) if each != mine]
    return "-".join(f"{each}.{seal}" for each, seal in [*kept[1 - MOST :], mine])


def _entries(cookie: str) -> list[tuple[str, str]]:
    found = (_ENTRY.fullmatch(part) for part in cookie[: MOST * 50].split("-"))
    return [(each[1], each[2]) for each in found if each]


def _seal(key: bytes, number: str, email: str) -> str:
    return hmac.digest(key, f"device {number} {email}".encode(), "sha256").hex()[:32]
