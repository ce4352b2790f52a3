"""Sessions: reads leave no trace, writers take turns in order, and SQLite keeps what it was told."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError

from app.database.sessions import SHORTEST_PAUSE, Database
from app.database.turns import Turns

COURSES = text("SELECT count(*) FROM course")
COURSE = text("INSERT INTO course (title, created_at) VALUES ('Optimization', '2026-11-01 00:00:00+00:00')")
MEMBERSHIP = text(
    "INSERT INTO membership (section_id, learner_id, role, joined_at) "
    "VALUES (1, 1, 'learner', '2026-11-01 00:00:00+00:00')"
)


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


def test_what_is_written_in_a_group_is_seen_at_a_glance(database: Database) -> None:
    database.write_grouped(_add)
    with database.read_connection() as connection:
        assert connection.execute(text("SELECT count(*) FROM course")).scalar() == 1


def test_a_grouped_write_that_raises_leaves_no_trace(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        database.write_grouped(_add_and_break_off)
    with database.read_connection() as connection:
        assert connection.execute(text("SELECT count(*) FROM course")).scalar() == 0


def test_grouped_writes_and_writes_take_turns(sqlite: Database) -> None:
    with sqlite.write(), pytest.raises(RuntimeError, match="inside a write"):
        sqlite.write_grouped(_add)
    sqlite.write_grouped(_add)
    with sqlite.read_connection() as connection:
        assert connection.execute(COURSES).scalar() == 1


def test_grouped_writes_that_wait_together_are_written_down_together_in_their_order(sqlite: Database) -> None:
    commits = _commits(sqlite)
    done = _write_all(sqlite, [_number] * 5)

    assert [each() for each in done] == [1, 2, 3, 4, 5]
    assert len(commits) == 1


def test_a_grouped_write_that_raises_spoils_no_other(sqlite: Database) -> None:
    first, broken, last = _write_all(sqlite, [_number, _add_and_break_off, _number])

    assert (first(), last()) == (1, 2)
    with pytest.raises(ZeroDivisionError):
        broken()
    with sqlite.read_connection() as connection:
        assert connection.execute(COURSES).scalar() == 2


def test_no_grouped_write_is_lost_or_done_twice_under_load(database: Database) -> None:
    def add() -> None:
        for _ in range(10):
            database.write_grouped(_add)

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with database.read_connection() as connection:
        assert connection.execute(COURSES).scalar() == 80


def test_a_glance_holds_no_moment_fast(sqlite: Database) -> None:
    with sqlite.read_connection() as connection:
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


def _add(connection: Connection) -> None:
    connection.execute(COURSE)


def _number(connection: Connection) -> object:
    """Adds a course, and says how many there are."""
    connection.execute(COURSE)
    return connection.execute(COURSES).scalar()


def _add_and_break_off(connection: Connection) -> object:
    connection.execute(COURSE)
    raise ZeroDivisionError


def _write_all(database: Database, works: list[Callable[[Connection], object]]) -> list[Callable[[], object]]:
    """What comes of writes that all come, one after the other, while somebody else writes."""
    with ThreadPoolExecutor(len(works)) as threads, database.write():
        coming = []
        for number, work in enumerate(works, 1):
            coming.append(threads.submit(database.write_grouped, work))
            _until_waiting(database._turns, number)
    return [each.result for each in coming]


def _commits(database: Database) -> list[Connection]:
    found: list[Connection] = []
    event.listen(database.engine, "commit", found.append)
    return found


def _until_waiting(turns: Any, count: int) -> None:
    deadline = time.monotonic() + 5
    while len(turns._waiting) < count and time.monotonic() < deadline:
        time.sleep(0.001)


def test_who_works_beside_people_pauses_as_long_as_a_write_took(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = list[float]()
    monkeypatch.setattr("app.database.sessions.time.sleep", pauses.append)
    for courteous in (False, True):
        database = Database(sqlite_url, courteous=courteous)
        with database.write() as session:
            session.execute(COURSE)
        database.dispose()
    assert len(pauses) == 1
    assert pauses[0] >= SHORTEST_PAUSE
