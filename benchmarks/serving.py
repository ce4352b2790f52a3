"""Requests per second and processor time a request, each beside the same server's empty response in the same round."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from statistics import median
from typing import NamedTuple
from urllib.request import urlopen

from benchmarks.report import Row
from benchmarks.server import EMPTY, Server

CONNECTIONS = 16
SECONDS = 2.0
ROUNDS = 3
SIX = ("gradient_descent", "momentum", "nesterov", "adagrad", "adadelta", "adam")
LESSONS = ("gradient-descent", "momentum", "nesterov", "adagrad", "adadelta", "adam")


class Load(NamedTuple):
    """rate: answers a second. cost: seconds of the server's processor time for each."""

    rate: float
    cost: float
    p99: float


class Kind(NamedTuple):
    """What is asked for; paths: by the number of the round. goal: the share of the empty response's rate."""

    name: str
    goal: float
    paths: Callable[[int], tuple[str, ...]]


def _kept_trajectory(_: int) -> tuple[str, ...]:
    return ("/api/trajectory?optimizer=adam&lr=0.1&steps=200",)


def _new_trajectories(number: int) -> tuple[str, ...]:
    """Paths that nobody has asked for before: the six rules in turn, each from another start."""
    return tuple(
        f"/api/trajectory?optimizer={name}&steps=200&start={-1.8 + 1e-4 * place},{0.9 - 1e-3 * number:.4f}"
        for place in range(6000)
        for name in SIX
    )


def _kept_lessons(_: int) -> tuple[str, ...]:
    return tuple(f"/lessons/{name}" for name in LESSONS)


def _new_lessons(number: int) -> tuple[str, ...]:
    """The six lessons with their own controls, each with settings that nobody has had before."""
    return tuple(
        f"/lessons/{name}?optimizer={name.replace('-', '_')}&lr={0.01 + 1e-6 * place:.6f}&steps={100 + number}"
        for place in range(2000)
        for name in LESSONS
    )


KINDS = (
    Kind("trajectory requests, kept", 0.95, _kept_trajectory),
    Kind("trajectory requests, each new", 0.30, _new_trajectories),
    Kind("a visitor's lesson pages, kept", 0.60, _kept_lessons),
    Kind("a visitor's lesson pages, each new", 0.15, _new_lessons),
)


def rows() -> Iterator[Row]:
    with Server(*command()) as server:
        for kind in KINDS:
            _warm(server, kind.paths(-1)[: len(SIX)])
        rounds = [
            (ask(server, (EMPTY,)), *(ask(server, kind.paths(number)) for kind in KINDS)) for number in range(ROUNDS)
        ]
    empty, *loads = zip(*rounds, strict=True)
    for kind, load in zip(KINDS, loads, strict=True):
        yield _row(kind, load, empty)


def _warm(server: Server, paths: tuple[str, ...]) -> None:
    """What is made once in the life of a process is made now."""
    for path in paths:
        with urlopen(server.address + path, timeout=60) as answer:
            answer.read()


def command() -> tuple[str, ...]:
    """The same server with the same settings as `course run`, around the application with the empty address."""
    options = {
        "interface": "rsgi",
        "host": "127.0.0.1",
        "port": "{port}",
        "workers": "1",
    }
    return ("-m", "granian", *(f"--{name}={value}" for name, value in options.items()), "benchmarks.empty:adapter")


def ask(server: Server, paths: tuple[str, ...], seconds: float = SECONDS, connections: int = CONNECTIONS) -> Load:
    """What paths in turn cost, on connections that are kept busy."""
    command = [sys.executable, "-m", "benchmarks.load", str(server.port), str(connections), str(seconds)]
    before = server.processor()
    answer = subprocess.run(command, input="\n".join(paths), capture_output=True, text=True, timeout=60, check=True)
    found = json.loads(answer.stdout)
    return Load(found["rate"], (server.processor() - before) / found["answered"], found["p99"])


def _row(kind: Kind, loads: tuple[Load, ...], empty: tuple[Load, ...]) -> Row:
    rate, reference = median(load.rate for load in loads), median(load.rate for load in empty)
    ratio = median(load.rate / each.rate for load, each in zip(loads, empty, strict=True))
    cost, least = median(load.cost for load in loads), median(load.cost for load in empty)
    note = (
        f"{CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS:g} s in turn with the empty response, with br; "
        f"{1e6 * cost:,.0f} µs of processor time each, the empty one {1e6 * least:,.0f} ({least / cost:.0%}); "
        f"p99 {1e3 * median(load.p99 for load in loads):.0f} ms"
    )
    met = ratio >= kind.goal
    return Row(kind.name, f"{rate:,.0f}/s", f"{reference:,.0f}/s", f"{ratio:.0%}", f"≥ {kind.goal:.0%}", met, note)
