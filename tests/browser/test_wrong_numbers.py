"""A number that cannot be taken stays as typed, is named beside its field, and changes nothing, whatever follows."""

import random
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewPage, Watch
from tests.sampling import Sample

PAGES = [
    "/lessons/momentum?landscape=regression&loss.batch_size=5&schedule=step&still",
    "/playground?optimizer=adam&optimizer=momentum&landscape=regression&gradients=40&schedule=step&rates=same&lr=0.01",
]
UNREADABLE = ["abc", "1,234", "--1", "1/0", "5e", "0x10", "1 000", "९९९९९,९९९", "1e999"]


@pytest.fixture(params=PAGES)
def page_with_numbers(request: pytest.FixtureRequest, new_page: NewPage) -> Page:
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto(request.param)
    expect(page.locator("[data-drawn]").first).to_be_attached()
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    return page


def beside(field: Locator) -> Locator:
    """What the field says is wrong with it, found as a screen reader finds it."""
    told = (field.get_attribute("aria-describedby") or "").split()[-1]
    return field.page.locator(f'[id="{told}"]')


def wrong(field: Locator, dice: random.Random) -> str:
    high = field.get_attribute("data-high")
    beyond = [] if high is None else [str(float(high) * 10 + 1), f"-{float(high) + 1}"]
    return dice.choice([*UNREADABLE, *beyond])


def in_force(page: Page) -> list[str]:
    """What the page says that it shows, and what it draws."""
    drawn = page.locator("[data-path], [data-racer] [data-path]").all()
    return [page.url, *(line.get_attribute("points") or "" for line in drawn)]


def test_it_stays_is_named_and_changes_nothing(page_with_numbers: Page, sample: Sample, seed: int) -> None:
    page, dice = page_with_numbers, random.Random(seed)
    names = [field.get_attribute("name") for field in page.locator("[data-number]:visible").all()]
    for name in sample(names, 4):
        field = page.locator(f'[name="{name}"]')
        before, text = in_force(page), wrong(field, dice)
        field.fill(text)
        field.press(dice.choice(["Enter", "Tab"]))
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(beside(field)).to_be_visible()
        expect(beside(field)).to_have_text(re.compile("."))
        expect(field).to_have_value(text)
        assert in_force(page) == before, (name, text)


def test_it_stays_when_something_else_changes_and_goes_when_it_is_put_right(page_with_numbers: Page) -> None:
    page = page_with_numbers
    field = page.locator('[name="seed"]')
    field.fill("one")
    field.press("Enter")
    expect(beside(field)).to_be_visible()
    other = page.locator('[name="lr"]')
    other.fill("0,02")
    other.press("Enter")
    page.wait_for_url(re.compile("lr=0.02"))
    expect(field).to_have_value("one")
    expect(beside(field)).to_contain_text("is not read as a number")
    field.fill("3")
    field.press("Enter")
    page.wait_for_url(re.compile("seed=3"))
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert").filter(has_text="number")).to_have_count(0)


def test_what_only_the_server_refuses_is_named_and_the_next_change_is_taken(
    page_with_numbers: Page, watch: Watch
) -> None:
    page = page_with_numbers
    field = page.locator('[name="start"]')
    field.fill("1e9, 1e9")
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(beside(field)).to_be_visible()
    page.locator('[name="lr"]').fill("0.03")
    page.locator('[name="lr"]').press("Enter")
    page.wait_for_url(re.compile("lr=0.03"))
    expect(field).to_have_value("1e9, 1e9")
    assert "start" not in page.url
    watch.faults.clear()  # the refusal itself
