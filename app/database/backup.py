"""A copy of all records in one SQLite file, made while the site goes on, and proved before it has its name."""

import os
import sqlite3
import tempfile
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


def _file(database_url: str) -> str:
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BackupError("only SQLite is copied here; PostgreSQL brings pg_dump and pg_restore")
    if not Path(url.database).exists():
        raise BackupError(f"{url.database} is not there: nothing has been recorded yet")
    return url.database


def _copied(source: str, target: str) -> None:
    with closing(sqlite3.connect(source)) as records, closing(sqlite3.connect(target)) as kept:
        records.backup(kept, pages=PAGES)
        kept.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        (found,) = kept.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok" or kept.execute("PRAGMA foreign_key_check").fetchone():
            raise sqlite3.DatabaseError(f"the copy is not sound: {found}")
