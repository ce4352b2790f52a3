"""Records that cannot be reached: what counts as that, and when it is tried again."""

import sqlite3
import threading

import psycopg
import pytest
from sqlalchemy import exc

from app.database import availability
from app.database.availability import COMMITTED, CircuitBreaker, Loss, OverdueError, UnavailableError, is_unavailable

OF_SURROUNDINGS = ("BUSY", "LOCKED", "FULL", "IOERR", "READONLY", "CANTOPEN", "CORRUPT", "NOTADB")
OF_A_STATEMENT = ("ERROR", "CONSTRAINT", "MISMATCH", "TOOBIG", "RANGE", "MISUSE")


@pytest.mark.parametrize("name", [*OF_SURROUNDINGS, *OF_A_STATEMENT])
def test_sqlites_surroundings_are_told_from_wrong_statements(name: str) -> None:
    told = sqlite3.OperationalError(name)
    told.sqlite_errorcode = getattr(sqlite3, f"SQLITE_{name}") | 1 << 8  # with a further word, as it often has

    assert is_unavailable(exc.OperationalError("SELECT", None, told)) == (name in OF_SURROUNDINGS)


@pytest.mark.parametrize(
    ("error", "is_so"),
    [
        (psycopg.OperationalError("gone"), True),
        (psycopg.errors.DiskFull("full"), True),
        (psycopg.errors.AdminShutdown("ends"), True),
        (psycopg.errors.ReadOnlySqlTransaction("a replica"), True),
        (psycopg.errors.UndefinedTable("no such table"), False),
        (psycopg.errors.UniqueViolation("there already"), False),
    ],
    ids=lambda case: type(case).__name__,
)
def test_so_are_postgresqls(error: psycopg.Error, is_so: bool) -> None:
    wrapped = exc.DBAPIError.instance("SELECT", None, error, psycopg.Error, dialect=None)

    assert is_unavailable(wrapped) == is_so


class Records:
    """What is tried, and has only to be told whether it works."""

    def __init__(self) -> None:
        self.work = threading.Event()
        self.tried = threading.Event()

    def __call__(self) -> None:
        self.tried.set()
        if not self.work.is_set():
            raise OverdueError


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> Records:
    monkeypatch.setattr(availability, "PAUSE", 0.001)
    return Records()


def fail(breaker: CircuitBreaker) -> None:
    with breaker.use(Loss.NOTHING):
        raise OverdueError


def test_after_a_long_wait_in_vain_everybody_is_refused_at_once_until_it_works_again(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaker = CircuitBreaker(records)
    monkeypatch.setattr(availability, "LONG", 0)
    with pytest.raises(UnavailableError):
        fail(breaker)
    records.tried.wait(30)
    for loss in (Loss.NOTHING, Loss.UNSAVED):
        with pytest.raises(UnavailableError, match=loss.value), breaker.use(loss):
            pytest.fail("it was tried")

    records.work.set()
    breaker._closed.wait(30)
    with breaker.use(Loss.NOTHING):
        assert not breaker.is_open


def test_what_fails_at_once_turns_nobody_else_away(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    breaker = CircuitBreaker(records)
    monkeypatch.setattr(availability, "LONG", 60)
    with pytest.raises(UnavailableError):
        fail(breaker)
    assert not breaker.is_open


def test_what_is_wrong_with_a_statement_is_nobody_elses_failure(records: Records) -> None:
    with pytest.raises(ZeroDivisionError), CircuitBreaker(records).use(Loss.NOTHING):
        raise ZeroDivisionError


def test_whoever_sent_something_is_told_what_became_of_it() -> None:
    COMMITTED.set(False)
    lost = UnavailableError(Loss.NOTHING)
    assert "was not saved" in str(lost.for_a_change)
    COMMITTED.set(True)
    assert "not known" in str(lost.for_a_change)
    COMMITTED.set(False)
    assert "not known" in str(UnavailableError(Loss.UNKNOWN).for_a_change)
