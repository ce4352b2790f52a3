"""What a learner's visit costs in processor time: a lesson, a slider moved, a quiz taken from start to result.

In one process, without a server around it. Each request is made as a browser makes it, with br.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import thread_time
from typing import TypeAlias

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.wrappers import Response

import migrations
from app import create_app
from app.config import Config
from app.database.sessions import Database
from app.models import AttemptItem
from app.web.context import site_of
from benchmarks.report import Row
from benchmarks.server import EMPTY
from quizzes import questions
from quizzes.plain import from_plain
from quizzes.questions import Key, Shown

VISITS = 24
WARM = 3
"""Visits before the clock counts."""
TRAJECTORIES = 10
QUIZ = "adam"
LESSON = "/lessons/adam"
Costs: TypeAlias = dict[str, list[float]]
"""Seconds of processor time of each request of one visit, by kind."""


def rows() -> Iterator[Row]:
    told = measured()
    empty = median(told.pop("the empty response"))
    for kind, times in told.items():
        cost = median(times)
        note = f"{empty / cost:.0%} of the empty response; {len(times) / VISITS:g} of them in a visit"
        yield Row(f"a visit: {kind}", f"{1e6 * cost:,.0f} µs", f"{1e6 * empty:,.0f} µs", "–", "–", True, note)
    whole = sum(map(sum, told.values())) / VISITS
    yield Row("a visit as a whole, processor time", f"{1e3 * whole:.1f} ms", "–", "–", "–", True)


def measured() -> Costs:
    """The cost of every request of several visits, by kind."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'records.sqlite3'}"
        app = create_app(Config(instance=Path(folder), database_url=address, secret_key="bench"))
        app.add_url_rule(EMPTY, "benchmark_empty", lambda: Response(""))
        database = site_of(app).database
        migrations.upgrade(database.writer)
        for number in range(WARM):
            _visit(app, database, -number, {})
        told: Costs = {}
        for number in range(VISITS):
            _visit(app, database, number + 1, told)
        database.dispose()
    return told


def _visit(app: Flask, database: Database, number: int, told: Costs) -> None:
    client = app.test_client()
    for kind, paths in _read(number).items():
        for path in paths:
            _timed(client, path, told.setdefault(kind, []))
    attempt = _timed(client, f"/quizzes/{QUIZ}/attempts", told.setdefault("a quiz begun", []), {})
    for slot, form in enumerate(_answers(database), 1):
        _timed(client, attempt, told.setdefault("a question's page", []))
        _timed(client, f"{attempt}/items/{slot}/responses", told.setdefault("an answer", []), form)
    _timed(client, attempt, told.setdefault("a result", []))


def _read(number: int) -> dict[str, list[str]]:
    """What is read, by kind; trajectories that nobody has had."""
    runs = [f"/api/trajectory?optimizer=adam&start={0.5 + 0.001 * number:.3f},0.{at}" for at in range(TRAJECTORIES)]
    return {
        "the empty response": [EMPTY],
        "a lesson, kept": [LESSON],
        "a lesson, new": [f"{LESSON}?steps={100 + number}&lr=0.2"],
        "a trajectory, new": runs,
    }


def _answers(database: Database) -> list[dict[str, list[str]]]:
    """The right answers to the attempt begun last."""
    with database.read() as session:
        newest = select(AttemptItem.attempt_id).order_by(AttemptItem.id.desc()).limit(1).scalar_subquery()
        drawn = select(AttemptItem.shown, AttemptItem.key).where(AttemptItem.attempt_id == newest)
        found = session.execute(drawn.order_by(AttemptItem.slot)).all()
    return [_right(from_plain(Shown, shown), from_plain(Key, key)) for shown, key in found]


def _right(shown: Shown, key: Key) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in questions.format_answer(shown, questions.model(key)).items()}


def _timed(client: FlaskClient, path: str, times: list[float], form: dict[str, list[str]] | None = None) -> str:
    """Where the answer leads, or the path itself; its cost is noted."""
    headers = {"Accept-Encoding": "br"} | ({} if form is None else {"Origin": "http://localhost"})
    began = thread_time()
    answer = client.open(path, method="GET" if form is None else "POST", data=form, headers=headers)
    times.append(thread_time() - began)
    if answer.status_code >= 400:
        raise RuntimeError(f"{path}: {answer.status}")
    return answer.headers.get("Location", path)
