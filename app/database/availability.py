"""Records that cannot be reached: what counts as that, what people are told, and when it is tried again."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import exc
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from app.database import deadlines
from app.errors import OutOfOrderError

LONG = 1.0
"""Seconds: whoever has waited in vain for so long has shown that others need not."""
PAUSE = 0.5
"""Seconds between the trials whether it works again."""
TRIAL = 5.0
"""Seconds that one of them may take."""
UNREACHABLE = frozenset(
    {
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOMEM),
        *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY),
        *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB),
    }
)
"""What SQLite says of its surroundings; anything else it says is about a statement."""
READ_ONLY = "25006"
"""PostgreSQL's word for a server that takes no writes: a replica, say."""
log = logging.getLogger(__name__)
DatabaseError = SQLAlchemyError
"""Whatever else a database may raise; for those who need not know by what it is asked."""


class Loss(Enum):
    """What is lost to somebody by records that cannot be reached; the value is what they are told."""

    NOTHING = "Nothing was changed."
    UNSAVED = "What you sent was not saved."
    UNKNOWN = "It is not known whether what you sent was saved: look before you send it again."


COMMITTED: ContextVar[bool] = ContextVar("committed", default=False)
"""Whether the request that this context belongs to has saved anything yet."""


class UnavailableError(OutOfOrderError):
    """The records cannot be reached now. They will be again by themselves, or when somebody has seen to the machine."""

    def __init__(self, loss: Loss) -> None:
        super().__init__(
            f"The site cannot reach its records at the moment. {loss.value} Try again in a few seconds; "
            "lessons and playground work meanwhile."
        )
        self.loss = loss

    @property
    def for_a_change(self) -> "UnavailableError":
        """The same for somebody who did not only look: what they sent is lost, or, if some of it was saved, perhaps."""
        unsaved = Loss.UNKNOWN if COMMITTED.get() else Loss.UNSAVED
        return UnavailableError(unsaved if self.loss is Loss.NOTHING else self.loss)


class OverdueError(Exception):
    """The writer's turn did not come in time."""


def is_unavailable(error: BaseException) -> bool:
    """Whether it says that the records cannot be reached; else something is wrong with what was asked of them."""
    if isinstance(error, (OverdueError, exc.TimeoutError)):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in UNREACHABLE
    return isinstance(error, (OperationalError, InterfaceError)) or getattr(error.orig, "sqlstate", "") == READ_ONLY


@dataclass
class Use:
    """One use of the records, and what is lost if it fails now."""

    loss: Loss


class CircuitBreaker:
    """After somebody has waited long in vain, everybody is refused at once until a trial in the background succeeds.

    So records that do not answer hold up nobody twice. try_it: raises while they cannot be reached.
    """

    def __init__(self, try_it: Callable[[], None]) -> None:
        self._try_it = try_it
        self._guard = threading.Lock()
        self._closed = threading.Event()
        self._closed.set()

    @property
    def is_open(self) -> bool:
        return not self._closed.is_set()

    @contextmanager
    def use(self, loss: Loss) -> Iterator[Use]:
        """What is done with the records; UnavailableError where they cannot be reached."""
        if self.is_open:
            raise UnavailableError(Loss.UNSAVED if loss is Loss.UNKNOWN else loss)
        use, began = Use(loss), time.monotonic()
        try:
            yield use
        except Exception as error:
            if not is_unavailable(error):
                raise
            log.warning("the records cannot be reached: %s", getattr(error, "orig", None) or error)
            if time.monotonic() - began >= LONG:
                self._open()
            raise UnavailableError(use.loss) from error

    def close(self) -> None:
        """Everybody may try again."""
        self._closed.set()

    def _open(self) -> None:
        with self._guard:
            if self.is_open:
                return
            self._closed.clear()
        threading.Thread(target=self._try_until_it_works, name="trial", daemon=True).start()

    def _try_until_it_works(self) -> None:
        while not self._closed.wait(PAUSE):
            try:
                with deadlines.within(TRIAL):
                    self._try_it()
            except Exception as error:
                if not is_unavailable(error):
                    log.exception("the trial failed by itself")
            else:
                log.warning("the records can be reached again")
                self.close()
