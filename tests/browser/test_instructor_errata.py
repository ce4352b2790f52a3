"""A question is corrected in a folder of the operator's own, and its class is marked again, in a real browser."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.database.sessions import Database
from app.models import (
    Attempt,
    AttemptItem,
    Grade,
    Learner,
    QuestionVersion,
    Response,
    ResponseChoice,
)
from optimizers.arithmetic import Array
from quizzes.questions import Resolved
from tests.browser.conftest import PATIENCE, NewPage
from tests.browser.test_accessibility import THEMES, Theme, violations
from tests.browser.test_instructor_setup import code, open_class
from tests.conftest import ROOT, Server, start_server, stop_server
from tests.takers import HttpBrowser, Taker

LEARNERS = 9
QUIZ, QUESTION = "gradient-descent", "descent-mini-batches"
TICKED = ((0, 1, 2), (0, 1), (0,), (3, 4), (0, 1, 2, 3))
"""What the learners tick, in turn, by the options' places in the bank."""
RIGHT, CORRECTED = (0, 1, 2), (0, 1)
"""The options that counted as right, and those that do after the correction."""
OLD = """gives more steps than with the full batch.'
right = true
because = """
NEW = """gives more steps than with the full batch.'
shows = [{ misconception = "bigger-batches-are-cheap" }]
because = """


@dataclass(frozen=True)
class Story:
    """A class whose question was corrected, the site restarted on the correction, and its people's cookies."""

    database: Database
    home: str
    teacher: list[dict[str, object]]
    learners: list[str]


@dataclass(frozen=True)
class Answers:
    """The raw records of one question. ticks: a row for each answer, a column for each option."""

    names: list[str]
    attempts: list[str]
    slots: list[int]
    ticks: Array
    marks: Array
    points: Array
    out_of: list[int]

    def worth(self, right: tuple[int, ...]) -> Array:
        """Right ticks / right options - wrong ticks / wrong options, never under 0."""
        key = np.isin(np.arange(self.ticks.shape[1]), right)
        worth: Array = np.maximum(0, self.ticks @ key / key.sum() - self.ticks @ ~key / (~key).sum())
        return worth


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("errata")


@pytest.fixture(scope="module")
def told(chromium: Browser, folder: Path) -> Iterator[tuple[Story, Server]]:
    """The class takes the quiz; the operator corrects the question in a copy and restarts the server on it."""
    first = start_server(folder, THREADS="8")
    database = Database(f"sqlite:///{folder / 'downhill.sqlite3'}")
    try:
        context = chromium.new_context(base_url=first.url)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        open_class(page, first)
        short, home = code(page), page.url.removeprefix(first.url)
        with ThreadPoolExecutor(4) as pool:
            learners = list(pool.map(lambda number: study(first, database, short, number), range(LEARNERS)))
        cookies = [dict(cookie) for cookie in context.cookies()]
        context.close()
    finally:
        stop_server(first)
    banks = corrected(folder)
    second = start_server(folder, BANKS=str(banks))
    yield Story(database, home, cookies, learners), second
    stop_server(second)
    database.dispose()


@pytest.fixture(scope="module")
def story(told: tuple[Story, Server]) -> Story:
    return told[0]


@pytest.fixture(scope="module")
def server(told: tuple[Story, Server]) -> Server:
    """The restarted one."""
    return told[1]


def study(server: Server, database: Database, short: str, number: int) -> str:
    """Takes the quiz until the question has come, ticks what is their turn, and has the rest right; their cookie."""
    learner = Taker(HttpBrowser(server.url), database)
    assert learner.sign_up(f"learner{number}@example.org", f"Learner {number}").status == 303
    assert learner.post(f"/join/{short}").status == 303
    for _ in range(8):
        attempt = learner.start(QUIZ)
        asked = {slot: learner.item(attempt, slot).resolved for slot in range(1, learner.size(attempt) + 1)}
        for slot, resolved in asked.items():
            here = resolved.question == QUESTION
            answer = ticks(resolved, TICKED[number % len(TICKED)]) if here else learner.right(attempt, slot)
            assert learner.answer(attempt, slot, answer).status == 303
        if any(resolved.question == QUESTION for resolved in asked.values()):
            assert learner.browser.token
            return learner.browser.token
    raise AssertionError(f"{QUESTION} was never drawn")


def ticks(resolved: Resolved, places: tuple[int, ...]) -> dict[str, list[str]]:
    return {"choice": [note.option for note in resolved.key.notes if note.source in places]}


def corrected(folder: Path) -> Path:
    """What README tells the operator to do."""
    banks = folder / "questions"
    course(folder, "banks", str(banks))
    file = banks / f"{QUIZ}.toml"
    assert file.read_text("utf-8").count(OLD) == 1
    file.write_text(file.read_text("utf-8").replace(OLD, NEW), "utf-8")
    assert "are sound" in course(folder, "check", BANKS=str(banks))
    return banks


