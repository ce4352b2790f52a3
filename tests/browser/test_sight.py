"""What stays in sight: the stage while somebody predicts, the verdict after it, and no more than that."""

import pytest
from flask import Flask
from playwright.sync_api import Page, ViewportSize, expect

from app.lessons import catalogue
from tests.browser.conftest import NewPage
from tests.browser.test_stage_run import open_still
from tests.pages import pages
from tests.sampling import Sample

SLUGS = [lesson.slug for lesson in catalogue.catalogue()]
PHONE, TABLET, DESK = (390, 844), (768, 1024), (1440, 900)
LOW = ((320, 480), (568, 320), (640, 512), (720, 450), (844, 390), (390, 844), (1000, 500))
IN_SIGHT = """words => { const { top, bottom } = words.getBoundingClientRect();
  const pinned = document.querySelector(".pinned"); const box = pinned.getBoundingClientRect();
  const roof = box.width > innerWidth * 0.6 && getComputedStyle(pinned).position === "sticky" ? box.bottom : 0;
  return top >= roof - 1 && bottom <= innerHeight + 1; }"""
TOP = "each => each.getBoundingClientRect().top"
WATCH = """each => each.addEventListener("click", () => requestAnimationFrame(() => requestAnimationFrame(
  () => (window.after = each.getBoundingClientRect().top))))"""
"""Where it is two frames after it was pressed."""
PINNED = """() => [...document.querySelectorAll("main *")]
  .filter((each) => getComputedStyle(each).position === "sticky").map((each) => each.getBoundingClientRect())
  .filter(({ width }) => width > innerWidth * 0.6).map(({ height }) => height / innerHeight)"""
"""The share of the window's height that each wide thing takes that stays where it is."""


@pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=str)
@pytest.mark.parametrize("slug", SLUGS)
def test_a_prediction_scrolls_nothing_away_and_its_verdict_comes_into_sight(
    new_page: NewPage, slug: str, size: tuple[int, int]
) -> None:
    page = new_page(viewport=view(size), has_touch=size != DESK, is_mobile=size != DESK, reduced_motion="reduce")
    open_still(page, f"/lessons/{slug}")
    option = page.locator('[data-options="predicted"] [data-option]').last
    option.scroll_into_view_if_needed()
    page.wait_for_timeout(100)
    option.evaluate(WATCH)
    before = option.evaluate(TOP)
    option.tap() if size != DESK else option.click()
    page.wait_for_function("() => window.after !== undefined")
    assert page.evaluate("window.after") == pytest.approx(before, abs=4)
    expect(page.locator(".prediction [data-verdict] strong")).to_be_visible()
    page.wait_for_function(IN_SIGHT, arg=page.locator(".prediction [data-verdict]").element_handle())
    box = page.locator(".plot").bounding_box()
    assert box is not None
    assert -1 <= box["y"] < size[1] / 2


@pytest.mark.parametrize("size", [PHONE, DESK], ids=str)
def test_who_reads_on_while_the_run_plays_is_not_called_back_to_the_verdict(
    new_page: NewPage, size: tuple[int, int]
) -> None:
    page = new_page(viewport=view(size))
    open_still(page, "/lessons/momentum")
    page.locator('[data-options="predicted"] [data-option]').first.click()
    page.evaluate("scrollTo({ top: scrollY + 900, behavior: 'instant' })")
    reading = page.locator(".two-sides")
    before = reading.evaluate(TOP)
    page.wait_for_selector(".prediction [data-verdict] strong", state="attached")
    page.wait_for_timeout(600)
    assert reading.evaluate(TOP) == pytest.approx(before, abs=4)  # what grows above is made up for


@pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=str)
def test_an_experiment_scrolls_nothing_while_the_stage_is_in_sight(new_page: NewPage, size: tuple[int, int]) -> None:
    page = new_page(viewport=view(size), reduced_motion="reduce")
    for lesson in catalogue.catalogue():
        open_still(page, f"/lessons/{lesson.slug}")
        button = page.locator(f'.experiments [data-query*="optimizer={lesson.optimizer}&"]').last
        button.scroll_into_view_if_needed()
        page.wait_for_timeout(100)
        before = button.evaluate(TOP)
        button.click()
        page.wait_for_timeout(400)
        assert button.evaluate(TOP) == pytest.approx(before, abs=4), lesson.slug


def test_a_stage_out_of_sight_is_brought_back(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 320, "height": 400}, reduced_motion="reduce")  # too low to pin anything
    open_still(page, "/lessons/momentum")
    page.locator(".experiments [data-query]").first.click()
    expect(page.locator(".plot")).to_be_in_viewport(ratio=0.9)


@pytest.mark.parametrize("size", LOW, ids=str)
def test_what_is_pinned_takes_at_most_two_fifths_of_the_window(
    app: Flask, new_page: NewPage, sample: Sample, size: tuple[int, int]
) -> None:
    page = new_page(viewport=view(size), reduced_motion="reduce")
    taken = {}
    for address in sample(pages(app), 6):
        page.goto(address, wait_until="load")
        taken[address] = max(page.evaluate(PINNED), default=0)
    assert {address: share for address, share in taken.items() if share > 0.402} == {}


def test_beside_other_runs_what_is_pinned_grows_no_higher(new_page: NewPage) -> None:
    page = new_page(viewport=view(PHONE), reduced_motion="reduce")
    page.goto("/lessons/momentum?compare=adam&compare=adagrad&compare=nesterov&compare=gradient_descent&still")
    expect(page.locator("[data-others-legend] li")).to_have_count(4)
    assert max(page.evaluate(PINNED)) <= 0.402
    box = page.locator(".plot").bounding_box()
    assert box is not None
    assert box["height"] > 150


@pytest.mark.parametrize("size", [(1280, 600), (1100, 500)], ids=str)
def test_beside_the_text_the_last_control_can_be_reached(new_page: NewPage, size: tuple[int, int]) -> None:
    page = new_page(viewport=view(size), reduced_motion="reduce")
    open_still(page, "/lessons/adam")
    page.locator(".explanation").scroll_into_view_if_needed()
    page.locator(".at-hand summary").click()
    control = page.locator(".lesson-controls input:visible").last
    expect(control).to_have_attribute("name", "eps")
    before = page.evaluate("scrollY")
    control.scroll_into_view_if_needed()
    expect(control).to_be_in_viewport()
    assert abs(page.evaluate("scrollY") - before) <= 8  # no more than a line's rounding


def test_the_pinned_picture_is_seen_all_the_way_through_the_text(page: Page) -> None:
    page.set_viewport_size(view((844, 390)))  # a phone on its side
    open_still(page, "/lessons/adagrad")
    for part in (".explanation p", ".glossary", ".two-sides", ".experiments", ".more"):
        page.locator(part).last.scroll_into_view_if_needed()
        expect(page.locator(".plot")).to_be_in_viewport(ratio=0.95)
        expect(page.locator('[data-do="play"]')).to_be_in_viewport()


def view(size: tuple[int, int]) -> ViewportSize:
    return {"width": size[0], "height": size[1]}
