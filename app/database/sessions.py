"""The database: sessions that read, sessions that write in turn, and the connection settings that keep records safe."""

import importlib
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session

from app.database import deadlines
from app.database.availability import COMMITTED, CircuitBreaker, Loss, Use
from app.database.group_commit import GroupCommit, Result
from app.database.turns import Turns
from quizzes.bank import Bank, load

SHORTEST_PAUSE = 0.05
"""Seconds: whoever waits for SQLite's lock looks about so often whether it is free."""
KEPT = 16
"""Connections to SQLite that are kept open; there are never more than threads that work."""


class Database:
    """Where the records are: `read()` and `write()` each give a session for one transaction."""

    def __init__(self, url: str, key: str = "", bank: Bank | None = None, courteous: bool = False) -> None:
        self.url = make_url(url)
        self.key = key.encode()
        """What browsers' tokens are sealed with; whoever keeps or knows none needs none."""
        self.bank = bank or load()
        """The questions that are asked over these records; the shipped ones unless others were handed in."""
        self._courteous = courteous
        """Whether it pauses after each write for as long as that took: what works beside a site that people use."""
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._turns = Turns()
        self._grouped = GroupCommit(self._turns)
        self.reading = CircuitBreaker(self._try_to_read)
        self.writing = CircuitBreaker(self._try_to_write)

    @cached_property
    def engine(self) -> Engine:
        if not self.is_sqlite:
            return _postgresql(self.url)
        if self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(self.url, **_pool(self.url.database))
        event.listen(engine, "connect", _settle)
        event.listen(engine, "begin", _begin)
        return engine

    @cached_property
    def writer(self) -> Engine:
        """The same engine; its transactions take SQLite's write lock at their start, not half-way through."""
        return self.engine.execution_options(begin="BEGIN IMMEDIATE")

    @cached_property
    def _reader(self) -> Engine:
        return self.engine.execution_options(begin="")

    def _session(self) -> Session:
        return Session(self.writer, expire_on_commit=False, info=self._handed_down)

    @property
    def _handed_down(self) -> dict[str, Any]:
        return {"key": self.key, "bank": self.bank}

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session whose work is rolled back: what it sees is one moment, and what it changes is forgotten.

        Like the others here it raises UnavailableError where the records cannot be reached.
        """
        with (
            self.reading.use(Loss.NOTHING),
            Session(self.engine, autoflush=False, info=self._handed_down) as session,
        ):
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits at the end of the block, or leaves no trace if the block raises.

        Writers of this process take turns, first come first served; keep the block short.
        """
        began = time.monotonic()
        with self.writing.use(Loss.UNSAVED) as use, self._turn(), self._session() as session, session.begin():
            yield session
            session.flush()
            self._commits(use)
        COMMITTED.set(True)
        if self._courteous:
            time.sleep(max(SHORTEST_PAUSE, time.monotonic() - began))

    @contextmanager
    def read_connection(self) -> Iterator[Connection]:
        """A bare connection for one statement that reads, without the cost of a session or of a transaction's start."""
        with self.reading.use(Loss.NOTHING), self._reader.connect() as connection:
            yield connection

    def write_grouped(self, work: Callable[[Connection], Result]) -> Result:
        """What `work` returns, once what it wrote on a bare connection is safe: for what everybody writes all the time.

        On SQLite those who wait for their turn share one transaction; if one of them raises, each is done alone. So
        `work` may run in another thread, and twice: it keeps to its connection.
        """
        with self.writing.use(Loss.UNSAVED) as use:
            result = self._grouped.write(self.writer, work) if self.is_sqlite else self._alone(work, use)
        COMMITTED.set(True)
        return result

    def _alone(self, work: Callable[[Connection], Result], use: Use) -> Result:
        with self.writer.begin() as connection:
            result = work(connection)
            self._commits(use)
        return result

    def _turn(self) -> AbstractContextManager[None]:
        return self._turns if self.is_sqlite else nullcontext()

    def _commits(self, use: Use) -> None:
        """From now on a server that is lost may have saved, or not; SQLite tells either way."""
        if not self.is_sqlite:
            use.loss = Loss.UNKNOWN

    @property
    def waiting(self) -> int:
        """Writers that wait for their turn."""
        return self._turns.waiting

    def away(self) -> dict[str, float]:
        """Which uses of the records are refused at present, because they cannot be reached: 1 for each that is."""
        return {"read": float(self.reading.is_open), "write": float(self.writing.is_open)}

    def _try_to_read(self) -> None:
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def _try_to_write(self) -> None:
        with self._turn(), self.writer.begin():
            pass

    def dispose(self) -> None:
        """Close every connection that is not in use."""
        self.reading.close()
        self.writing.close()
        self.engine.dispose()


def bank_of(session: Session) -> Bank:
    """The questions of the site whose records the session reads."""
    bank: Bank = session.info["bank"]
    return bank


def _postgresql(url: URL) -> Engine:
    """The driver is a tenth of a small process's memory, so only a site that uses it loads it."""
    engine: Engine = importlib.import_module("app.database.postgresql").engine(url)
    return engine


def _pool(file: str | None) -> dict[str, Any]:
    return {"pool_size": KEPT, "max_overflow": -1} if file and file != ":memory:" else {}


def _settle(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would otherwise begin transactions of its own, too late to lock
    cursor = connection.cursor()
    for setting in (_patience(), "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin(connection: Connection) -> None:
    begin = connection.get_execution_options().get("begin", "BEGIN")
    if begin == "BEGIN IMMEDIATE":
        _wait_for_others(connection)
    if begin:
        connection.exec_driver_sql(begin)


def _wait_for_others(connection: Connection) -> None:
    """The lock may be another program's: how long it is waited for goes by the request's deadline."""
    patience = _patience()
    if connection.info.get("patience") != patience:
        connection.exec_driver_sql(f"PRAGMA {patience}")
        connection.info["patience"] = patience


def _patience() -> str:
    return f"busy_timeout={round(deadlines.turn() * 1000)}"
