"""A class of twenty takes quizzes at the same time; the instructor's pages show what NumPy makes of the raw records."""

import csv
import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from app.database.sessions import Database
from app.models import Learner, Section
from tests.browser.conftest import PATIENCE, NewPage
from tests.browser.test_accessibility import THEMES, Theme, violations
from tests.browser.test_instructor_setup import code, open_class
from tests.conftest import Server, start_server, stop_server
from tests.demo_classes import Class, RawAttempt, firsts, members, raw
from tests.takers import HttpBrowser, Taker

LEARNERS = 20
QUIZZES = ("gradient-descent", "momentum")
SHEET = re.compile(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]")


@dataclass(frozen=True)
class Story:
    """A class as it stands after the quizzes, and the cookies of its instructor."""

    found: Class
    cookies: list[dict[str, object]]

    @property
    def home(self) -> str:
        return f"/instructor/sections/{self.found.public_id}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over a database with nothing in it."""
    server = start_server(tmp_path_factory.mktemp("scores"), THREADS="8")
    yield server
    stop_server(server)


@pytest.fixture(scope="module")
def story(chromium: Browser, server: Server) -> Iterator[Story]:
    """The instructor makes a class in the browser; twenty learners join it by its code and take quizzes in parallel."""
    database = Database(f"sqlite:///{server.instance / 'downhill.sqlite3'}")
    context = chromium.new_context(base_url=server.url)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    open_class(page, server)
    short = code(page)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: study(server, database, short, number), range(LEARNERS)))
    yield Story(_class(database), [dict(cookie) for cookie in context.cookies()])
    context.close()
    database.dispose()


def study(server: Server, database: Database, short: str, number: int) -> None:
    """Learner `number` gets so many questions right as their number says; every fourth one tries again."""
    learner = Taker(HttpBrowser(server.url), database)
    assert learner.sign_up(f"learner{number}@example.org", f"Learner {number:02}").status == 303
    assert learner.post(f"/join/{short}").status == 303
    for place, quiz in enumerate(QUIZZES):
        learner.finish(learner.start(quiz), right=(number + place) % 5)
    if number % 4 == 0:
        learner.finish(learner.start(QUIZZES[0]), right=4)


def _class(database: Database) -> Class:
    with database.read() as session:
        section = session.scalars(select(Section)).one()
        teacher = session.scalars(select(Learner.id).where(Learner.instructor)).one()
        return Class(database, section.id, section.public_id, teacher)


@pytest.fixture
def instructor(story: Story, new_page: NewPage) -> Page:
    """The instructor's browser."""
    return signed_in(new_page(viewport={"width": 1440, "height": 900}), story)


def signed_in(page: Page, story: Story) -> Page:
    context: BrowserContext = page.context
    context.add_cookies(story.cookies)  # type: ignore[arg-type]  # as the other context gave them
    return page


def best(story: Story) -> dict[str, dict[str, float]]:
    """By name and quiz: the best share of the points, from the raw records."""
    names = {number: learner.name for number, learner in members(story.found).items()}
    found: dict[str, dict[str, float]] = {name: {} for name in names.values()}
    for attempt in raw(story.found):
        own = found[names[attempt.learner]]
        own[attempt.quiz] = max(own.get(attempt.quiz, 0.0), attempt.total / attempt.out_of)
    return found


def marks(attempts: list[RawAttempt], question: str) -> tuple[np.ndarray, np.ndarray]:
    found = [(item.mark, each.total) for each in attempts for item in each.items if item.question == question]
    return np.array([mark for mark, _ in found]), np.array([total for _, total in found])


def test_the_gradebook_shows_everybodys_best_and_a_cell_opens_the_attempt(instructor: Page, story: Story) -> None:
    instructor.goto(f"{story.home}/gradebook")

    rows = instructor.locator(".gradebook tbody tr")
    expect(rows).to_have_count(LEARNERS)
    known = best(story)
    for row in rows.all():
        name, cells = row.locator("th").inner_text(), row.locator("td").all_inner_texts()
        for quiz, text in zip(QUIZZES, cells, strict=False):
            assert f"{100 * known[name][quiz]:.0f} %" in text
    rows.first.locator("td a").first.click()
    expect(instructor.get_by_role("heading", name=re.compile("Learner 00: "))).to_be_visible()
    expect(instructor.get_by_text("4/4 (100 %)")).to_be_visible()


def test_the_spreadsheet_holds_the_raw_records_in_full(instructor: Page, story: Story) -> None:
    text = instructor.request.get(f"{story.home}/gradebook.csv").text()
    lines = list(csv.DictReader(io.StringIO(text, newline="")))

    known = best(story)
    assert len(lines) == LEARNERS
    for line in lines:
        shares = known[line["Name"]]
        assert float(line["Gradient descent"]) / 100 == pytest.approx(shares[QUIZZES[0]], abs=1e-9)
        assert float(line["Mean"]) / 100 == pytest.approx(np.mean(list(shares.values())), abs=1e-9)


