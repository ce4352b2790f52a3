"""Writes that share a transaction: one commit for all, and one that fails takes nothing of the others along."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import StaticPool

from app.database import deadlines
from app.database.availability import OverdueError
from app.database.group_commit import GroupCommit, GroupedWrite, write_down
from app.database.turns import Turns


class RefusedError(Exception):
    """What a write of these tests fails with."""


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
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


def test_where_the_transaction_itself_fails_nothing_is_tried_again(engine: Engine) -> None:
    """Each would wait for the same lock, or the same full disk, after the other."""
    began = list[Connection]()
    event.listen(engine, "begin", began.append)

    def refuse(_connection: Connection) -> None:
        raise OperationalError("COMMIT", None, _of_sqlite(sqlite3.SQLITE_FULL))

    event.listen(engine, "commit", refuse)
    writes = [grouped("a"), grouped("b"), grouped("c")]
    write_down(engine, writes)
    event.remove(engine, "commit", refuse)

    assert len(began) == 1
    for each in writes:
        with pytest.raises(OperationalError):
            each.result()


def test_nor_where_a_jot_cannot_reach_the_records(engine: Engine) -> None:
    began = list[Connection]()
    event.listen(engine, "begin", began.append)

    def work(_connection: Connection) -> str:
        raise OperationalError("INSERT", None, _of_sqlite(sqlite3.SQLITE_IOERR))

    writes = [grouped("a"), GroupedWrite(work), grouped("c")]
    write_down(engine, writes)

    assert len(began) == 1
    for each in writes:
        with pytest.raises(OperationalError):
            each.result()


def test_a_jot_whose_turn_does_not_come_is_never_written_and_says_so(engine: Engine) -> None:
    turns = Turns()
    line = GroupCommit(turns)

    def late() -> str:
        with deadlines.within(0.01):
            return line.write(engine, grouped("late").work)

    with ThreadPoolExecutor(1) as thread:
        with turns, pytest.raises(OverdueError):
            thread.submit(late).result()
        line.write(engine, grouped("next").work)
    assert written(engine)[-1] == "next"
    assert "late" not in written(engine)


def test_a_jot_that_is_being_written_is_waited_for_whatever_the_deadline(engine: Engine) -> None:
    turns, begun, goes_on = Turns(), threading.Event(), threading.Event()
    line = GroupCommit(turns)

    def slow(_connection: Connection) -> None:
        begun.set()
        goes_on.wait(30)

    def late() -> str:
        with deadlines.within(0.2):
            return line.write(engine, grouped("taken").work)

    with ThreadPoolExecutor(2) as threads:
        with turns:
            first = threads.submit(line.write, engine, slow)
            until(lambda: len(line._line) == 1)
            second = threads.submit(late)
            until(lambda: len(line._line) == 2)
        begun.wait(30)
        until(lambda: not turns._waiting)
        goes_on.set()
        assert (first.result(), second.result()) == (None, "taken")


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def _of_sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("from outside")
    error.sqlite_errorcode = code
    return error
