"""Leaky buckets against guessing: a few tries are free, then they come at the speed of the leak."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import case, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import TooSoonError
from app.models import Bucket

FORGOTTEN = timedelta(days=1)
"""Every bucket has run dry by then, so its row says nothing."""


@dataclass(frozen=True)
class Limit:
    """`burst` tries at once, then one every `interval`."""

    burst: int
    interval: timedelta

    def most(self, time: timedelta) -> int:
        """How many tries at most come through within that time."""
        return self.burst + int(time / self.interval)


RESERVE = Limit(2, timedelta(hours=8))
"""What is left to each where others have used up what they share."""


class TooManyError(TooSoonError):
    """No more tries for now; the next one is welcome in `wait`."""

    def __init__(self, wait: timedelta, happened: str = "Too many tries.", way_on: str = "") -> None:
        self.wait, seconds = wait, math.ceil(wait.total_seconds())
        super().__init__(f"{happened} Wait {told(seconds)}, then try again. {way_on}".strip(), seconds)

    def explained(self, happened: str, way_on: str) -> "TooManyError":
        """The same in the words of what was tried: what happened, and what can be done instead."""
        return type(self)(self.wait, happened, way_on)


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


def take_fairly(session: Session, shared: Mapping[str, Limit], own: str, now: datetime) -> tuple[str, ...]:
    """Counts one try under everything that is shared, or, where others have used that up, under the reserve `own`.

    Returns the keys that it was counted under. So nobody's tries are the end of somebody else's.
    """
    try:
        with session.begin_nested():
            for key, limit in shared.items():
                take(session, key, limit, now)
        return tuple(shared)
    except TooManyError as full:
        try:
            take(session, own, RESERVE, now)
        except TooManyError:
            raise full from None
        return (own,)


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


def told(seconds: int) -> str:
    """A wait in words: seconds up to two minutes, minutes beyond."""
    if seconds <= 120:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    return f"{math.ceil(seconds / 60)} minutes"


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
