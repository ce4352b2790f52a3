"""Quizzes from start to finish in a real browser: by mouse, by fingers, by keyboard and without scripts."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from app.accounts import people
from app.attempts import starting
from app.attempts.effective_policy import ALONE, EffectivePolicy
from app.clock import present
from app.database.sessions import Database
from quizzes import bank
from quizzes.questions import Resolved, resolve
from tests.browser import hands
from tests.browser.conftest import NewPage, Watch
from tests.conftest import Server
from tests.takers import Taker

QUIZZES = [quiz.id for quiz in bank.load().quizzes]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def records(server: Server) -> Iterator[Database]:
    database = Database(f"sqlite:///{server.instance / 'downhill.sqlite3'}", server.key)
    yield database
    database.dispose()


def resolved(page: Page, records: Database) -> Resolved:
    """The question on the page, with its key."""
    attempt = page.url.split("/attempts/")[1].split("/")[0]
    slot = int(page.locator("h1").inner_text().split()[1])
    return Taker(None, records).item(attempt, slot).resolved  # type: ignore[arg-type]


def take(page: Page, records: Database, give: hands.Give, press: Callable[[Locator], object]) -> None:
    """Answers everything as it should be, up to the result."""
    while page.locator(".quiz-form").count():
        give(page, resolved(page, records))
        expect(page.locator(".quiz-verdict")).to_contain_text("Right")
        hands.go_on(page, press)
        page.wait_for_url("**/attempts/*")


def begin(page: Page, quiz: str, press: Callable[[Locator], object]) -> None:
    page.goto(f"/quizzes/{quiz}")
    press(page.get_by_role("button", name="Start"))
    page.wait_for_url("**/attempts/*")


@pytest.mark.parametrize("quiz", QUIZZES)
def test_every_quiz_can_be_taken_by_mouse(page: Page, records: Database, quiz: str) -> None:
    begin(page, quiz, Locator.click)
    take(page, records, hands.by_mouse, Locator.click)
    expect(page.locator(".quiz-score")).to_contain_text("Perfect")


@pytest.mark.parametrize("quiz", QUIZZES)
def test_every_quiz_can_be_taken_on_a_phone(new_page: NewPage, records: Database, quiz: str) -> None:
    page = new_page(**PHONE)
    begin(page, quiz, Locator.tap)
    take(page, records, hands.by_touch, Locator.tap)
    expect(page.locator(".quiz-score")).to_contain_text("Perfect")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def press_enter(locator: Locator) -> None:
    """Comes by Tab, and presses Enter."""
    page = locator.page
    locator.wait_for()
    for _ in range(hands.MOST_TABS):
        if locator.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError("no way there by Tab")


@pytest.mark.parametrize("quiz", ["gradient-descent", "final"])
def test_a_quiz_can_be_taken_by_keyboard(page: Page, records: Database, quiz: str) -> None:
    begin(page, quiz, press_enter)
    take(page, records, hands.by_keyboard, press_enter)
    expect(page.locator(".quiz-score")).to_contain_text("Perfect")


@pytest.mark.parametrize("quiz", ["momentum", "final"])
def test_a_quiz_can_be_taken_without_scripts(new_page: NewPage, records: Database, quiz: str) -> None:
    page = new_page(java_script_enabled=False)
    begin(page, quiz, Locator.click)
    while page.locator(".quiz-form").count():
        hands.without_scripts(page, resolved(page, records))
        assert "Right" in page.locator(".quiz-verdict").inner_text()
        page.locator(".quiz-actions a.primary").click()
    assert "Perfect" in page.locator(".quiz-score").inner_text()


@pytest.fixture
def all_kinds(records: Database, server: Server) -> Callable[[Page], list[Resolved]]:
    """Puts somebody before an attempt with one question of each kind."""
    kinds = {question.kind: question for question in bank.load().questions}
    drawn = [resolve(question, "7") for question in kinds.values()]

    def open_on(page: Page) -> list[Resolved]:
        with records.write() as session:
            who, token = people.welcome(session, present())
            attempt = starting.start(session, who.id, "final", ALONE, drawn, 7, present())
        page.context.add_cookies([{"name": "learner", "value": token, "url": server.url}])
        page.goto(f"/attempts/{attempt}")
        return drawn

    return open_on


def go_to(page: Page, questions: list[Resolved], kind: str) -> Resolved:
    """Answers up to the question of this kind."""
    for question in questions:
        if question.kind == kind:
            return question
        hands.by_mouse(page, question)
        hands.go_on(page, Locator.click)
        page.wait_for_url("**/attempts/*")
    raise AssertionError(kind)


OpenOn = Callable[[Page], list[Resolved]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_anybody_from_any_kind_of_question(new_page: NewPage, all_kinds: OpenOn, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    for question in all_kinds(page):
        assert violations(page) == [], question.kind
        hands.by_mouse(page, question)
        page.wait_for_url("**/items/*")
        assert violations(page) == [], question.kind
        hands.go_on(page, Locator.click)
        page.wait_for_url("**/attempts/*")
    assert violations(page) == []
    for path in ("/me", "/quizzes", "/quizzes/final", "/sign-up", "/sign-in", "/me/deletion"):
        page.goto(path)
        assert violations(page) == [], path


def violations(page: Page) -> list[str]:
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


def test_feedback_takes_the_focus(page: Page, all_kinds: OpenOn) -> None:
    question, *_ = all_kinds(page)
    hands.by_mouse(page, question)
    expect(page.locator(".quiz-verdict")).to_be_focused()


def test_the_feedback_leads_to_the_lesson_s_stage_set_to_show_it(page: Page, all_kinds: OpenOn) -> None:
    question, *_ = all_kinds(page)
    hands.by_mouse(page, question)
    page.get_by_role("link", name="See it on the stage").click()
    page.wait_for_url(f"**/lessons/{question.key.lesson}?**")
    expect(page.locator(".error-summary")).to_have_count(0)


def test_an_answer_that_cannot_be_read_gives_a_summary_that_takes_the_focus(
    page: Page, all_kinds: OpenOn, watch: Watch
) -> None:
    go_to(page, all_kinds(page), "numeric")
    page.fill("[name=number]", "a third")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("[name=number]")).to_have_value("a third")
    page.locator(".error-summary a").click()
    expect(page.locator("[name=number]")).to_be_focused()
    watch.faults.clear()  # a browser logs a 400


def test_a_draft_is_called_saved_once_it_is_and_comes_back(page: Page, all_kinds: OpenOn) -> None:
    go_to(page, all_kinds(page), "numeric")
    page.fill("[name=number]", "0.125")
    expect(page.locator("[data-saved]")).to_have_text("Draft saved")
    page.reload()
    expect(page.locator("[name=number]")).to_have_value("0.125")


def test_closing_the_browser_loses_no_saved_answer(new_page: NewPage, records: Database) -> None:
    page = new_page()
    begin(page, "adam", Locator.click)
    hands.by_mouse(page, resolved(page, records))
    page.wait_for_url("**/items/1")
    kept = page.context.storage_state()
    page.context.close()
    page = new_page(storage_state=kept)
    page.goto("/quizzes/adam")
    page.get_by_role("link", name="Go on where you were").click()
    expect(page.locator("h1")).to_have_text("Question 2 of 4")


def test_arrow_keys_move_the_mark_and_its_coordinates(page: Page, all_kinds: OpenOn) -> None:
    go_to(page, all_kinds(page), "point")
    plot, x = page.locator("[data-pick]"), page.locator("[name=x]")
    hands.tab_to(page, "[data-pick]")
    page.keyboard.press("ArrowRight")
    before = float(x.input_value())
    page.keyboard.press("Shift+ArrowRight")
    scale, width = float(plot.get_attribute("data-scale") or 1), float(plot.get_attribute("data-width") or 1)
    height = float(plot.get_attribute("data-height") or 1)
    assert float(x.input_value()) - before == pytest.approx(0.1 * max(width, height) / scale, rel=0.02)
    expect(page.locator("[data-mark]")).to_be_visible()


def test_a_challenge_draws_the_run_that_its_sliders_set(page: Page, all_kinds: OpenOn) -> None:
    go_to(page, all_kinds(page), "challenge")
    preview, outcome = page.locator("[data-preview]"), page.locator("[data-outcome]")
    expect(outcome).not_to_be_empty()
    before = preview.get_attribute("points")
    slider = page.locator(".quiz-setting input[type=range]").first
    slider.press("End")
    expect(preview).not_to_have_attribute("points", before or "")


def test_not_you_forgets_the_visitor_in_one_click(page: Page, all_kinds: OpenOn) -> None:
    all_kinds(page)
    page.goto("/me")
    page.get_by_role("button", name="Not you?").click()
    page.wait_for_url("**/")
    page.goto("/me")
    expect(page.locator("main")).to_contain_text("Nothing is recorded about you yet")


def test_signing_up_and_in_by_form_leads_to_one_s_progress(page: Page, all_kinds: OpenOn) -> None:
    all_kinds(page)
    email = f"ada{present().timestamp():.0f}@example.org"
    page.goto("/sign-up")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill("a long enough one")
    page.get_by_role("button", name="Sign up").click()
    expect(page.locator("main")).to_contain_text(email)
    expect(page.get_by_role("link", name="Final quiz, 1")).to_be_visible()


@pytest.fixture
def timed(records: Database, server: Server) -> Callable[[Page, int], str]:
    """Puts somebody before an attempt that ends in so many minutes."""

    def open_on(page: Page, minutes: int) -> str:
        drawn = [resolve(question, "7") for question in bank.load().questions[:2]]
        with records.write() as session:
            who, token = people.welcome(session, present())
            attempt = starting.start(
                session, who.id, "gradient-descent", EffectivePolicy(minutes=minutes), drawn, 7, present()
            )
        page.context.add_cookies([{"name": "learner", "value": token, "url": server.url}])
        page.goto(f"/attempts/{attempt}")
        return attempt

    return open_on


def test_the_time_left_is_shown_and_said_at_five_minutes_at_one_and_at_the_end(
    page: Page, timed: Callable[[Page, int], str]
) -> None:
    """By the browser's own clock, which the test turns: how fast the machine is does not matter."""
    page.clock.install(time="2001-01-01T00:00:00")  # a clock that is years behind
    timed(page, 30)
    shown, said = page.locator("[data-left]"), page.locator("[data-said]")
    expect(shown).to_have_text("30 minutes left")
    expect(said).to_be_empty()
    page.clock.fast_forward("24:50")
    expect(shown).to_have_text(re.compile(r"6 minutes left|[45]:\d\d left"))
    page.clock.fast_forward("01:00")
    expect(shown).to_have_text(re.compile(r"[34]:\d\d left"))
    expect(said).to_have_text("5 minutes left")
    page.clock.fast_forward("03:20")
    expect(said).to_have_text("1 minute left")
    page.clock.fast_forward("01:00")
    expect(shown).to_have_text("Time is up.")
    expect(said).to_have_text("Time is up.")


def test_a_deadline_far_away_stands_in_words_alone(page: Page, timed: Callable[[Page, int], str]) -> None:
    timed(page, 600)
    expect(page.locator(".quiz-clock time")).to_be_visible()
    expect(page.locator("[data-left]")).to_be_empty()


def test_without_scripts_the_deadline_stands_there_in_words(
    new_page: NewPage, timed: Callable[[Page, int], str]
) -> None:
    page = new_page(java_script_enabled=False)
    timed(page, 30)
    expect(page.locator(".quiz-clock")).to_contain_text("Answers count until")
    expect(page.locator("[data-left]")).to_be_hidden()


def test_the_clock_moves_nothing_when_it_starts(new_page: NewPage, timed: Callable[[Page, int], str]) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    page.clock.install()
    timed(page, 30)
    expect(page.locator("[data-left]")).to_have_text("30 minutes left")
    place = "stem => stem.getBoundingClientRect().top"
    with_time = page.locator(".quiz-stem").evaluate(place)
    page.locator("[data-left]").evaluate("left => (left.textContent = '')")
    assert page.locator(".quiz-stem").evaluate(place) == pytest.approx(with_time, abs=0.5)
