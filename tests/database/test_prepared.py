"""Prepared statements: they find and write what SQLAlchemy would, on every database, and fail as it would."""

import enum
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Float, Integer, LargeBinary, MetaData, String, Table, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from app.database.prepared import Prepared
from app.database.sessions import Database
from app.models.base import Moment, words


class Kind(enum.Enum):
    FIRST = "first"
    OTHER = "other"


TABLE = Table(
    "prepared_thing", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(40), unique=True),
    Column("value", JSON), Column("at", Moment), Column("kind", words(Kind, "kind")), Column("share", Float),
    Column("bytes", LargeBinary),
)  # fmt: skip
COLUMNS = [each.name for each in TABLE.columns if each.name != "id"]
WRITE = Prepared(insert(TABLE).returning(TABLE.c.id), *COLUMNS)
FOUND = select(TABLE).where(TABLE.c.kind == bindparam("kind"), TABLE.c.at > bindparam("now")).order_by(TABLE.c.id)
FIND = Prepared(FOUND)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    with database.writer.begin() as connection:
        TABLE.create(connection)
    yield database
    database.dispose()


def thing(dice: random.Random, name: str) -> dict[str, Any]:
    """A row of all the types that the records have, empty here and there."""
    moment = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(
        seconds=dice.randrange(10**6), microseconds=dice.randrange(9)
    )
    row = {
        "value": dice.choice(({"a": [1.5, "ü"]}, [], "text", 7)),
        "at": moment,
        "kind": dice.choice([*Kind]),
        "share": dice.random(),
        "bytes": dice.randbytes(8),
    }
    return {"name": name, **{key: None if dice.random() < 0.1 else value for key, value in row.items()}}


def test_what_it_writes_and_finds_is_what_sqlalchemy_would(database: Database, seed: int) -> None:
    dice = random.Random(seed)
    things = [thing(dice, f"thing {number}") for number in range(40)]
    with database.writer.begin() as connection:
        ids = [WRITE.one(connection, **each).id for each in things]
    given = {"kind": Kind.FIRST, "now": datetime(2026, 11, 3, tzinfo=UTC)}
    with database.read_connection() as connection:
        own = [each._asdict() for each in FIND.rows(connection, **given)]
        theirs = [dict(row._mapping) for row in connection.execute(FOUND, given)]
        written = {row.id: row._mapping for row in connection.execute(select(TABLE))}

    assert own == theirs
    for number, row in zip(ids, things, strict=True):
        assert {name: written[number][name] for name in COLUMNS} == row


def test_what_a_database_refuses_is_sqlalchemy_s_error(database: Database, seed: int) -> None:
    row = thing(random.Random(seed), "one")
    with database.writer.begin() as connection:
        WRITE.run(connection, **row)

    with pytest.raises(IntegrityError), database.writer.begin() as connection:
        WRITE.run(connection, **row)
    with database.read_connection() as connection:
        assert len(connection.execute(select(TABLE.c.id)).all()) == 1


def test_of_nothing_there_is_no_row(database: Database) -> None:
    with database.read_connection() as connection:
        assert FIND.row(connection, kind=Kind.FIRST, now=datetime(2026, 11, 3, tzinfo=UTC)) is None
