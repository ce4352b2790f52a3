"""A lost network, a lost sign-in, a second tab and the end of the time lose no answer."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select, update

from app.accounts import people
from app.attempts import starting
from app.attempts.effective_policy import ALONE, EffectivePolicy
from app.clock import present
from app.database.sessions import Database
from app.models import Attempt, AttemptItem, Draft, Response, Status
from quizzes import bank
from quizzes.questions import Resolved, resolve
from tests.browser import hands
from tests.browser.conftest import PATIENCE, NewPage, Watch
from tests.browser.test_quizzes import records
from tests.conftest import Server

__all__ = ["records"]
Begin = Callable[..., tuple[str, Resolved]]


@pytest.fixture
def begin(records: Database, server: Server) -> Begin:
    """Puts somebody before a question that takes a number, and one more after it."""
    asked = [each for each in bank.load().questions if each.kind == "numeric"][:2]

    def open_on(page: Page, minutes: int | None = None) -> tuple[str, Resolved]:
        drawn = [resolve(question, "7") for question in asked]
        with records.write() as session:
            who, token = people.welcome(session, present())
            policy = EffectivePolicy(minutes=minutes) if minutes else ALONE
            attempt = starting.start(session, who.id, "final", policy, drawn, 7, present())
        page.context.add_cookies([{"name": "learner", "value": token, "url": server.url}])
        page.goto(f"/attempts/{attempt}")
        return attempt, drawn[0]

    return open_on


def answers(records: Database, attempt: str) -> list[Response]:
    with records.read() as session:
        mine = select(Response).join(AttemptItem).join(Attempt).where(Attempt.public_id == attempt)
        return list(session.scalars(mine))


def right(resolved: Resolved) -> str:
    return hands.right(resolved)["number"][0]


def press_answer(page: Page) -> None:
    page.get_by_role("button", name="Answer", exact=True).click()


def saved(page: Page, text: str) -> None:
    expect(page.locator("[data-saved]")).to_contain_text(text)


def test_an_answer_without_a_network_stays_and_is_sent_once(
    page: Page, begin: Begin, records: Database, watch: Watch
) -> None:
    attempt, resolved = begin(page)
    page.context.set_offline(True)
    page.fill("[name=number]", right(resolved))
    press_answer(page)
    saved(page, "Not sent. It stays on this page")
    expect(page.locator("[name=number]")).to_have_value(right(resolved))
    assert answers(records, attempt) == []
    page.context.set_offline(False)
    page.wait_for_url("**/items/1")
    expect(page.locator(".quiz-verdict")).to_contain_text("Right")
    assert len(answers(records, attempt)) == 1
    watch.faults.clear()


def test_an_answer_whose_receipt_was_lost_is_recorded_once(
    page: Page, begin: Begin, records: Database, watch: Watch
) -> None:
    attempt, resolved = begin(page)
    lost: list[int] = []

    def lose_once(route: object) -> None:
        if lost:
            return route.continue_()  # type: ignore[attr-defined,no-any-return]
        lost.append(route.fetch(max_redirects=0).status)  # type: ignore[attr-defined]
        return route.abort()  # type: ignore[attr-defined,no-any-return]

    page.route("**/responses", lose_once)
    page.fill("[name=number]", right(resolved))
    press_answer(page)
    page.wait_for_url("**/items/1")
    assert lost == [303]
    assert len(answers(records, attempt)) == 1
    watch.faults.clear()


def test_a_draft_waits_for_the_network(page: Page, begin: Begin, watch: Watch) -> None:
    begin(page)
    page.context.set_offline(True)
    page.fill("[name=number]", "0.5")
    saved(page, "Not sent")
    page.fill("[name=number]", "0.25")
    page.context.set_offline(False)
    saved(page, "Draft saved")
    page.reload()
    expect(page.locator("[name=number]")).to_have_value("0.25")
    watch.faults.clear()


def signed_out(context: BrowserContext) -> Callable[[], None]:
    """Takes the cookie away; the answer brings it back, as signing in in another tab does."""
    kept = context.cookies()
    context.clear_cookies()
    return lambda: context.add_cookies(kept)  # type: ignore[arg-type]


def test_an_answer_without_a_session_waits_for_the_sign_in(
    page: Page, begin: Begin, records: Database, watch: Watch
) -> None:
    attempt, resolved = begin(page)
    sign_in = signed_out(page.context)
    page.fill("[name=number]", right(resolved))
    press_answer(page)
    saved(page, "once you are signed in again")
    expect(page.get_by_role("link", name="Sign in in another tab")).to_be_visible()
    assert answers(records, attempt) == []
    sign_in()
    page.wait_for_url("**/items/1")
    assert len(answers(records, attempt)) == 1
    watch.faults.clear()


def test_a_second_tab_s_first_change_is_kept(page: Page, begin: Begin, records: Database, watch: Watch) -> None:
    attempt, _ = begin(page)
    second = page.context.new_page()
    second.goto(f"/attempts/{attempt}")
    for text in ("1", "2", "3"):
        page.fill("[name=number]", text)
        saved(page, "Draft saved")
        with records.read() as session:
            mine = select(Draft.value).join(AttemptItem).join(Attempt).where(Attempt.public_id == attempt)
            assert session.scalars(mine).one()["number"] == [text]
    second.fill("[name=number]", "4")
    saved(second, "Draft saved")
    page.reload()
    expect(page.locator("[name=number]")).to_have_value("4")
    watch.faults.clear()


def test_a_tab_is_told_that_the_question_is_answered_in_another(page: Page, begin: Begin, watch: Watch) -> None:
    attempt, resolved = begin(page)
    second = page.context.new_page()
    second.goto(f"/attempts/{attempt}")
    page.fill("[name=number]", right(resolved))
    press_answer(page)
    page.wait_for_url("**/items/1")
    second.fill("[name=number]", "4")
    saved(second, "another page has answered this question")
    second.get_by_role("link", name="See the answer").click()
    second.wait_for_url("**/items/1")
    expect(second.get_by_role("heading", level=1)).to_be_visible()
    watch.faults.clear()


def test_when_the_time_is_up_the_page_hands_in_what_is_typed_and_leads_on(
    page: Page, begin: Begin, records: Database
) -> None:
    """The page's clock is turned on to the end; the server's deadline is set to match it."""
    page.clock.install()
    attempt, resolved = begin(page, minutes=10)
    page.clock.fast_forward("09:55")
    page.fill("[name=number]", right(resolved))
    with page.expect_response("**/draft"):
        page.clock.fast_forward("00:03")
    with records.write() as session:
        session.execute(update(Attempt).where(Attempt.public_id == attempt).values(deadline=present()))
    page.clock.fast_forward("00:04")
    expect(page.locator(".quiz-score")).to_contain_text("1/2")
    with records.read() as session:
        assert session.scalars(select(Attempt.status).where(Attempt.public_id == attempt)).one() is Status.EXPIRED


def test_the_clock_tells_a_threshold_once_and_not_at_each_page(page: Page, begin: Begin) -> None:
    page.clock.install()
    begin(page, minutes=4)
    shown, said = page.locator("[data-left]"), page.locator("[data-said]")
    for _ in range(2):
        expect(shown).to_contain_text("left")
        expect(said).to_be_empty()
        page.reload()
    expect(said).to_be_empty()
    page.clock.fast_forward("03:05")
    expect(said).to_have_text("1 minute left")


def test_a_threshold_that_is_crossed_between_two_pages_is_told_on_the_second(
    page: Page, begin: Begin, records: Database
) -> None:
    attempt, _ = begin(page, minutes=8)
    said = page.locator("[data-said]")
    expect(page.locator("[data-left]")).to_contain_text("8 minutes left")
    expect(said).to_be_empty()
    _leave(records, attempt, minutes=4.5)
    page.reload()
    expect(said).to_have_text("5 minutes left")
    page.reload()
    expect(page.locator("[data-left]")).to_contain_text("4:")
    expect(said).to_be_empty()


def _leave(records: Database, attempt: str, minutes: float) -> None:
    deadline = present() + timedelta(minutes=minutes)
    with records.write() as session:
        session.execute(update(Attempt).where(Attempt.public_id == attempt).values(deadline=deadline))


def test_without_scripts_the_page_says_that_nothing_will_happen_and_its_link_leads_on(
    new_page: NewPage, begin: Begin, records: Database
) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    attempt, resolved = begin(page, minutes=8)
    page.fill("[name=number]", right(resolved))
    press_answer(page)
    page.locator(".quiz-actions a.primary").click()
    expect(page.get_by_role("link", name="After it, go on to the result")).to_be_visible()
    assert "the page does not count down" in page.content()
    _leave(records, attempt, minutes=0)
    page.get_by_role("link", name="After it, go on to the result").click()
    expect(page.locator(".quiz-score")).to_contain_text("1/2")


def test_moving_the_computers_clock_does_not_move_the_countdown(page: Page, begin: Begin) -> None:
    page.add_init_script("const now = Date.now; Date.now = () => now() + (window.moved ?? 0);")
    begin(page, minutes=30)
    shown = page.locator("[data-left]")
    expect(shown).to_have_text("30 minutes left")
    page.evaluate("window.moved = 20 * 60 * 1000")
    page.wait_for_timeout(1500)
    expect(shown).to_have_text("30 minutes left")


def test_after_the_computer_slept_the_countdown_is_the_servers(page: Page, begin: Begin, records: Database) -> None:
    """Asleep, the clock that only counts stands still, and the other goes on."""
    page.add_init_script("const now = Date.now; Date.now = () => now() + (window.slept ?? 0);")
    attempt, _ = begin(page, minutes=30)
    shown = page.locator("[data-left]")
    expect(shown).to_have_text("30 minutes left")
    _leave(records, attempt, minutes=9.5)
    page.evaluate("window.slept = 20.5 * 60 * 1000")
    expect(shown).to_have_text("10 minutes left")


def test_a_page_kept_as_it_stood_while_its_answer_went_out_comes_back_alive(
    page: Page, begin: Begin, records: Database
) -> None:
    """A browser may keep a page whole and show it again on the way back: its fields are frozen, its answer given."""
    attempt, resolved = begin(page)
    page.route(
        "**/responses", lambda route: route.fetch(max_redirects=0)
    )  # the server has it, and the page never hears of it
    page.fill("[name=number]", right(resolved))
    press_answer(page)
    expect(page.locator("form [inert]").first).to_be_attached()
    _until_answered(page, records, attempt)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.get_by_role("heading", name="Question 2 of 2")).to_be_attached()
    expect(page.locator("form [inert]")).to_have_count(0)
    assert len(answers(records, attempt)) == 1


def test_the_way_back_after_an_answer_never_leads_to_the_question_as_if_it_were_open(
    page: Page, begin: Begin, records: Database
) -> None:
    attempt, resolved = begin(page)
    page.fill("[name=number]", right(resolved))
    press_answer(page)
    expect(page.locator(".quiz-actions a.primary")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Question 2 of 2")).to_be_attached()
    expect(page.locator("form [inert]")).to_have_count(0)
    expect(page.locator("[name=number]")).to_have_value("")
    page.goto(f"/attempts/{attempt}/items/1")
    expect(page.locator(".quiz-form")).to_have_count(0)
    assert len(answers(records, attempt)) == 1


def _until_answered(page: Page, records: Database, attempt: str) -> None:
    for _ in range(PATIENCE // 50):
        if answers(records, attempt):
            return
        page.wait_for_timeout(50)
    raise AssertionError("the answer never came")
