"""Compressed copies of the static files: one folder for each version, shared by every process that serves it.

Whoever serves a copy, or makes one, holds a lock on its folder for as long as the process lives. So versions that run
side by side under one account leave each other's copies alone, and what nobody serves any more is cleared away.
"""

import fcntl
import gzip
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import brotli

ALREADY_SMALL = {".woff2", ".png", ".jpg", ".webp", ".avif", ".br", ".gz"}
COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {".br": brotli.compress, ".gz": partial(gzip.compress, mtime=0)}
WASTE = ".waste."
"""How the name of a folder begins that is being deleted."""


class StaticCopy:
    """A folder that stays as it is while this object lives."""

    def __init__(self, folder: Path, descriptor: int) -> None:
        self.folder = folder
        self._descriptor = descriptor

    def __del__(self) -> None:
        os.close(self._descriptor)


def static_copy(source: Path, shelf: Path, digest: str) -> StaticCopy:
    """A copy of the tree with a .br and a .gz beside each file that they make smaller; made once for each digest."""
    shelf.mkdir(parents=True, exist_ok=True)
    target = shelf / digest
    while (descriptor := _held(target, fcntl.LOCK_SH)) is None:
        _make(source, target)
    _clear_away(shelf)
    return StaticCopy(target, descriptor)


def files_in(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("."))


def _make(source: Path, target: Path) -> None:
    unfinished = Path(tempfile.mkdtemp(dir=target.parent, prefix="."))
    unfinished.chmod(0o755)
    descriptor = _held(unfinished, fcntl.LOCK_EX)
    if descriptor is None:  # taken for waste in the moment before it was held
        return
    try:
        for file in files_in(source):
            _compress(file, unfinished / file.relative_to(source))
        _put_in_place(unfinished, target)
    finally:
        os.close(descriptor)


def _held(folder: Path, lock: int) -> int | None:
    """A descriptor that holds the folder; None if there is none, or another has it in a way that this lock forbids."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, lock | (fcntl.LOCK_NB if lock == fcntl.LOCK_EX else 0))
        if os.fstat(descriptor).st_ino == folder.stat().st_ino:
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(descriptor)
    return None


def _compress(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    body = file.read_bytes()
    target.write_bytes(body)
    if file.suffix in ALREADY_SMALL:
        return
    for suffix, compress in COMPRESSORS.items():
        if not file.with_name(file.name + suffix).exists():  # a large file brings its own, since that takes seconds
            smaller = compress(body)
            if len(smaller) < len(body):
                target.with_name(target.name + suffix).write_bytes(smaller)


def _put_in_place(unfinished: Path, target: Path) -> None:
    try:
        os.rename(unfinished, target)  # noqa: PTH104
    except OSError:  # another process was quicker
        shutil.rmtree(unfinished, ignore_errors=True)


def _clear_away(shelf: Path) -> None:
    """What no process holds: copies of versions that do not run, and those that nobody finished."""
    for folder, descriptor in _unheld(shelf):
        waste = folder.with_name(f"{WASTE}{folder.name.removeprefix(WASTE)}")
        try:
            folder.rename(waste)  # at once: nobody finds half of it under its name
            shutil.rmtree(waste, ignore_errors=True)
        except OSError:
            continue
        finally:
            os.close(descriptor)


def _unheld(shelf: Path) -> Iterator[tuple[Path, int]]:
    for folder in shelf.iterdir():
        descriptor = _held(folder, fcntl.LOCK_EX) if folder.is_dir() else None
        if descriptor is not None:
            yield folder, descriptor