def course(folder: Path, *arguments: str, **settings: str) -> str:
    environment = {**os.environ, "INSTANCE": str(folder), "DATABASE_URL": "", **settings}
    command = [sys.executable, "-m", "app.cli", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def answers(database: Database) -> Answers:
    with database.read() as session:
        rows = session.execute(
            select(Learner.name, Attempt, AttemptItem.id, AttemptItem.slot, Response.id.label("response"))
            .join(Attempt, Attempt.learner_id == Learner.id)
            .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
            .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
            .join(Response, Response.item_id == AttemptItem.id)
            .where(QuestionVersion.question == QUESTION)
            .order_by(Learner.name)
        ).all()
        chosen = {(each.response_id, each.option) for each in session.scalars(select(ResponseChoice))}
        latest = {each.item_id: each.fraction for each in session.scalars(select(Grade).order_by(Grade.seq))}
    table = np.array([[(row.response, option) in chosen for option in range(5)] for row in rows])
    return Answers(
        [row.name for row in rows],
        [row.Attempt.public_id for row in rows],
        [row.slot for row in rows],
        table.astype(float),
        np.array([latest[row.id] for row in rows], dtype=float),
        np.array([row.Attempt.points for row in rows]),
        [row.Attempt.out_of for row in rows],
    )


def open_as(page: Page, story: Story) -> Page:
    page.context.add_cookies(story.teacher)  # type: ignore[arg-type]  # as the other context gave them
    return page


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [1440, 390])
def test_the_dry_run_fits_and_axe_finds_nothing(new_page: NewPage, story: Story, theme: Theme, width: int) -> None:
    page = open_as(new_page(viewport={"width": width, "height": 900}, color_scheme=theme), story)
    assert violations(page, f"{story.home}/errata") == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_story_of_a_correction(new_page: NewPage, story: Story, server: Server) -> None:
    """Whose score would change, changing it, and what the gradebook and the learners see afterwards."""
    found = answers(story.database)
    before, after = found.worth(RIGHT), found.worth(CORRECTED)
    assert found.marks == pytest.approx(before, abs=1e-12)
    moved = [at for at in range(LEARNERS) if abs(after[at] - before[at]) > 1e-9]
    assert 0 < len(moved) < LEARNERS
    page = open_as(new_page(viewport={"width": 1440, "height": 900}), story)
    the_dry_run(page, story, found, moved)
    page.get_by_role("button", name=f"Change {len(moved)} marks").click()
    expect(page.get_by_role("status")).to_contain_text(f"{len(moved)} marks changed")
    expect(page.get_by_text("changes nothing more")).to_be_visible()
    assert answers(story.database).marks == pytest.approx(after, abs=1e-12)
    the_gradebook(page, story, found, after)
    a_learner(new_page(viewport={"width": 390, "height": 844}), story, found, moved[0], server)


def the_dry_run(page: Page, story: Story, found: Answers, moved: list[int]) -> None:
    """Each row is what NumPy makes of the raw records, and nothing has been written."""
    page.goto(f"{story.home}/errata")
    expect(page.get_by_text("Option 3, counts as")).to_be_visible()
    rows = [re.sub(r"\s+", " ", row.inner_text()) for row in page.locator(".errata-scores tbody tr").all()]
    before, after = found.worth(RIGHT), found.worth(CORRECTED)
    assert len(rows) == len(moved)
    for row, at in zip(rows, moved, strict=True):
        points = found.points[at] - before[at] + after[at]
        assert row.startswith(found.names[at])
        assert f"question {found.slots[at]}: {before[at]:.3g} → {after[at]:.3g}" in row
        assert f"{found.points[at]:.3g} → {points:.3g} of {found.out_of[at]}" in row
    assert answers(story.database).marks == pytest.approx(found.marks, abs=0)


def the_gradebook(page: Page, story: Story, found: Answers, after: Array) -> None:
    """Every learner's cell is their best attempt by the marks as they are now."""
    with story.database.read() as session:
        rows = session.execute(select(Learner.name, Attempt.public_id, Attempt.points, Attempt.out_of).join(Attempt))
        alike = [row for row in rows.all() if row.public_id not in found.attempts]
    page.goto(f"{story.home}/gradebook")
    for at, name in enumerate(found.names):
        points = found.points[at] - found.worth(RIGHT)[at] + after[at]
        others = [row.points / row.out_of for row in alike if row.name == name]
        best = max(points / found.out_of[at], *others) if others else points / found.out_of[at]
        shown = re.search(r"(\d+) %", page.get_by_role("row", name=name).locator("td").first.inner_text())
        assert shown
        assert int(shown[1]) == pytest.approx(100 * best, abs=0.5 + 1e-9)


def a_learner(page: Page, story: Story, found: Answers, at: int, server: Server) -> None:
    """The note on their own page leads to the answer with its new mark."""
    number = int(found.names[at].rpartition(" ")[2])
    page.context.add_cookies([{"name": "learner", "value": story.learners[number], "url": server.url}])
    page.goto("/me")
    expect(page.get_by_text("Questions were corrected after you answered them")).to_be_visible()
    page.get_by_role("link", name=f"Gradient descent, question {found.slots[at]}").click()
    expect(page.get_by_role("main")).to_contain_text("Partly right")
