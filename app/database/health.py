"""The site's health: the database answers and is migrated."""

from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

import migrations
from app.database.sessions import Database


class Health(NamedTuple):
    is_well: bool
    message: str


def of(database: Database) -> Health:
    """Ask the database which revision it is at; one statement."""
    try:
        with database.read() as session:
            revision = migrations.current(session.connection())
    except SQLAlchemyError:
        return Health(False, "the database does not answer")
    if revision != migrations.head():
        return Health(False, "the database is not migrated: run `course upgrade`")
    return Health(True, "ok")
