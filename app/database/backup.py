"""Copies of all records in one SQLite file, made while the site goes on, and the way back; each is proved first."""

import os
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from app.errors import ConflictError

PAGES = 1000
"""Pages copied at a time: whoever writes meanwhile gets in between."""


class BackupError(ConflictError):
    """There is nothing to copy, or the copy would not be whole; the message says what and where."""


def copy(database_url: str, to: Path) -> int:
    """Copies the database into a new file; its size in bytes. BackupError, and no file, if it cannot be whole."""
    source = _file(database_url)
    if to.exists():
        raise BackupError(f"{to} is there already; name a new file")
    handle, unfinished = tempfile.mkstemp(dir=to.absolute().parent, prefix=f".{to.name}.")
    os.close(handle)
    try:
        _copied(source, unfinished)
        os.link(unfinished, to)  # unlike a rename, it never replaces a file that came meanwhile
    except (sqlite3.Error, FileExistsError) as error:
        raise BackupError(f"{source} could not be copied to {to}: {error}") from error
    finally:
        Path(unfinished).unlink(missing_ok=True)
    return to.stat().st_size


def restore(copy_of: Path, database_url: str, prove: Callable[[str], None]) -> Path:
    """Puts a copy where there are no records yet; where they are now. `prove` raises BackupError for a bad one.

    Nothing is there before all of it is there and proved.
    """
    target = Path(_place(database_url))
    if taken := [each for each in (target, *_beside(target)) if each.exists()]:
        raise BackupError(f"{taken[0]} is there already: a copy is restored into an empty place only")
    if not copy_of.is_file():
        raise BackupError(f"{copy_of} is not there")
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=target.absolute().parent, prefix=f".{target.name}.")
    os.close(handle)
    try:
        _copied(str(copy_of), unfinished)
        prove(f"sqlite:///{unfinished}")
        os.link(unfinished, target)
    except (sqlite3.Error, FileExistsError) as error:
        raise BackupError(f"{copy_of} could not be restored to {target}: {error}") from error
    finally:
        for each in (Path(unfinished), *_beside(Path(unfinished))):
            each.unlink(missing_ok=True)
    return target


def _beside(file: Path) -> tuple[Path, ...]:
    """What SQLite keeps beside a database while it is in use."""
    return tuple(file.with_name(file.name + suffix) for suffix in ("-wal", "-shm", "-journal"))


def _place(database_url: str) -> str:
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BackupError("only SQLite is copied here; PostgreSQL brings pg_dump and pg_restore")
    return url.database


def _file(database_url: str) -> str:
    place = _place(database_url)
    if not Path(place).exists():
        raise BackupError(f"{place} is not there: nothing has been recorded yet")
    return place


def _copied(source: str, target: str) -> None:
    with closing(sqlite3.connect(source)) as records, closing(sqlite3.connect(target)) as kept:
        records.backup(kept, pages=PAGES)
        kept.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        (found,) = kept.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok" or kept.execute("PRAGMA foreign_key_check").fetchone():
            raise sqlite3.DatabaseError(f"the copy is not sound: {found}")
