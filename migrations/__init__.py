"""The migrations: Alembic, configured in code, over the versions beside this file.

Alembic itself is imported only where something migrates: a serving process does without its eleven megabytes.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent
ONE_AT_A_TIME = 0x646F776E
"""The PostgreSQL advisory lock that lets one process migrate while others wait; SQLite's write lock does the same."""


class MigrationError(Exception):
    """The database cannot be brought there: its revision is one that this program does not know, say."""


_REVISION = re.compile(r'^(revision|down_revision)(?:: [^=]+)? = "(\w+)"', re.MULTILINE)


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to that revision, in one transaction; MigrationError where there is no way."""
    with engine.begin() as connection:
        _wait_for_turn(connection)
        if revision == "head" and current(connection) == head():
            return  # nothing to do, and the worker is forked from this very process
        _upgrade(connection, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to that revision ("base" is before the first), in one transaction."""
    from alembic import command

    with engine.begin() as connection:
        _wait_for_turn(connection)
        command.downgrade(_config(connection), revision)


def current(connection: Connection) -> str | None:
    """The revision that the database is at; None before the first migration."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


@cache
def head() -> str | None:
    """The newest revision that this program knows: the one that no other follows."""
    lines = [found for file in FOLDER.glob("versions/*.py") for found in _REVISION.findall(file.read_text())]
    followed = {revision for kind, revision in lines if kind == "down_revision"}
    return next((revision for kind, revision in lines if kind == "revision" and revision not in followed), None)


def _upgrade(connection: Connection, revision: str) -> None:
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(_config(connection), revision)
    except CommandError as error:
        raise MigrationError(str(error)) from error


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _wait_for_turn(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
