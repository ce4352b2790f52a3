"""Trajectory requests each second against the same server's empty response, from 16 connections."""

import json
import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

from benchmarks.report import Row
from benchmarks.server import EMPTY, Server

CONNECTIONS = 16
SECONDS = 2.0
ROUNDS = 3
CACHED = ("/api/trajectory?optimizer=adam&lr=0.1&steps=200",)
SIX = ("gradient_descent", "momentum", "nesterov", "adagrad", "adadelta", "adam")


class Load(NamedTuple):
    rate: float
    p99: float


def rows() -> Iterator[Row]:
    with Server(*command()) as server:
        _ask(server, CACHED)
        rounds = [
            (_ask(server, (EMPTY,)), _ask(server, CACHED), _ask(server, _new(number))) for number in range(ROUNDS)
        ]
    empty, cached, new = zip(*rounds, strict=True)
    yield _row("trajectory requests, cached", cached, empty, 0.95)
    yield _row("trajectory requests, each new", new, empty, 0.30)


def command() -> tuple[str, ...]:
    """The same server with the same settings as `course run`, around the application with the empty address."""
    options = {
        "interface": "rsgi",
        "host": "127.0.0.1",
        "port": "{port}",
        "workers": "1",
    }
    return ("-m", "granian", *(f"--{name}={value}" for name, value in options.items()), "benchmarks.empty:adapter")


def _new(number: int) -> tuple[str, ...]:
    """Paths that nobody has asked for before: the six rules in turn, each from another start."""
    return tuple(
        f"/api/trajectory?optimizer={name}&steps=200&start={-1.8 + 1e-4 * place},{0.9 - 1e-3 * number:.4f}"
        for place in range(6000)
        for name in SIX
    )


def _ask(server: Server, paths: tuple[str, ...]) -> Load:
    command = [sys.executable, "-m", "benchmarks.load", str(server.port), str(CONNECTIONS), str(SECONDS)]
    answer = subprocess.run(command, input="\n".join(paths), capture_output=True, text=True, timeout=60, check=True)
    found = json.loads(answer.stdout)
    return Load(found["rate"], found["p99"])


def _row(what: str, loads: tuple[Load, ...], empty: tuple[Load, ...], goal: float) -> Row:
    rate, reference = median(load.rate for load in loads), median(load.rate for load in empty)
    ratio = median(load.rate / each.rate for load, each in zip(loads, empty, strict=True))
    worst = median(load.p99 for load in loads)
    how = f"{CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS:g} s in turn with the empty response"
    note = f"{how}; p99 {1e3 * worst:.0f} ms"
    return Row(what, f"{rate:,.0f}/s", f"{reference:,.0f}/s", f"{ratio:.0%}", f"≥ {goal:.0%}", ratio >= goal, note)
