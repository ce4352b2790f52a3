"""The site's health: the database is migrated and takes a write."""

import threading
import time
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, update

import migrations
from app.database import deadlines
from app.database.availability import UnavailableError
from app.database.sessions import Database
from app.models import Heartbeat

PATIENCE = 2.0
"""Seconds in which a database must have taken a write."""
GOOD_FOR = 1.0
"""Seconds for which a good answer is given again without a further write: anybody may ask, as often as they like."""


class Health(NamedTuple):
    is_well: bool
    message: str


WELL = Health(True, "ok")
BEHIND = Health(False, "the database is not migrated: run `course upgrade`")
SILENT = Health(False, "the database does not answer")
CLOSED = Health(False, "the database takes no writes; the log says why")


class Watch:
    """Asks how the database is, for everybody who wants to know."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._guard = threading.Lock()
        self._well_until = 0.0

    def health(self, now: datetime) -> Health:
        """The newest answer if it is good and fresh, else a new one."""
        with self._guard:
            if time.monotonic() < self._well_until:
                return WELL
            with deadlines.within(PATIENCE):
                found = of(self._database, now)
            self._well_until = time.monotonic() + GOOD_FOR if found.is_well else 0.0
        return found


def of(database: Database, now: datetime) -> Health:
    """Which revision is it at, and does it take a write?"""
    try:
        with database.read() as session:
            if migrations.current(session.connection()) != migrations.head():
                return BEHIND
    except UnavailableError:
        return SILENT
    try:
        database.write_grouped(lambda connection: _beat(connection, now))
    except UnavailableError:
        return CLOSED
    return WELL


def _beat(connection: Connection, now: datetime) -> None:
    connection.execute(update(Heartbeat).values(at=now))
