"""Quiz answers committed each second through the server, against raw commits of SQLite with the same durability."""

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import migrations
from app.accounts import people
from app.attempts import starting
from app.attempts.effective_policy import ALONE
from app.clock import present
from app.database.sessions import Database
from benchmarks.report import Row
from benchmarks.server import EMPTY, Server
from benchmarks.serving import command
from quizzes import draw, questions
from quizzes.questions import Resolved

ANSWERS = 1200
"""How many each round sends in all."""
CONNECTIONS = (1, 8, 32)


class Taken(NamedTuple):
    """cost: seconds of the server's processor time for each answer."""

    rate: float
    p99: float
    worst: float
    cost: float


def rows() -> Iterator[Row]:
    raw = _raw_commits()
    with Server(*command()) as server:
        file, key = server.folder / "downhill.sqlite3", (server.folder / "secret-key").read_text()
        database = Database(f"sqlite:///{file}", key)
        migrations.upgrade(database.writer)
        for connections in CONNECTIONS:
            taken = _taken(server, _work(database, connections))
            empty = _empty(server, connections)
            yield _row(connections, taken, empty, raw)
        database.dispose()


def _row(connections: int, taken: Taken, empty: float, raw: float) -> Row:
    share = taken.rate / empty
    met = share >= 0.4 and (connections < 32 or (taken.p99 <= 0.03 and taken.worst <= 0.25))
    note = (
        f"{1e6 * taken.cost:,.0f} µs of the server's processor time each; "
        f"p99 {1e3 * taken.p99:.0f} ms, worst {1e3 * taken.worst:.0f} ms; "
        f"sqlite3 alone commits {raw:,.0f} rows a second with synchronous=FULL, {taken.rate / raw:.0%} of that"
    )
    what = f"quiz answers, {connections} connection{'s' if connections > 1 else ''}"
    goal = "≥ 40%" if connections < 32 else "≥ 40%, p99 ≤ 30 ms, worst ≤ 250 ms"
    return Row(what, f"{taken.rate:,.0f}/s", f"{empty:,.0f}/s", f"{share:.0%}", goal, met, note)


def _taken(server: Server, work: list[list[list[str]]]) -> Taken:
    lines = "\n".join(map(json.dumps, work))
    client = [sys.executable, "-m", "benchmarks.answering", str(server.port)]
    before = server.processor()
    answer = subprocess.run(client, input=lines, capture_output=True, text=True, timeout=120, check=True)
    return Taken(**json.loads(answer.stdout), cost=(server.processor() - before) / sum(map(len, work)))


def _empty(server: Server, connections: int) -> float:
    """How often each second the same server answers with nothing."""
    client = [sys.executable, "-m", "benchmarks.load", str(server.port), str(connections), "1"]
    answer = subprocess.run(client, input=EMPTY, capture_output=True, text=True, timeout=60, check=True)
    rate: float = json.loads(answer.stdout)["rate"]
    return rate


def _work(database: Database, connections: int) -> list[list[list[str]]]:
    """What each connection is to send: whole final quizzes, each a visitor's of their own."""
    drawn = draw.draw("final", "1")
    quizzes = -(-ANSWERS // (connections * len(drawn)))
    return [[each for _ in range(quizzes) for each in _quiz(database, drawn)] for _ in range(connections)]


def _quiz(database: Database, drawn: tuple[Resolved, ...]) -> Iterator[list[str]]:
    """The answers to one attempt, each right."""
    with database.write() as session:
        who, token = people.welcome(session, present())
        attempt = starting.start(session, who.id, "final", ALONE, drawn, 1, present())
    for slot, each in enumerate(drawn, 1):
        form = questions.format_answer(each.shown, questions.model(each.key))
        body = "&".join(f"{name}={text}" for name, texts in form.items() for text in texts)
        yield [f"/attempts/{attempt}/items/{slot}/responses", f"learner={token}", f"{body}&key=bench-{slot:04}"]


def _raw_commits() -> float:
    """Rows that sqlite3 alone commits each second, one a transaction, with the settings of the site."""
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "raw.sqlite3", isolation_level=None)
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE answer (value TEXT)")
        began = perf_counter()
        for _ in range(ANSWERS):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO answer VALUES ('an answer of ordinary length')")
            connection.execute("COMMIT")
        elapsed = perf_counter() - began
        connection.close()
    return ANSWERS / elapsed
