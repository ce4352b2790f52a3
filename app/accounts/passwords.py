"""Passwords: what makes one acceptable, and how it is kept and compared."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

SHORTEST, LONGEST = 8, 200

_HASHER: Final = PasswordHasher(time_cost=5, memory_cost=7 * 1024, parallelism=1)
"""7 MiB and five passes: the smallest of OWASP's equivalent settings for argon2id, so that a worker stays small."""
_HASHING: Final = ThreadPoolExecutor(2, thread_name_prefix="hashing")
"""Two threads do all the hashing: a rush of sign-ins waits some hundredths of a second and fills no memory, and the
server's own threads, however many, don't each keep the memory of a hash."""
_NOBODYS: Final = "$argon2id$v=19$m=7168,t=5,p=1$Kcz4dBm4sc3qITs5kIQczQ$2CrIXpu2gZ74t9n/R6Ud8gp0hvcDH+ZezmPKwn/hTvo"
"""Compared with when there is no account, so that the answer takes as long."""


class WeakPasswordError(ValueError):
    """The password will not do; the message says why, in words for the person who typed it."""


def accepted(password: str, *, unlike: tuple[str, ...] = ()) -> str:
    """The password in its normal form, or WeakPasswordError; `unlike` are texts that it must not repeat."""
    normal = _normal(password)
    if len(normal) < SHORTEST:
        raise WeakPasswordError(f"Use at least {SHORTEST} characters.")
    if len(normal) > LONGEST:
        raise WeakPasswordError(f"Use at most {LONGEST} characters.")
    if len(set(normal)) < 4:
        raise WeakPasswordError("Use more than a few different characters.")
    if normal.casefold() in _common():
        raise WeakPasswordError("This is one of the passwords that are tried first. Use another.")
    if normal.casefold() in {text.casefold() for text in unlike}:
        raise WeakPasswordError("Use something other than your name or address.")
    return normal


def hashed(password: str) -> str:
    """An argon2id hash with its own salt and parameters."""
    return _HASHING.submit(_HASHER.hash, _normal(password)).result()


def matches(password: str, kept: str | None) -> bool:
    """Whether the password is the one kept; takes the same time when nothing is kept."""
    if len(password) > LONGEST:
        return False
    try:
        fits = _HASHING.submit(_HASHER.verify, kept or _NOBODYS, _normal(password)).result()
    except (VerifyMismatchError, InvalidHashError):
        return False
    return fits and kept is not None


def outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _common() -> frozenset[str]:
    """The passwords that most people use and every attacker tries, the site's own name among them.

    Source: the list of zxcvbn 4.5.0 (Dropbox, MIT licence beside it), those that are long enough to be accepted here.
    """
    listed = Path(__file__).with_name("common_passwords.txt").read_text("utf-8").split()
    return frozenset(each.casefold() for each in (*listed, "downhill", *(f"downhill{number}" for number in range(100))))


def _normal(password: str) -> str:
    """The same characters whichever keyboard composed them."""
    return unicodedata.normalize("NFKC", password)
