"""A class's gradebook and item analysis, at 500 and at 50,000 learners, against bare SQL in the same run.

Each learner has tried all seven quizzes, the first one three times; the questions' texts are left out, as no figure
reads them but one sample a question. The gradebook's reference is SQL written by hand for this class (by_hand.sql):
it knows that the best attempt counts everywhere, and that nobody has an exception. The item analysis' reference is its
own statements, sent and fetched by sqlite3 itself.
"""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from sqlite3 import connect
from time import thread_time
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urlencode

from sqlalchemy import event
from sqlalchemy.orm import Session

import migrations
from app import create_app
from app.accounts import people
from app.clock import present
from app.config import Config
from app.database.sessions import Database
from app.grading import gradebook, item_analysis
from app.grading.gradebook import GradebookQuery
from app.grading.item_figures import Analysis
from app.models import Learner, Membership, Role
from app.web.context import site_of
from benchmarks.clock import medians
from benchmarks.report import Row
from quizzes import bank

CLASSES = (500, 50_000)
GOAL = 2.0
ITEMS = 4
QUESTIONS = 8
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
AT_NOW = "2026-11-01 12:00:00.000000"
AT = "'2026-10-20 12:00:00.000000'"
QUIZ = "gradient-descent"
ROUNDS, REPEATS = 3, 5
HTML_GOALS = {500: 10, 50_000: 60, 500_000: 400}
PAGES = {
    "by name": GradebookQuery(),
    "by mean": GradebookQuery("overall", True),
    "who needs help": GradebookQuery(needs_help=True),
}

BY_HAND = dict(re.findall(r"-- (.+):\n([^;]+);", Path(__file__).with_name("by_hand.sql").read_text()))
"""The statements by what they are for."""

Work: TypeAlias = Callable[[Session], object]


class Asked(NamedTuple):
    """A statement and the values in it."""

    statement: str
    parameters: tuple[Any, ...] | dict[str, Any]


def rows() -> Iterator[Row]:
    for learners in CLASSES:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "records.sqlite3"
            database = Database(f"sqlite:///{file}")
            migrations.upgrade(database.writer)
            fill(file, learners)
            yield from _measure(database, file, learners)
            yield from _html(file, learners)
            database.dispose()


def _html(file: Path, learners: int) -> Iterator[Row]:
    """The page of fifty as a browser gets it: the least processor time of a few, for the machine may be shared."""
    config = Config(instance=file.parent, database_url=f"sqlite:///{file}", secret_key="bench", compressed=False)
    app = create_app(config)
    database = site_of(app).database
    client = app.test_client()
    client.set_cookie("learner", _instructor(database))
    for name, query in {
        **PAGES,
        "by one quiz": GradebookQuery(QUIZ),
        "by last activity": GradebookQuery("active"),
    }.items():
        address = f"/instructor/sections/section/gradebook?{urlencode(query.address())}"
        least = min(_processor_time(partial(client.get, address)) for _ in range(REPEATS))
        goal = HTML_GOALS[learners]
        what = f"gradebook as HTML, {name}, {learners:,} learners"
        yield Row(what, f"{1e3 * least:,.1f} ms", "–", "–", f"≤ {goal} ms of processor", 1e3 * least <= goal)
    database.dispose()


def _instructor(database: Database) -> str:
    """The token of somebody who teaches the class."""
    with database.write() as session:
        ida = Learner(name="Ida", email="ida@example.org", instructor=True, created_at=NOW, seen_at=NOW)
        session.add(ida)
        session.flush()
        session.add(Membership(section_id=1, learner_id=ida.id, role=Role.INSTRUCTOR, joined_at=NOW))
        return people.remember(session, ida.id, present())


def _processor_time(call: Callable[[], object]) -> float:
    began = thread_time()
    call()
    return thread_time() - began


def _measure(database: Database, file: Path, learners: int) -> Iterator[Row]:
    works: dict[str, Work] = {f"gradebook page {name}": partial(read_page, query) for name, query in PAGES.items()}
    works["gradebook as a whole"] = lambda session: [*_values(session)]
    for name, work in works.items():
        by_hand = Asked(BY_HAND[name.removeprefix("gradebook ")], {"now": AT_NOW})
        page, bare = reading(database, work), _bare(file, (by_hand,))
        yield _compared(f"{name}, {learners:,} learners", page, bare, "SQL by hand")
    page = reading(database, read_items)
    yield _compared(f"item analysis, {learners:,} learners", page, _bare(file, _asked(database, page)), "its own SQL")


def read_page(query: GradebookQuery, session: Session) -> gradebook.GradebookPage:
    return gradebook.page(session, 1, query, NOW)


def _values(session: Session) -> Iterator[gradebook.Values]:
    return gradebook.table(session, 1, GradebookQuery(), NOW, UTC)


def read_items(session: Session) -> Analysis:
    return item_analysis.analysis(session, 1, QUIZ, UTC, NOW)


def reading(database: Database, work: Work) -> Callable[[], object]:
    def run() -> object:
        with database.read() as session:
            return work(session)

    return run


