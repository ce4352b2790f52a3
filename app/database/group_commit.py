"""Group commit: small writes share a transaction, and so one wait for the disk, with those that wait beside them."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine

Result = TypeVar("Result")


class GroupedWrite(Generic[Result]):
    """Something to write, and, once it is safe on the disk or has failed, what came of it."""

    def __init__(self, work: Callable[[Connection], Result]) -> None:
        self.work = work
        self._outcome: Callable[[], Result] | None = None

    @property
    def is_done(self) -> bool:
        return self._outcome is not None

    def succeed(self, result: Result) -> None:
        self._outcome = lambda: result

    def fail(self, error: Exception) -> None:
        def outcome() -> Result:
            raise error

        self._outcome = outcome

    def result(self) -> Result:
        """What the work returned; raises what it raised."""
        assert self._outcome is not None
        return self._outcome()


def write_down(engine: Engine, writes: Sequence[GroupedWrite[Any]]) -> None:
    """All of them in one transaction, in their order; if one raises, all is taken back and each is done alone."""
    try:
        with engine.begin() as connection:
            results = [write.work(connection) for write in writes]
    except Exception as error:
        if len(writes) == 1:
            writes[0].fail(error)
            return
        for write in writes:
            write_down(engine, [write])
    else:
        for write, result in zip(writes, results, strict=True):
            write.succeed(result)
