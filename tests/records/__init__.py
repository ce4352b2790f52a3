"""Databases filled by earlier commits of this program, as dumps: README.md tells what is in each."""

import lzma
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, create_engine, func, select, text

import migrations
from app.database.sessions import Database

FOLDER = Path(__file__).parent


def fill(database: Database, commit: str) -> None:
    """Makes a bare database what that commit had filled it to, at the revision of its time."""
    script = lzma.decompress((FOLDER / f"{commit}.sql.xz").read_bytes()).decode()
    if database.is_sqlite:
        with sqlite3.connect(str(database.url.database)) as connection:
            connection.executescript(script)
        connection.close()
    else:
        _copy(script, database)


def _copy(script: str, database: Database) -> None:
    """The rows of a dump, in a database of another kind that is migrated as far."""
    engine = create_engine("sqlite://")
    with engine.connect() as dump:
        dump.connection.executescript(script)
        there = MetaData()
        there.reflect(dump)
        version = there.tables["alembic_version"]
        migrations.upgrade(database.writer, dump.execute(select(version)).scalar_one())
        here = MetaData()
        with database.engine.begin() as connection:
            here.reflect(connection)
            connection.execute(text("SET TIME ZONE 'UTC'"))  # SQLite's moments carry no zone
            for table in (each for each in here.sorted_tables if each.name != version.name):
                _copy_rows(dump, there.tables[table.name], connection, table)
    engine.dispose()


def _copy_rows(dump: Connection, source: Table, connection: Connection, table: Table) -> None:
    rows = [dict(row) for row in dump.execute(select(source)).mappings()]
    if rows:
        connection.execute(table.insert(), rows)
    if rows and "id" in table.columns:  # the next row's number comes after those that were copied
        following = func.pg_get_serial_sequence(table.name, "id")
        connection.execute(select(func.setval(following, max(row["id"] for row in rows))))