def _asked(database: Database, page: Callable[[], object]) -> tuple[Asked, ...]:
    """The statements that the page sends, with their values."""
    asked: list[Asked] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: tuple[Any, ...], *_: object) -> None:
        if statement != "BEGIN":
            asked.append(Asked(statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    page()
    event.remove(database.engine, "before_cursor_execute", note)
    return tuple(asked)


def _bare(file: Path, asked: tuple[Asked, ...]) -> Callable[[], object]:
    """The statements with nothing but sqlite3 around them, on a connection that is warm as the page's is."""
    connection = connect(file)

    def run() -> object:
        return [connection.execute(*each).fetchall() for each in asked]

    return run


def _compared(what: str, page: Callable[[], object], bare: Callable[[], object], kind: str) -> Row:
    taken = medians({"page": page, "bare": bare}, ROUNDS)
    ratio = taken["page"] / taken["bare"]
    figure, reference = (f"{1000 * taken[name]:,.1f} ms" for name in ("page", "bare"))
    return Row(what, figure, f"{kind} {reference}", f"{ratio:.2f} times", f"at most {GOAL:g} times", ratio <= GOAL)


def fill(file: Path, learners: int) -> None:
    """A class made by SQL: answers right or wrong by a fixed rule of whole numbers."""
    with closing(connect(file)) as connection:
        connection.executescript(f"""
            PRAGMA synchronous=OFF;
            BEGIN;
            INSERT INTO course (id, title, created_at) VALUES (1, 'Course', {AT});
            INSERT INTO section (id, public_id, course_id, name, time_zone, demo, created_at)
                VALUES (1, 'section', 1, 'Section', 'UTC', 0, {AT});
            {_quizzes()}
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {learners})
            INSERT INTO learner (id, public_id, name, name_key, instructor, created_at, seen_at)
                SELECT i, 'learner-' || i, 'Name ' || (i * 7919 % 99991), 'name ' || (i * 7919 % 99991), 0, {AT}, {AT}
                FROM n;
            INSERT INTO membership (section_id, learner_id, role, joined_at) SELECT 1, id, 'learner', {AT} FROM learner;
            {_attempts()}
            COMMIT;
            ANALYZE;
        """)


def _quizzes() -> str:
    quizzes = "".join(
        f"INSERT INTO policy (section_id, quiz, due_at, counting, feedback, revision) "
        f"VALUES (1, '{quiz}', {AT}, 'best', 'now', 1);\n"
        for quiz in gradebook.quizzes(bank.load())
    )
    versions = "".join(
        f"INSERT INTO question_version (id, question, number, sha256, body, created_at) "
        f"VALUES ({number}, 'question-{number}', 1, x'00', '{{}}', {AT});\n"
        for number in range(1, QUESTIONS + 1)
    )
    return f"CREATE TEMP TABLE tried (quiz TEXT, number INTEGER);\n{_tried()}{quizzes}{versions}"


def _tried() -> str:
    tried = [(quiz, 1) for quiz in gradebook.quizzes(bank.load())] + [(QUIZ, 2), (QUIZ, 3)]
    return "".join(f"INSERT INTO tried VALUES ('{quiz}', {number});\n" for quiz, number in tried)


def _attempts() -> str:
    """Attempts, their items, answers and grades, and points that follow from the grades."""
    slots = " UNION ALL ".join(f"SELECT {slot} AS value" for slot in range(1, ITEMS + 1))
    right = "((item.attempt_id * 31 + item.slot * 17 + attempt.learner_id * 7) % 10 < 3 + attempt.learner_id % 6)"
    shown = '{"kind": "single", "stem": "", "instruction": ""}'
    key = '{"kind": "single", "because": "", "lesson": "", "show": ""}'
    return f"""
        INSERT INTO attempt (public_id, quiz, learner_id, section_id, number, status, seed, opened_at, closed_at,
                             points, out_of)
            SELECT 'attempt-' || learner.id || '-' || tried.rowid, tried.quiz, learner.id, 1, tried.number, 'submitted',
                   1, {AT}, '2026-10-20 12:0' || (learner.id % 9) || ':30.000000', 0, {ITEMS}
            FROM learner CROSS JOIN tried;
        INSERT INTO attempt_item (attempt_id, slot, question_version_id, lesson, objective, seed, shown, key)
            SELECT attempt.id, slot.value, 1 + (attempt.id * 5 + slot.value * 2) % {QUESTIONS}, '{QUIZ}', '', '',
                   '{shown}', '{key}'
            FROM attempt CROSS JOIN ({slots}) AS slot WHERE attempt.quiz = '{QUIZ}';
        INSERT INTO response (item_id, value, idempotency_key, given_at)
            SELECT id, '{{}}', 'key-key-key', {AT} FROM attempt_item;
        INSERT INTO response_choice (response_id, "option") SELECT id, item_id % 4 FROM response;
        INSERT INTO response_misconception (response_id, misconception)
            SELECT id, 'idea-' || item_id % 5 FROM response WHERE item_id % 3 = 0;
        INSERT INTO grade (item_id, seq, fraction, source, created_at)
            SELECT item.id, 1, {right}, 'auto', {AT}
            FROM attempt_item AS item JOIN attempt ON attempt.id = item.attempt_id;
        UPDATE attempt SET points = coalesce((SELECT sum(fraction) FROM grade JOIN attempt_item AS item
            ON item.id = item_id WHERE item.attempt_id = attempt.id), learner_id % {ITEMS + 1});
    """
