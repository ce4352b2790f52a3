"""The migrations add up to the models, go both ways, and carry data along."""

import re
from datetime import UTC, datetime
from importlib import import_module

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, UniqueConstraint, inspect, text
from sqlalchemy.exc import IntegrityError

import migrations
from app.database.sessions import Database
from app.models import Base, Learner, QuestionVersion

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_migrations_make_the_tables_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_migrations_make_the_checks_and_uniques_of_the_models(bare_database: Database) -> None:
    migrations.upgrade(bare_database.writer)
    migrated = _constraints(bare_database.engine)
    migrations.downgrade(bare_database.writer, "base")
    Base.metadata.create_all(bare_database.writer)
    assert migrated == _constraints(bare_database.engine)


def test_the_database_knows_that_it_is_at_the_newest_revision(database: Database) -> None:
    with database.engine.connect() as connection:
        assert migrations.current(connection) == migrations.head()


def test_migrations_go_down_to_nothing_and_up_again(bare_database: Database) -> None:
    migrations.upgrade(bare_database.writer)
    before = _constraints(bare_database.engine)
    migrations.downgrade(bare_database.writer, "base")
    assert inspect(bare_database.engine).get_table_names() == ["alembic_version"]
    migrations.upgrade(bare_database.writer)
    assert _constraints(bare_database.engine) == before


def test_migrating_twice_changes_nothing(database: Database) -> None:
    with database.write() as session:
        session.add(Learner(name="Ada", email="ada@example.org", created_at=NOW, seen_at=NOW))
    migrations.upgrade(database.writer)
    with database.read() as session:
        assert session.query(Learner.name).scalar() == "Ada"


def test_records_survive_the_way_down_to_the_first_revision_and_back(database: Database) -> None:
    with database.write() as session:
        session.add(Learner(name="Ada", email="ada@example.org", created_at=NOW, seen_at=NOW))
    migrations.downgrade(database.writer, "0001")
    migrations.upgrade(database.writer)
    with database.read() as session:
        learner = session.query(Learner).one()
        assert (learner.name, learner.email, learner.created_at) == ("Ada", "ada@example.org", NOW)


def test_sqlite_keeps_foreign_keys_and_full_durability(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.read() as session:
        settings = [session.execute(text(f"PRAGMA {name}")).scalar() for name in ("foreign_keys", "synchronous")]
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    database.dispose()
    assert settings == [1, 2]


def _constraints(engine: Engine) -> dict[str, list[str]]:
    """Of each table, every column, constraint and index as the database itself tells them."""
    if engine.dialect.name == "sqlite":
        query = "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'"
    else:
        query = (
            "SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid <> 0 UNION ALL SELECT tablename::text, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        )
    found: dict[str, list[str]] = {}
    with engine.connect() as connection:
        for table, definition in connection.execute(text(query)):
            if table != "alembic_version":
                lines = _columns(definition) if definition.startswith("CREATE TABLE") else [definition]
                found.setdefault(table, []).extend(re.sub(r'[\s"]+', " ", line).strip() for line in lines)
    return {table: sorted(lines) for table, lines in found.items()}


def _columns(definition: str) -> list[str]:
    """What stands between the outer brackets, cut at the commas that are in no bracket."""
    return re.split(r",(?![^(]*\))", definition.partition("(")[2].rpartition(")")[0])


def test_what_cannot_be_replaced_is_named_by_every_key_of_every_append_only_table() -> None:
    learning = import_module("migrations.versions.0011_learning")
    guard = import_module("migrations.versions.0010_no_replacing").KEYS | learning.KEYS
    append_only = import_module("migrations.versions.0002_append_only")
    for name in (*append_only.ATTEMPT_OF, append_only.PUBLISHED, *learning.TABLES):
        table = Base.metadata.tables[name]
        keys = {tuple(column.name for column in table.primary_key)}
        keys |= {
            tuple(column.name for column in each.columns)
            for each in table.constraints
            if isinstance(each, UniqueConstraint)
        }
        assert {*guard[name]} == keys, name


def test_insert_or_replace_changes_nothing_that_is_append_only(sqlite: Database) -> None:
    """PostgreSQL has no such statement."""
    database = sqlite
    version = {"question": "a", "number": 1, "sha256": bytes(32), "body": {}, "created_at": NOW}
    with database.write() as session:
        session.add(QuestionVersion(**version))
    columns = "question, number, sha256, '[]', created_at"
    replace = text(f"INSERT OR REPLACE INTO question_version SELECT id, {columns} FROM question_version")
    with pytest.raises(IntegrityError, match="append-only"), database.write() as session:
        session.execute(replace)
    with database.read() as session:
        assert session.query(QuestionVersion.body).scalar() == {}
