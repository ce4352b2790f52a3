"""The log of sign-ins, failures, refusals and powers used; its owners read their part, the operator all of it."""

from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import NamedTuple

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import Happening, Learner, LogEntry

KEPT = timedelta(days=180)
LATEST = 50


class LogLine(NamedTuple):
    """A line of the log. whose: the account that it was about; by: who used a power, empty once they are gone."""

    at: datetime
    happening: Happening
    whose: str
    by: str
    network: str
    detail: str


def write(
    session: Session,
    happening: Happening,
    now: datetime,
    *,
    learner_id: int | None = None,
    actor_id: int | None = None,
    network: str = "",
    detail: str = "",
) -> None:
    """One line; of the network only what many share is kept."""
    session.add(
        LogEntry(
            at=now,
            happening=happening,
            learner_id=learner_id,
            actor_id=actor_id,
            network=shared_part(network),
            detail=detail[:200],
        )
    )


def shared_part(network: str) -> str:
    """The first 24 bits of an address of version 4, 48 of one of version 6."""
    try:
        return str(ip_network(f"{network}/{48 if ':' in network else 24}", strict=False))
    except ValueError:
        return ""


def of(session: Session, learner_id: int, most: int | None = LATEST) -> tuple[LogLine, ...]:
    """The latest of what concerns somebody's account, or was done by them, the newest first."""
    return _lines(session, most, learner_id)


def latest(session: Session, most: int) -> tuple[LogLine, ...]:
    """The latest of everything."""
    return _lines(session, most, None)


def forget(session: Session, now: datetime) -> None:
    """Drops what is older than it need be kept."""
    session.execute(delete(LogEntry).where(LogEntry.at < now - KEPT))


def _lines(session: Session, most: int | None, learner_id: int | None) -> tuple[LogLine, ...]:
    owner, actor = aliased(Learner), aliased(Learner)
    statement = (
        select(LogEntry, owner.email.label("whose"), actor.email.label("by"))
        .outerjoin(owner, owner.id == LogEntry.learner_id)
        .outerjoin(actor, actor.id == LogEntry.actor_id)
        .order_by(LogEntry.id.desc())
        .limit(most)
    )
    if learner_id is not None:
        statement = statement.where(or_(LogEntry.learner_id == learner_id, LogEntry.actor_id == learner_id))
    found = session.execute(statement)
    return tuple(_entry(row.LogEntry, row.whose or "", row.by or "") for row in found)


def _entry(line: LogEntry, whose: str, by: str) -> LogLine:
    return LogLine(line.at, line.happening, whose, by, line.network, line.detail)
