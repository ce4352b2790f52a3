"""Jots that share a transaction: one commit for all, and one that fails takes nothing of the others along."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, event, text

from app.database.group_commit import GroupedWrite, write_down


class RefusedError(Exception):
    """What a write of these tests fails with."""


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE word (text VARCHAR NOT NULL)"))
    yield engine
    engine.dispose()


def grouped(word: str) -> GroupedWrite[str]:
    """Writes a word down; one that begins with a minus fails after it has written."""

    def work(connection: Connection) -> str:
        connection.execute(text("INSERT INTO word VALUES (:word)"), {"word": word})
        if word.startswith("-"):
            raise RefusedError(word)
        return word

    return GroupedWrite(work)


def written(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return [*connection.execute(text("SELECT text FROM word ORDER BY rowid")).scalars()]


def test_they_share_one_commit(engine: Engine) -> None:
    commits = list[Connection]()
    event.listen(engine, "commit", commits.append)

    write_down(engine, [grouped("a"), grouped("b"), grouped("c")])

    assert len(commits) == 1
    assert written(engine) == ["a", "b", "c"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(["a", "b", "-c"]), max_size=6))
def test_each_is_written_and_told_or_neither(engine: Engine, words: list[str]) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM word"))
    writes = [grouped(word) for word in words]

    write_down(engine, writes)

    good = [word for word in words if not word.startswith("-")]
    assert all(each.is_done for each in writes)
    assert written(engine) == good
    assert [each.result() for each, word in zip(writes, words, strict=True) if word in good] == good
    for each, word in zip(writes, words, strict=True):
        if word not in good:
            with pytest.raises(RefusedError):
                each.result()
