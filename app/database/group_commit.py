"""Group commit: small writes share a transaction, and so one wait for the disk, with those that wait beside them."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine

from app.database.availability import OverdueError, is_unavailable
from app.database.turns import Turns

Result = TypeVar("Result")


class GroupedWrite(Generic[Result]):
    """Something to write, and, once it is safe on the disk or has failed, what came of it."""

    def __init__(self, work: Callable[[Connection], Result]) -> None:
        self.work = work
        self._outcome: Callable[[], Result] | None = None
        self._done = threading.Event()

    @property
    def is_done(self) -> bool:
        return self._outcome is not None

    def succeed(self, result: Result) -> None:
        self._outcome = lambda: result
        self._done.set()

    def fail(self, error: BaseException) -> None:
        def outcome() -> Result:
            raise error

        self._outcome = outcome
        self._done.set()

    def result(self) -> Result:
        """What the work returned, once it is known; raises what it raised."""
        self._done.wait()
        assert self._outcome is not None
        return self._outcome()


class GroupCommit:
    """The line of small writes: whoever has the writer's turn writes down everything that waits."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._guard = threading.Lock()
        self._line: deque[GroupedWrite[Any]] = deque()

    def write(self, engine: Engine, work: Callable[[Connection], Result]) -> Result:
        """What `work` returns, once what it wrote is safe. OverdueError if it was never begun."""
        mine = GroupedWrite(work)
        with self._guard:
            self._line.append(mine)
        try:
            with self._turns:
                if not mine.is_done:
                    write_down(engine, self._taken())
        except (OverdueError, RuntimeError):
            if self._withdrawn(mine):
                raise  # else somebody is writing it down just now, and what comes of that is told
        return mine.result()

    def _taken(self) -> list[GroupedWrite[Any]]:
        with self._guard:
            taken = [*self._line]
            self._line.clear()
        return taken

    def _withdrawn(self, mine: GroupedWrite[Any]) -> bool:
        """Whether nobody will ever write it down."""
        with self._guard:
            if mine not in self._line:
                return False
            self._line.remove(mine)
            return True


class _OwnError(Exception):
    """The work of one write failed, by no fault of the database."""


def write_down(engine: Engine, writes: Sequence[GroupedWrite[Any]]) -> None:
    """All of them in one transaction, in their order. If the work of one fails, all is taken back and each done alone.

    Where the transaction cannot begin or end, or the records cannot be reached, all of them have failed.
    """
    try:
        with engine.begin() as connection:
            results = [_own(write, connection) for write in writes]
    except _OwnError as error:
        if len(writes) == 1:
            _fail(writes, error.__cause__)
        else:
            for write in writes:
                write_down(engine, [write])
    except BaseException as error:
        _fail(writes, error)
    else:
        for write, result in zip(writes, results, strict=True):
            write.succeed(result)


def _own(write: GroupedWrite[Result], connection: Connection) -> Result:
    try:
        return write.work(connection)
    except Exception as error:
        if is_unavailable(error):
            raise
        raise _OwnError from error


def _fail(writes: Sequence[GroupedWrite[Any]], error: BaseException | None) -> None:
    assert error is not None
    for write in writes:
        write.fail(error)
