"""Leaky buckets against guessing: a few tries are free, then they come at the speed of the leak."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from ipaddress import IPv6Address, ip_address
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, select, update
from sqlalchemy.orm import Session

from app.database.prepared import Prepared
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
    _fill(session, key, _level_with_one_more(session, key, limit, now), now)


def take_fairly(session: Session, shared: Mapping[str, Limit], own: str, now: datetime) -> tuple[str, ...]:
    """Counts one try under everything that is shared, or, where others have used that up, under the reserve `own`.

    Returns the keys that it was counted under. So nobody's tries are the end of somebody else's.
    """
    try:
        levels = {key: _level_with_one_more(session, key, limit, now) for key, limit in shared.items()}
    except TooManyError as full:
        try:
            take(session, own, RESERVE, now)
        except TooManyError:
            raise full from None
        return (own,)
    for key, level in levels.items():
        _fill(session, key, level, now)
    return tuple(shared)


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


_FIND = Prepared(select(Bucket.level, Bucket.filled_at).where(Bucket.key_hash == bindparam("of")).with_for_update())
_FILL = Prepared(
    update(Bucket)
    .where(Bucket.key_hash == bindparam("of"))
    .values(level=bindparam("to"), filled_at=bindparam("at", type_=Bucket.filled_at.type))
)


def _level_with_one_more(session: Session, key: str, limit: Limit, now: datetime) -> float:
    """How full the bucket is with this try, locked until the transaction ends. TooManyError if it runs over."""
    level, filled_at = _bucket(session.connection(), _hash(key), now)
    leaked = max(0.0, (now - filled_at) / limit.interval)
    filled: float = max(0.0, level - leaked) + 1
    if filled > limit.burst:
        raise TooManyError((filled - limit.burst) * limit.interval)
    return filled


def _bucket(connection: Connection, key_hash: bytes, now: datetime) -> Any:
    """Its row, made if there is none, whoever makes it first."""
    found = _FIND.row(connection, of=key_hash)
    if found is None:
        _make(connection.dialect.name).run(connection, key_hash=key_hash, level=0.0, filled_at=now)
        found = _FIND.one(connection, of=key_hash)
    return found


@cache
def _make(dialect: str) -> Prepared:
    """An INSERT that does not mind a row that is there already, which each dialect says by a class of its own."""
    insert = import_module(f"sqlalchemy.dialects.{dialect}").insert
    return Prepared(insert(Bucket).on_conflict_do_nothing(), "key_hash", "level", "filled_at")


def _fill(session: Session, key: str, level: float, now: datetime) -> None:
    _FILL.run(session.connection(), of=_hash(key), to=level, at=now)


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
