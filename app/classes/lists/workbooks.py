"""Spreadsheets read in a process of their own, which may neither grow nor run for long."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from threading import Lock
from typing import Final

from app.classes.lists.cells import MOST_CELL, Row

READER: Final = Path(__file__).with_name("workbook_reader.py")
MOST_UNPACKED: Final = 32 * 1024 * 1024
"""Bytes of a workbook's parts together; a list of 2,000 people has less than one million."""
MOST_PARTS: Final = 500
SECONDS: Final = 15
PACKED: Final = b"PK\3\4"
OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ONE_AT_A_TIME: Final = Lock()
"""A reading may take as much memory as its bound; no two do at once."""


class UnreadableWorkbookError(ValueError):
    """The file is no workbook, or one that would grow beyond what a class list needs."""


def is_workbook(file: bytes) -> bool:
    """Whether the bytes are packed as XLSX and ODS files are, or begin as XLS files do."""
    return file.startswith((PACKED, OLD))


def rows(file: bytes) -> tuple[Row, ...]:
    """The rows of the first sheet that holds any. Raises UnreadableWorkbookError."""
    _check_size(file)
    try:
        with _ONE_AT_A_TIME:
            done = subprocess.run((sys.executable, "-I", READER), input=file, capture_output=True, timeout=SECONDS)
        found = json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        found = None
    if found is None:
        raise UnreadableWorkbookError
    return tuple(Row(line, tuple(str(cell)[:MOST_CELL] for cell in cells)) for line, cells in enumerate(found, 1))


def _check_size(file: bytes) -> None:
    """Counts what the parts say they unpack to; the process's own limits hold for those that lie."""
    if not file.startswith(PACKED):
        return
    try:
        parts = zipfile.ZipFile(io.BytesIO(file)).infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError):
        raise UnreadableWorkbookError from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableWorkbookError
