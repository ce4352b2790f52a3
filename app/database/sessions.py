"""The database: sessions that read, sessions that write in turn, and the connection settings that keep records safe."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.database.group_commit import GroupedWrite, Result, write_down
from quizzes.bank import Bank, load

DatabaseError = SQLAlchemyError
"""What a database raises that cannot be asked; for those who need not know by what it is asked."""
PATIENCE = 15_000
"""Milliseconds that SQLite waits for a writer in another process, such as the command line."""


class Turns:
    """A lock whose waiters enter in the order in which they came, so that none of them starves."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[tuple[int, threading.Lock]] = deque()
        self._owner: int | None = None

    def __enter__(self) -> None:
        me = threading.get_ident()
        with self._guard:
            if self._owner is None:
                self._owner = me
                return
            if self._owner == me:
                raise RuntimeError("a write inside a write would wait for itself")
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append((me, mine))
        mine.acquire()  # released by the one before, which has made this thread the owner

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if not self._waiting:
                self._owner = None
                return
            self._owner, turn = self._waiting.popleft()
            turn.release()


class Database:
    """Where the records are: `read()` and `write()` each give a session for one transaction."""

    def __init__(self, url: str, key: str = "", bank: Bank | None = None) -> None:
        self.url = make_url(url)
        self.key = key.encode()
        """What browsers' tokens are sealed with; whoever keeps or knows none needs none."""
        self.bank = bank or load()
        """The questions that are asked over these records; the shipped ones unless others were handed in."""
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._turns: AbstractContextManager[None] = Turns() if self.is_sqlite else nullcontext()
        self._grouped: deque[GroupedWrite[Any]] = deque()

    @cached_property
    def engine(self) -> Engine:
        if not self.is_sqlite:
            return create_engine(self.url, pool_pre_ping=True)
        if self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(self.url)
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
        """A session whose work is rolled back: what it sees is one moment, and what it changes is forgotten."""
        with Session(self.engine, autoflush=False, info=self._handed_down) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits at the end of the block, or leaves no trace if the block raises.

        Writers of this process take turns, first come first served; keep the block short.
        """
        with self._turns, self._session() as session, session.begin():
            yield session

    @contextmanager
    def read_connection(self) -> Iterator[Connection]:
        """A bare connection for one statement that reads, without the cost of a session or of a transaction's start."""
        with self._reader.connect() as connection:
            yield connection

    def write_grouped(self, work: Callable[[Connection], Result]) -> Result:
        """What `work` returns, once what it wrote on a bare connection is safe: for what everybody writes all the time.

        On SQLite those who wait for their turn share one transaction; if one of them raises, each is done alone. So
        `work` may run in another thread, and twice: it keeps to its connection.
        """
        mine = GroupedWrite(work)
        if not self.is_sqlite:
            write_down(self.writer, [mine])
            return mine.result()
        self._grouped.append(mine)
        try:
            with self._turns:
                if not mine.is_done:
                    write_down(self.writer, [each for each in self._grouped.copy() if not each.is_done])
        finally:
            self._grouped.remove(mine)
        return mine.result()

    def dispose(self) -> None:
        """Close every connection that is not in use."""
        self.engine.dispose()


def bank_of(session: Session) -> Bank:
    """The questions of the site whose records the session reads."""
    bank: Bank = session.info["bank"]
    return bank


def _settle(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would otherwise begin transactions of its own, too late to lock
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={PATIENCE}"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin(connection: Connection) -> None:
    begin = connection.get_execution_options().get("begin", "BEGIN")
    if begin:
        connection.exec_driver_sql(begin)
