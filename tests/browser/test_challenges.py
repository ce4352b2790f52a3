"""The challenges in a real browser: the run follows the sliders, solving says so, and a form does without scripts."""

import random

from playwright.sync_api import expect

from app.challenges import challenge_page, tasks
from optimizers.numbers import plain
from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import found_by_axe
from tests.sampling import Sample


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


def test_a_slider_and_the_arrow_keys_lead_only_to_settings_that_the_challenge_takes(
    new_page: NewPage, sample: Sample, seed: int
) -> None:
    """Batches of 1.021 flowers were nothing that could be run."""
    page, dice = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce"), random.Random(seed)
    flowers = tasks.challenge("a-few-flowers")
    assert flowers is not None
    for challenge in [flowers, *sample(tasks.catalogue(), 2)]:
        page.goto(f"/challenges/{challenge.slug}")
        for control in challenge.controls:
            field = page.locator(f'[name="{control.name}"]')
            slider = field.locator("xpath=following-sibling::input[@type='range']")
            for _ in range(3):
                slider.fill(str(dice.randint(0, int(slider.get_attribute("max") or 0))))
                form = {each.name: [page.locator(f'[name="{each.name}"]').input_value()] for each in challenge.controls}
                assert challenge_page.read(challenge, form)[1] == (), form
            ticks = [float(each) for each in (field.get_attribute("data-ticks") or "").split()]
            at = dice.randrange(1, len(ticks) - 1)
            is_whole = field.get_attribute("data-number") == "whole"
            field.fill(plain(ticks[at] if is_whole else ticks[at] * 0.6 + ticks[at + 1] * 0.4))
            field.press("ArrowUp")
            expect(field).to_have_value(plain(ticks[at + 1]))
            field.press("ArrowDown")
            expect(field).to_have_value(plain(ticks[at]))
