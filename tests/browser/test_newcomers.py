"""A newcomer on a lesson: the question, the run and the verdict are two actions away, and what they set is in sight."""

import pytest
from playwright.sync_api import Locator, Page, expect

from app.lessons import catalogue
from tests.browser.conftest import NewPage

LESSONS = catalogue.catalogue()
SIZES = ((1440, 900), (390, 844))
IN_SIGHT = """each => { const { top, bottom } = each.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight; }"""


def in_sight(locator: Locator) -> bool:
    return bool(locator.evaluate(IN_SIGHT))


def opened(new_page: NewPage, size: tuple[int, int], slug: str) -> Page:
    page = new_page(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    page.goto(f"/lessons/{slug}")
    page.wait_for_selector("[data-run] .stage[data-drawn]")
    return page


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_two_actions_lead_a_newcomer_to_the_verdict_and_to_the_reason(
    new_page: NewPage, lesson: catalogue.Lesson, size: tuple[int, int]
) -> None:
    """One click on what they think: the run is shown and the verdict is in sight; one more: the numbers that decide."""
    page = opened(new_page, size, lesson.slug)
    if size[0] >= 1024:
        assert in_sight(page.locator("#prediction-question"))
    page.locator(f'[data-options="predicted"] [data-option="{lesson.prediction.answer}"]').click()
    verdict = page.locator("[data-verdict] strong")
    expect(verdict).to_have_text("★ As you said.")
    page.wait_for_function(f"({IN_SIGHT})(document.querySelector('[data-verdict] strong'))")
    assert in_sight(page.locator(".stage .view-box"))
    page.locator(f'[data-options="reason"] [data-option="{lesson.right_reason.id}"]').click()
    expect(page.locator("[data-reply] strong")).to_have_text("★ That is why.")
    page.wait_for_function(f"({IN_SIGHT})(document.querySelector('[data-reply] strong'))")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_the_first_two_controls_stand_whole_in_the_first_view_of_a_wide_screen(
    new_page: NewPage, lesson: catalogue.Lesson
) -> None:
    page = opened(new_page, (1440, 900), lesson.slug)
    for control in page.locator(".lesson-controls > :is(.slider, .field)").all()[:2]:
        assert in_sight(control)
    width, height = page.locator(".stage .view-box").evaluate(
        "({ offsetWidth, offsetHeight }) => [offsetWidth, offsetHeight]"
    )
    assert (width, height) >= (0.45 * 1440, 0.45 * 900)
