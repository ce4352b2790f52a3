"""The site as a person runs it, on a port of its own."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

LONGEST_START = 60.0
EMPTY = "/benchmark-empty"


class Server:
    """`course run`, or another command for Python with {port} in it, from entering the context to leaving it.

    folder: the instance folder, which then stays; else an empty one, which is thrown away.
    """

    def __init__(self, *command: str, folder: Path | None = None) -> None:
        self._command = command or ("-m", "app.cli", "run")
        self.folder = folder or Path(tempfile.mkdtemp())
        self._stays = folder is not None
        self.port = _free_port()
        self.first_answer = float("nan")
        """Seconds from starting the process to its first answer."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        began = time.perf_counter()
        settings = {"HOST": "127.0.0.1", "PORT": str(self.port), "INSTANCE": str(self.folder), "DATABASE_URL": ""}
        self._process = subprocess.Popen(
            [sys.executable, *(part.format(port=self.port) for part in self._command)],
            env=os.environ | settings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._wait()
        except TimeoutError:
            self._stop()
            raise
        self.first_answer = time.perf_counter() - began
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._stop()

    def memory(self) -> dict[int, float]:
        """Resident megabytes of each process of the server, by its id; Linux only."""
        return {process: _resident(process) for process in self._processes()}

    def processor(self) -> float:
        """Seconds of processor time that the server has taken so far, user and system; Linux only."""
        return sum(map(_processor, self._processes()))

    def _processes(self) -> list[int]:
        found = [self._process.pid]
        for process in found:
            with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as children:  # noqa: PTH123
                found += [int(child) for child in children.read().split()]
        return found

    def _wait(self) -> None:
        deadline = time.perf_counter() + LONGEST_START
        while time.perf_counter() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"the server ended by itself with {self._process.returncode}")
            try:
                with urlopen(f"{self.address}/healthz", timeout=5) as answer:
                    answer.read()
                    return
            except (URLError, ConnectionError):
                time.sleep(0.01)
        raise TimeoutError("the server does not answer")

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if not self._stays:
            shutil.rmtree(self.folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _processor(process: int) -> float:
    with open(f"/proc/{process}/stat", encoding="ascii") as stat:  # noqa: PTH123
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(process: int) -> float:
    with open(f"/proc/{process}/status", encoding="ascii") as status:  # noqa: PTH123
        line = next(line for line in status if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