def test_item_analysis_shows_what_numpy_finds_in_the_raw_records(instructor: Page, story: Story) -> None:
    attempts = firsts(story.found, "momentum")
    text = instructor.request.get(f"{story.home}/items/momentum.csv").text()
    lines = list(csv.DictReader(io.StringIO(text, newline="")))

    assert len(attempts) == LEARNERS
    assert sum(int(line["Attempts"]) for line in lines) == 4 * LEARNERS
    for line in lines:
        own, totals = marks(attempts, line["Question"])
        assert float(line["Facility"]) == pytest.approx(own.mean(), abs=1e-9)
        if line["Discrimination"]:
            assert float(line["Discrimination"]) == pytest.approx(np.corrcoef(own, totals - own)[0, 1], abs=1e-9)


def test_the_page_of_a_quiz_draws_its_charts_and_tells_them_in_words(instructor: Page, story: Story) -> None:
    instructor.goto(f"{story.home}/items/momentum")

    mean = np.mean([each.total / each.out_of for each in firsts(story.found, "momentum")])
    expect(instructor.get_by_text(f"First attempts: {100 * mean:.0f} % on average")).to_be_visible()
    charts = instructor.locator('[data-module="grading/item-charts"]')
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        expect(chart).to_have_attribute("data-drawn", "")
    assert charts.count() == 4


def test_a_mark_changed_by_hand_moves_the_score_and_keeps_its_history(instructor: Page, story: Story) -> None:
    instructor.goto(f"{story.home}/gradebook?text=Learner 05")
    instructor.locator(".gradebook tbody td a").first.click()
    question = instructor.locator("#question-4")
    question.get_by_text("Change this mark").click()
    question.get_by_label("Mark, from 0 to 1").fill("1")
    question.get_by_label("Why").fill("The picture was too small.")
    question.get_by_role("button", name="Give this mark").click()

    expect(question.get_by_text("The picture was too small.")).to_be_visible()
    expect(question.get_by_role("heading")).to_contain_text("1 of 1")


def test_the_table_is_copied_for_pasting(instructor: Page, story: Story) -> None:
    instructor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    instructor.goto(f"{story.home}/gradebook")
    instructor.get_by_role("link", name="Copy to paste").click()
    expect(instructor.get_by_text("Copied: paste it")).to_be_visible()
    assert instructor.evaluate("navigator.clipboard.readText()").count("\n") == LEARNERS + 1


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_are_accessible_and_fit(new_page: NewPage, story: Story, theme: Theme, width: int) -> None:
    page = signed_in(new_page(viewport={"width": width, "height": 900}, color_scheme=theme), story)
    attempt = raw(story.found)[0].public_id
    for path in ("gradebook", "items", "items/momentum", f"attempts/{attempt}"):
        assert violations(page, f"{story.home}/{path}") == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_on_the_narrowest_phone_the_tables_of_item_analysis_are_lists_that_name_their_figures(
    new_page: NewPage, story: Story
) -> None:
    page = signed_in(new_page(viewport={"width": 320, "height": 640}), story)
    page.goto(f"{story.home}/items/momentum")
    cells = page.evaluate("""[...document.querySelectorAll('.items-table td')].map((cell) => [
        getComputedStyle(cell).display, getComputedStyle(cell, '::before').content, cell.dataset.label])""")
    assert cells
    assert [each for each in cells if each[:2] != ["grid", f'"{each[2]}"']] == []
    rows = page.evaluate("[...document.querySelectorAll('.masthead nav li')].map((place) => place.offsetTop)")
    assert len(rows) >= 5
    assert len({*rows}) == 1, "the places of the site stand in one row"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_gradebook_lies_on_its_side_from_its_first_sheet_on(instructor: Page, story: Story) -> None:
    instructor.goto(f"{story.home}/gradebook")
    sheets = SHEET.findall(instructor.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1  # twenty lines under the section's name
    assert all(float(width) > float(height) for width, height in sheets)


def test_item_analysis_prints_each_of_its_charts_looked_at_or_not(instructor: Page, story: Story) -> None:
    instructor.set_viewport_size({"width": 1440, "height": 300})
    instructor.goto(f"{story.home}/items/momentum")
    charts = instructor.locator(".item-charts .chart")
    assert charts.count() == 4
    instructor.emulate_media(media="print")
    instructor.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for chart in charts.all():
        expect(chart.locator(".chart-paper svg :is(.bars, .dots)").first).to_be_visible()
        expect(chart.locator(".chart-plot")).to_be_hidden()


def test_a_question_and_its_formulas_flow_in_one_line_of_text(instructor: Page, story: Story) -> None:
    instructor.goto(f"{story.home}/items/momentum")
    summary = instructor.locator("details > summary:has(math)").first
    assert summary.evaluate("each => getComputedStyle(each).display") in ("block", "list-item")


def test_a_time_that_nobody_set_looks_empty(instructor: Page, story: Story) -> None:
    instructor.goto(f"{story.home}/policies/adam")
    opens = instructor.get_by_label("Opens")
    expect(opens).to_have_attribute("data-unset", "")
    opens.fill("2026-12-01T08:00")
    expect(opens).not_to_have_attribute("data-unset", "")
