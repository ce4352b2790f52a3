"""The migrations: Alembic, configured in code, over the versions beside this file."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

ONE_AT_A_TIME = 0x646F776E
"""The PostgreSQL advisory lock that lets one process migrate while others wait; SQLite's write lock does the same."""


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to that revision, in one transaction."""
    with engine.begin() as connection:
        _wait_for_turn(connection)
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to that revision ("base" is before the first), in one transaction."""
    with engine.begin() as connection:
        _wait_for_turn(connection)
        command.downgrade(_config(connection), revision)


def current(connection: Connection) -> str | None:
    """The revision that the database is at; None before the first migration."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str | None:
    """The newest revision that this program knows."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _wait_for_turn(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
