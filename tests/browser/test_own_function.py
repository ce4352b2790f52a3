"""A function of one's own in a browser: read while typed, drawn when settled, and by a form without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, Watch

RACE = "/playground?optimizer=momentum&rates=same&lr=0.05&gradients=30&landscape="


@pytest.fixture
def own(new_page: NewPage) -> Page:
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto(f"{RACE}own&landscape.f=x%5E2%2B3y%5E2")
    return page


def test_what_is_typed_is_read_at_once_and_drawn_when_it_is_settled(own: Page) -> None:
    field = own.get_by_label("Your function of x and y")
    ground = own.locator("[data-ground]").inner_html()
    field.fill("|x| + 3|y|")
    expect(own.locator("[data-remarks]")).to_contain_text("It has kinks")
    expect(own.locator("[data-read] math")).to_be_visible()
    assert own.locator("[data-ground]").inner_html() == ground

    field.press("Enter")
    expect(own).to_have_url(re.compile(r"landscape\.f=%7Cx%7C"))
    expect(field).to_be_focused()
    assert own.locator("[data-ground]").inner_html() != ground


def test_what_is_wrong_is_pointed_at_while_the_race_stays(own: Page, watch: Watch) -> None:
    watch.faults.clear()
    field = own.get_by_label("Your function of x and y")
    field.fill("x^2 + * y")
    expect(own.locator(".pointed mark")).to_have_text("*")
    expect(own.locator('[id="field-landscape.f-error"]')).to_contain_text("At character 7: Before * a number")
    expect(field).to_have_attribute("aria-invalid", "true")
    own.locator("[data-handle]").focus()
    own.keyboard.press("ArrowRight")
    expect(own).to_have_url(re.compile("start="))
    expect(field).to_have_value("x^2 + * y")
    watch.faults[:] = [each for each in watch.faults if "400" not in each]


def test_an_example_fills_the_field_and_another_landscape_takes_it_away(own: Page) -> None:
    own.get_by_text("Examples to start from").click()
    own.locator("[data-example]").nth(4).click()
    expect(own.locator("[data-remarks]")).to_contain_text("kink, for example at (0, 0)")
    expect(own).to_have_url(re.compile(r"landscape\.f=sqrt"))
    own.get_by_label("Landscape").select_option("bowl")
    expect(own.get_by_label("Your function of x and y")).to_have_count(0)
    expect(own).to_have_url(re.compile("landscape=bowl"))
    own.get_by_label("Landscape").select_option("own")
    own.get_by_label("Your function of x and y").fill("x^4 + y^2")
    own.get_by_label("Your function of x and y").press("Enter")
    expect(own).to_have_url(re.compile(r"landscape\.f=x%5E4"))


def test_a_view_can_be_chosen_and_left_to_be_found(own: Page) -> None:
    field = own.get_by_label("Shown over")
    field.fill("−4; 4; −3; 3")
    field.press("Enter")
    expect(own.locator("[data-remarks]")).to_contain_text("Shown: x from −4 to 4, y from −3 to 3.")
    expect(own.locator(".plot")).to_contain_text("−4")
    field.fill("")
    field.press("Enter")
    expect(own.locator("[data-remarks]")).to_contain_text("as found")


def test_without_scripts_a_form_draws_it(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{RACE}bowl")
    page.get_by_role("link", name="Or type a function of your own").click()
    page.get_by_label("Your function of x and y").fill("ln(1 + x² + y²)")
    page.get_by_role("button", name="Draw it").click()
    expect(page.locator("[data-remarks]")).to_contain_text("f = 0 at (0, 0)")
    assert "landscape.f=ln" in page.url


def test_a_lesson_with_a_function_in_its_address_is_live(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto("/lessons/momentum?landscape=own&landscape.f=x%5E2%2B3y%5E2&lr=0.05&steps=40")
    page.locator("[data-handle]").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"landscape\.f=x.*start=|start=.*landscape\.f=x"))
