"""Pages that come only in a certain state: a policy's forms and warnings, and an answer that was not sent."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.accounts import people
from app.attempts import starting
from app.attempts.effective_policy import EffectivePolicy
from app.clock import present
from app.database.sessions import Database
from quizzes import bank
from quizzes.questions import resolve
from tests.browser.conftest import NewPage, Watch
from tests.browser.test_accessibility import THEMES, found_by_axe
from tests.browser.test_instructor_setup import code, enrol, open_class
from tests.browser.test_quizzes import records
from tests.conftest import Server

__all__ = ["records"]
SOON, EARLIER = "2090-12-01T23:59", "2020-12-01T23:59"


@pytest.fixture(params=[(width, theme) for width in (390, 1440) for theme in THEMES], ids=str)
def page(request: pytest.FixtureRequest, new_page: NewPage) -> Page:
    width, theme = request.param
    return new_page(viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce")


def states(page: Page, server: Server) -> Iterator[str]:
    """Walks from one state of the desk to the next, and names it."""
    open_class(page, server)
    overview, joined = page.url, code(page)
    enrol(server, joined, "Ada")
    page.goto(f"{overview}/policies/adam")
    _save(page, due=SOON, after_due=True, minutes="45")
    page.goto(f"{overview}/policies/adam")
    yield "held back"
    page.get_by_role("button", name="Release now").click()
    expect(page.get_by_text("Shown since")).to_be_visible()
    yield "released"
    page.get_by_role("button", name="Hold them back").click()
    _save(page, due=EARLIER, after_due=True, minutes="45")
    page.goto(f"{overview}/policies/adam")
    expect(page.get_by_text("Shown since it was due")).to_be_visible()
    yield "over"
    page.get_by_label("Minutes for one attempt").fill("ten")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "refused"
    page.goto(f"{overview}/policies/adam")
    _change_meanwhile(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Somebody changed this policy")).to_be_visible()
    yield "changed by somebody else"


def cut(page: Page, server: Server) -> None:
    """Extra minutes that the due time cuts, on the page of the learner who has them."""
    open_class(page, server)
    overview, joined = page.url, code(page)
    learner = enrol(server, joined, "Ada")
    page.goto(f"{overview}/policies/adam")
    _save(page, due=f"{present() + timedelta(minutes=20):%Y-%m-%dT%H:%M}", after_due=False, minutes="30")
    assert learner.ask("POST", "/quizzes/adam/attempts").status == 303
    page.goto(f"{overview}/roster")
    page.get_by_role("link", name="Ada").click()
    page.fill("#field-minutes-adam", "15")
    page.get_by_role("button", name="Save the exceptions").click()
    expect(page.get_by_text("The due time cuts the attempt under way")).to_be_visible()


def _change_meanwhile(page: Page) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Attempts allowed").fill("3")
    other.get_by_role("button", name="Save").click()
    other.wait_for_url("**/policies")
    other.close()


def _save(page: Page, due: str, minutes: str, *, after_due: bool) -> None:
    page.get_by_label("Due", exact=True).fill(due)
    page.get_by_label("Minutes for one attempt").fill(minutes)
    if after_due:
        page.get_by_role("radio", name=re.compile("After the quiz is due")).check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/policies")


def test_the_forms_of_a_release_fit_and_axe_finds_nothing(page: Page, server: Server, watch: Watch) -> None:
    for state in states(page, server):
        assert fits(page), state
        assert found_by_axe(page, state) == []
    watch.faults.clear()  # the refusal


def test_the_warning_of_minutes_that_are_cut_fits_and_axe_finds_nothing(page: Page, server: Server) -> None:
    cut(page, server)
    assert fits(page)
    assert found_by_axe(page, "minutes that are cut") == []


def test_the_page_of_an_answer_that_was_not_sent_fits_and_axe_finds_nothing(
    page: Page, records: Database, server: Server, watch: Watch
) -> None:
    asked = next(each for each in bank.load().questions if each.kind == "numeric")
    policy = EffectivePolicy(minutes=45)
    with records.write() as session:
        who, token = people.welcome(session, present())
        attempt = starting.start(session, who.id, "final", policy, [resolve(asked, "7")], 7, present())
    page.context.add_cookies([{"name": "learner", "value": token, "url": server.url}])
    page.goto(f"/attempts/{attempt}")
    expect(page.locator("[data-left]")).to_contain_text("minutes left")
    page.fill("[name=number]", "0.5")
    page.context.clear_cookies()
    page.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('.quiz-form'))")
    expect(page.get_by_role("heading", name="Not sent")).to_be_visible()
    assert fits(page)
    assert found_by_axe(page, "not sent") == []
    watch.faults.clear()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
