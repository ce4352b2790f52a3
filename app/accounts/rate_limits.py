"""Leaky buckets against guessing: a few tries are free, then they come at the speed of the leak."""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import case, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models import Bucket

FORGOTTEN = timedelta(hours=1)
"""Every bucket has run dry by then, so its row says nothing."""


@dataclass(frozen=True)
class Limit:
    """`burst` tries at once, then one every `interval`."""

    burst: int
    interval: timedelta


class TooManyError(DomainError):
    """No more tries for now; the next one is welcome in `wait`."""

    status = 429

    def __init__(self, wait: timedelta) -> None:
        self.seconds = math.ceil(wait.total_seconds())
        super().__init__(f"Too many tries. Wait {self.seconds} seconds, then try again.")
        self.wait = wait

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.seconds)}


def take(session: Session, key: str, limit: Limit, now: datetime) -> None:
    """Counts one try under `key`, or raises TooManyError and counts nothing.

    Tries are counted before they are judged, under the database's lock: parallel ones cannot slip through together.
    """
    row = _bucket(session, key, now)
    leaked = max(0.0, (now - row.filled_at) / limit.interval)
    level = max(0.0, row.level - leaked)
    if level + 1 > limit.burst:
        raise TooManyError((level + 1 - limit.burst) * limit.interval)
    session.execute(update(Bucket).where(Bucket.key_hash == row.key_hash).values(level=level + 1, filled_at=now))


def give_back(session: Session, key: str) -> None:
    """Takes a try out again: it turned out to be none against anybody."""
    session.execute(
        update(Bucket)
        .where(Bucket.key_hash == _hash(key))
        .values(level=case((Bucket.level > 1, Bucket.level - 1), else_=0.0))
    )


def forgive(session: Session, key: str) -> None:
    """Empties the bucket: the tries turned out to be the owner's."""
    session.execute(delete(Bucket).where(Bucket.key_hash == _hash(key)))


def forget(session: Session, now: datetime) -> None:
    """Drops the buckets that have run dry."""
    session.execute(delete(Bucket).where(Bucket.filled_at < now - FORGOTTEN))


def network(address: str | None) -> str:
    """What to count an address under: itself, or for IPv6 its /64, which one customer owns whole."""
    try:
        parsed = ip_address((address or "").split("%")[0])
    except ValueError:
        return "unknown"
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(IPv6Address(int(parsed) >> 64 << 64))


def _bucket(session: Session, key: str, now: datetime) -> Bucket:
    """The bucket, locked until the transaction ends."""
    found = _locked(session, key)
    if found is None:
        try:
            with session.begin_nested():
                session.execute(insert(Bucket).values(key_hash=_hash(key), level=0.0, filled_at=now))
        except IntegrityError:  # another try made it first
            pass
        found = _locked(session, key)
    assert found is not None
    return found


def _locked(session: Session, key: str) -> Bucket | None:
    statement = select(Bucket).where(Bucket.key_hash == _hash(key)).with_for_update()
    return session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
