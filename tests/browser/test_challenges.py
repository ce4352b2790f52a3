"""The challenges in a real browser: the run follows the sliders, solving says so, and a form does without scripts."""

from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import found_by_axe


def test_the_run_follows_the_slider_and_is_judged_when_it_is_handed_in(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page.goto("/challenges/down-the-ravine")
    expect(page.locator("[data-outcome]")).not_to_be_empty()
    before = page.locator("[data-preview]").get_attribute("points")
    page.get_by_role("slider").press("ArrowRight")
    expect(page.locator("[data-preview]")).not_to_have_attribute("points", before or "")
    page.get_by_role("textbox").fill("0.09441")
    page.get_by_role("button", name="Hand it in").click()
    expect(page.locator(".challenge-result")).to_contain_text("Solved: 74 gradients")
    assert found_by_axe(page, "a solved challenge") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_a_form_hands_it_in(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/challenges/spoil-adam")
    page.locator('[name="beta1"]').fill("0.198")
    page.locator('[name="beta2"]').fill("0.6999")
    page.get_by_role("button", name="Hand it in").click()
    expect(page.locator(".challenge-result")).to_contain_text("Solved: 26")
    expect(page.locator(".quiz-goals .met")).to_have_count(1)
