"""PostgreSQL's connections: each waits until its request's deadline, and is looked at before it is used.

A server that is gone refuses a connection at once. One that hangs says nothing, and libpq would wait for it for ever.
"""

from math import ceil
from typing import Any

import psycopg
from psycopg.errors import OperationalError, _WaitTimeout
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError

from app.database import deadlines

CONNECTING = 3
"""Seconds until a server must have taken a connection."""
LOOKING = 2.0
"""Seconds in which a connection that was kept must show that it still works."""
KEPT = 16
"""Connections that are kept open while nobody uses them; there are never more than threads that work."""


class SilentServerError(OperationalError):
    """The server did not answer in time; to ask it on another connection would be no better."""


class PatientConnection(psycopg.Connection[Any]):
    """A connection that gives up, for good, when the deadline of the request that uses it has passed."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        limits = [limit for limit in (timeout, deadlines.left()) if limit is not None]
        try:
            return super().wait(gen, interval, min(limits, default=None))
        except _WaitTimeout:
            self.close()
            raise SilentServerError("the server did not answer in time") from None


def engine(url: URL) -> Engine:
    """An engine whose connections are patient ones."""
    made = create_engine(
        url.update_query_dict({"connect_timeout": url.query.get("connect_timeout", str(CONNECTING))}),
        pool_size=KEPT,
        max_overflow=-1,
    )
    event.listen(made, "do_connect", _connect)
    event.listen(made, "checkout", _look)
    return made


def _connect(_dialect: object, _record: object, arguments: Any, named: Any) -> PatientConnection:
    rest = deadlines.left()
    if rest is not None:
        named = named | {"connect_timeout": min(int(named["connect_timeout"]), ceil(rest))}
    return PatientConnection.connect(*arguments, **named)


def _look(connection: PatientConnection, _record: object, _proxy: object) -> None:
    """A server that has been restarted is connected to anew; one that hangs fails the request."""
    try:
        with deadlines.within(LOOKING):
            connection.autocommit = True
            connection.execute("SELECT 1")
            connection.autocommit = False
    except SilentServerError:
        raise
    except OperationalError as error:
        raise DisconnectionError(str(error)) from error
