"""Nothing is said more than once: while a run plays, no live region changes."""

import re

import pytest
from playwright.sync_api import Page, expect

LISTEN = """() => { window.said = [];
  const live = '[aria-live]:not([aria-live=off]), output, [role=status], [role=alert], [role=log]';
  new MutationObserver((all) => all.forEach(({ target }) => {
    const region = (target.nodeType === 1 ? target : target.parentElement)?.closest(live);
    if (region) window.said.push(region.textContent);
  })).observe(document, { subtree: true, childList: true, characterData: true }); }"""


@pytest.mark.parametrize("address", ["/lessons/momentum", "/lessons/adam", "/playground"])
def test_the_end_of_a_run_is_said_once_and_no_step_of_it(page: Page, address: str) -> None:
    page.goto(f"{address}?still" if "lessons" in address else address)
    page.locator('[data-do="reset"]').click()
    page.evaluate(LISTEN)
    page.locator('[data-do="play"]').click()
    expect(page.locator(".transport")).to_have_attribute("data-playing", "")
    expect(page.locator(".transport[data-playing]")).to_have_count(0)
    said = page.evaluate("window.said")
    assert len(set(said)) <= 1, said


def test_stepping_is_said_by_the_scrubber_alone(page: Page) -> None:
    page.goto("/lessons/momentum?still")
    page.locator('[data-do="reset"]').click()
    page.evaluate(LISTEN)
    for _ in range(5):
        page.locator('[data-do="forward"]').click()
    expect(page.locator("[data-scrub]")).to_have_attribute("aria-valuetext", re.compile("^step 5 of "))
    assert page.evaluate("window.said") == []


def test_a_control_that_moves_over_many_ticks_has_the_outcome_said_once_where_it_stops(page: Page) -> None:
    page.goto("/lessons/gradient-descent?still")
    slider = page.locator('.lesson-controls input[type="range"]').first
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_load_state("networkidle")  # the sweep is there
    page.evaluate(LISTEN)
    before = slider.input_value()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    assert int(slider.input_value()) == int(before) - 6
    page.wait_for_function("() => window.said.length > 0")
    page.wait_for_load_state("networkidle")
    assert len(set(page.evaluate("window.said"))) == 1
