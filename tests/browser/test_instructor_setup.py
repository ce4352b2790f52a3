"""From an empty database to a class in real Chromium: the printed link, a code, learners, terms and exceptions."""

import re
from itertools import count

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from app.commands.add_instructor import command
from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import THEMES, Theme, violations
from tests.conftest import Server
from tests.takers import PASSWORD, HttpBrowser

_numbers = count(1)


def link(server: Server, email: str) -> str:
    """What `course add-instructor` prints for this site."""
    environment = {**server.environment, "DATABASE_URL": server.environment.get("DATABASE_URL", "")}
    told = CliRunner().invoke(command, [email, "--name", "Emmy Noether", "--site", server.url], env=environment)
    assert told.exit_code == 0, told.output
    return told.output.strip()


@pytest.fixture
def instructor(page: Page, server: Server) -> Page:
    """The overview of a class that was just made, from the printed link on."""
    open_class(page, server)
    return page


def open_class(page: Page, server: Server) -> None:
    page.goto(link(server, f"emmy{next(_numbers)}@example.org"))
    page.get_by_label("The new password").fill(PASSWORD)
    page.get_by_role("button", name="Set the password and sign in").click()
    page.get_by_label("Course").fill("Optimisation")
    page.get_by_label("Section").fill("Monday group")
    page.get_by_role("button", name="Make the class").click()
    page.wait_for_url("**/instructor/sections/*")


def code(page: Page) -> str:
    return re.sub(r"\W", "", page.locator(".join-code").inner_text())


def enrol(server: Server, code: str, name: str) -> HttpBrowser:
    browser = HttpBrowser(server.url)
    email = f"{name.lower()}{next(_numbers)}@example.org"
    browser.ask("POST", "/sign-up", {"name": name, "email": email, "password": PASSWORD})
    assert browser.ask("POST", f"/join/{code}").status == 303
    return browser


def test_the_printed_link_leads_straight_to_a_class(page: Page, server: Server) -> None:
    open_class(page, server)
    expect(page.get_by_role("heading", name="Joining")).to_be_visible()
    assert len(code(page)) == 8


def test_the_time_zone_is_the_browsers_own_until_somebody_says_otherwise(new_page: NewPage, server: Server) -> None:
    page = new_page(timezone_id="Asia/Tokyo")
    open_class(page, server)
    expect(page.get_by_text("Its time zone is Asia/Tokyo")).to_be_visible()


def test_the_projector_shows_a_square_code_and_the_link(instructor: Page) -> None:
    short = code(instructor)
    instructor.get_by_role("link", name="Show it on a projector").click()
    picture = instructor.get_by_role("img", name=re.compile(f"QR code of .*{short}"))
    box = picture.bounding_box()
    assert box is not None
    assert abs(box["width"] - box["height"]) < 1
    assert box["height"] > 300


def test_a_learner_signs_up_by_the_link_and_sees_what_is_due(instructor: Page, new_page: NewPage) -> None:
    short = code(instructor)
    instructor.get_by_role("link", name="Policies", exact=True).click()
    instructor.get_by_role("link", name="Change the policy of Adam").click()
    instructor.get_by_label("Due", exact=True).fill("2090-12-01T23:59")
    instructor.get_by_label("Attempts allowed").fill("2")
    instructor.get_by_role("button", name="Save").click()
    expect(instructor.get_by_role("row", name=re.compile("Adam .*Fri 1 Dec 2090, 23:59"))).to_be_visible()

    learner = new_page(viewport={"width": 390, "height": 844})
    learner.goto(f"/join/{short}")
    learner.get_by_role("link", name="Sign up").click()
    learner.get_by_label("Name").fill("Ada")
    learner.get_by_label("E-mail address").fill(f"ada{next(_numbers)}@example.org")
    learner.get_by_label("Password").fill(PASSWORD)
    learner.get_by_role("button", name="Sign up").click()
    learner.get_by_role("button", name="Join as Ada").click()
    row = learner.get_by_role("row", name=re.compile("Adam"))
    expect(row).to_contain_text("Fri 1 Dec 2090, 23:59")


def test_two_instructors_at_once_the_second_is_told_and_keeps_what_they_typed(instructor: Page) -> None:
    instructor.get_by_role("link", name="Policies", exact=True).click()
    instructor.get_by_role("link", name="Change the policy of Adam").click()
    other = instructor.context.new_page()
    other.goto(instructor.url)
    for page, minutes in ((instructor, "20"), (other, "35")):
        page.get_by_label("Minutes for one attempt").fill(minutes)
        page.get_by_role("button", name="Save").click()
    expect(other.get_by_role("alert")).to_contain_text("Somebody changed this policy")
    expect(other.get_by_role("alert")).to_contain_text("20 minutes")
    expect(other.get_by_label("Minutes for one attempt")).to_have_value("35")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("row", name=re.compile("Adam .*35 min"))).to_be_visible()


def test_everything_works_without_scripts(new_page: NewPage, server: Server) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(link(server, f"emmy{next(_numbers)}@example.org"))
    page.get_by_label("The new password").fill(PASSWORD)
    page.get_by_role("button", name="Set the password and sign in").click()
    page.get_by_label("Course").fill("Optimisation")
    page.get_by_label("Section").fill("Monday group")
    page.get_by_label("Time zone").fill("Europe/Paris")
    page.get_by_role("button", name="Make the class").click()
    enrol(server, code(page), "Ada")
    page.get_by_role("link", name="Roster").click()
    page.get_by_role("link", name="Ada").click()
    page.get_by_label("Adam: more attempts").fill("2")
    page.get_by_role("button", name="Save the exceptions").click()
    expect(page.get_by_label("Adam: more attempts")).to_have_value("2")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [1440, 768, 390])
def test_the_pages_of_a_class_fit_and_axe_finds_nothing(
    new_page: NewPage, server: Server, theme: Theme, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce")
    open_class(page, server)
    home = page.url
    enrol(server, code(page), "Ada")
    page.goto(f"{home}/invitations")
    page.get_by_label("Or paste it").fill("Sofia Kovalevskaya;sofia@example.org\nÉmilie\nIvo;ivo@example.org")
    page.get_by_role("button", name="Look at it first").click()
    found = violations(page, page.url)
    page.get_by_role("button", name="Make 2 invitations").click()
    page.goto(f"{home}/roster")
    member = page.get_by_role("link", name="Ada").get_attribute("href")
    pages = ("", "/roster", "/policies", "/policies/adam", "/invitations", "/settings", "/errata", "/projector")
    for address in (
        *(home + each for each in pages),
        member or "",
        "/instructor",
        "/instructor/colleagues",
        "/instructor/admission",
    ):
        found += violations(page, address)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{address} is wider than {width} pixels")
    assert not found, "\n".join(found)
