"""Sessions: reads leave no trace, writers take turns in order, and SQLite keeps what it was told."""

import threading
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.db import Database, Turns

COURSE = text("INSERT INTO course (title, created_at) VALUES ('Optimization', '2026-11-01 00:00:00+00:00')")
MEMBERSHIP = text(
    "INSERT INTO membership (section_id, learner_id, role, joined_at) "
    "VALUES (1, 1, 'learner', '2026-11-01 00:00:00+00:00')"
)


@pytest.fixture
def sqlite(sqlite_url: str) -> Database:
    return Database(sqlite_url)


def test_sqlite_is_set_to_lose_nothing(sqlite: Database) -> None:
    with sqlite.read() as session:
        settings = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_write_is_seen_by_the_next_read(database: Database) -> None:
    with database.write() as session:
        session.execute(COURSE)
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM course")).scalar() == 1


def test_a_write_that_raises_leaves_no_trace(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        _break_off(database)
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM course")).scalar() == 0


def test_what_is_jotted_down_is_seen_at_a_glance(database: Database) -> None:
    with database.jot() as connection:
        connection.execute(COURSE)
    with database.glance() as connection:
        assert connection.execute(text("SELECT count(*) FROM course")).scalar() == 1


def test_a_jot_that_raises_leaves_no_trace(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        _jot_and_break_off(database)
    with database.glance() as connection:
        assert connection.execute(text("SELECT count(*) FROM course")).scalar() == 0


def test_jots_and_writes_take_turns(sqlite: Database) -> None:
    with sqlite.write(), pytest.raises(RuntimeError, match="inside a write"), sqlite.jot():
        pass


def test_a_glance_holds_no_moment_fast(sqlite: Database) -> None:
    with sqlite.glance() as connection:
        assert connection.execute(text("SELECT count(*) FROM course")).scalar() == 0
        with sqlite.write() as session:
            session.execute(COURSE)
        assert connection.execute(text("SELECT count(*) FROM course")).scalar() == 1


def test_what_a_read_changes_is_forgotten(database: Database) -> None:
    with database.read() as session:
        session.execute(COURSE)
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM course")).scalar() == 0


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(MEMBERSHIP)


def test_a_reader_is_not_held_up_by_a_writer(sqlite: Database) -> None:
    with sqlite.write() as session:
        session.execute(COURSE)
        with sqlite.read() as other:
            assert other.execute(text("SELECT count(*) FROM course")).scalar() == 0


def test_writers_enter_in_the_order_in_which_they_came() -> None:
    turns, entered = Turns(), []

    def enter(number: int) -> None:
        with turns:
            entered.append(number)

    with turns:
        threads = []
        for number in range(8):
            threads.append(threading.Thread(target=enter, args=(number,)))
            threads[-1].start()
            _until_waiting(turns, number + 1)
    for thread in threads:
        thread.join(10)

    assert entered == [*range(8)]


def test_a_write_inside_a_write_says_so_instead_of_waiting_for_ever(sqlite: Database) -> None:
    with sqlite.write(), pytest.raises(RuntimeError, match="inside a write"), sqlite.write():
        pass


def test_no_writer_is_lost_under_load(sqlite: Database) -> None:
    def add() -> None:
        for _ in range(10):
            with sqlite.write() as session:
                session.execute(COURSE)

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with sqlite.read() as session:
        assert session.execute(text("SELECT count(*) FROM course")).scalar() == 80


def _break_off(database: Database) -> None:
    with database.write() as session:
        session.execute(COURSE)
        raise ZeroDivisionError


def _jot_and_break_off(database: Database) -> None:
    with database.jot() as connection:
        connection.execute(COURSE)
        raise ZeroDivisionError


def _until_waiting(turns: Turns, count: int) -> None:
    deadline = time.monotonic() + 5
    while len(turns._waiting) < count and time.monotonic() < deadline:
        time.sleep(0.001)
