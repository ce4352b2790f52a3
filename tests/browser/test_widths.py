"""Every page at every width: also with everything open, after the window was wide, after the phone was turned."""

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from app.lessons import catalogue
from tests.browser.conftest import NewPage
from tests.browser.test_stage_run import open_still
from tests.pages import pages
from tests.sampling import Sample

SLUGS = [lesson.slug for lesson in catalogue.catalogue()]
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_ALL = "document.querySelectorAll('details').forEach((each) => (each.open = true))"
UNDRAWN = "() => [...document.querySelectorAll('.chart:not([data-drawn])')].filter((each) => each.offsetParent).length"
TO_UNDRAWN = """() => [...document.querySelectorAll('.chart:not([data-drawn])')].find((each) => each.offsetParent)
  ?.scrollIntoView({ block: "center", behavior: "instant" })"""
PAST_EDGE = """() => [...document.querySelectorAll(".chart svg, .plot")].filter((each) => each.checkVisibility())
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1).length"""
SCATTERED = """() => [...document.querySelectorAll("main *")]
  .filter((each) => /flex|grid/.test(getComputedStyle(each).display))
  .filter((each) => each.querySelector(":scope > :is(math, var, i, em, strong)"))
  .filter((each) => [...each.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim()))
  .map((each) => each.textContent.trim().slice(0, 60))"""
"""A sentence whose letters and words stand beside each other as boxes, each broken into lines of its own."""
TICKS = """() => { const boxes = [...document.querySelectorAll(".plot .ticks text")]
    .map((each) => [each, each.getBoundingClientRect()]).filter(([, { height }]) => height > 0);
  return boxes.map(([each, box]) => ({ text: each.textContent, height: box.height,
    cut: box.left < -0.5 || box.right > innerWidth + 0.5,
    overlaps: boxes.some(([other, its]) => other !== each && other.parentNode === each.parentNode
      && its.left < box.right && box.left < its.right && its.top < box.bottom - 1 && box.top < its.bottom - 1) })); }"""
"""Every number along a picture's edges: its height as drawn, and whether it is cut or lies on its neighbour."""
RANGES = "all => all.map((each) => each.value)"


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_no_page_is_wider_than_its_window_with_all_its_details_open(
    app: Flask, new_page: NewPage, sample: Sample, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    wide, scattered = {}, {}
    for address in sample(pages(app), 8):
        page.goto(address, wait_until="load")
        page.evaluate(OPEN_ALL)
        page.wait_for_timeout(100)
        wide[address] = page.evaluate(OVER)
        scattered[address] = page.evaluate(SCATTERED)
    assert {address: over for address, over in wide.items() if over > 0} == {}
    assert {address: texts for address, texts in scattered.items() if texts} == {}


@pytest.mark.parametrize("address", [*(f"/lessons/{slug}?still" for slug in SLUGS), "/playground"])
def test_a_page_that_was_wide_or_turned_is_no_wider_than_its_window(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate(OPEN_ALL)
    draw_all_charts(page)
    for width, height in ((1300, 900), (480, 900), (320, 640), (1300, 900), (390, 844), (844, 390), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(250)
        assert page.evaluate(OVER) <= 0, (width, height)
        assert page.evaluate(PAST_EDGE) == 0, (width, height)


def draw_all_charts(page: Page) -> None:
    while page.evaluate(UNDRAWN):
        page.evaluate(TO_UNDRAWN)  # it may draw itself in this very moment
        page.wait_for_timeout(200)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_finger_that_scrolls_changes_no_slider(new_page: NewPage, slug: str) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    open_still(page, f"/lessons/{slug}")
    sliders = page.locator("main input[type=range]:visible")
    before = sliders.evaluate_all(RANGES)
    for slider in sliders.all():
        slider.scroll_into_view_if_needed()
        for where in (0.1, 0.9):
            swipe(page, slider.bounding_box(), where, (3, -60))  # type: ignore[arg-type]
    page.wait_for_timeout(200)
    assert sliders.evaluate_all(RANGES) == before


def test_a_finger_moves_a_slider_along_it_and_by_a_tap(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    open_still(page, "/lessons/momentum")
    slider = page.locator('[data-name="lr"] [data-range]')
    exact = page.locator('[data-name="lr"] [data-exact]')
    values = [exact.input_value()]
    for where, way in ((0.5, (60, 4)), (0.1, (0, 0))):
        slider.scroll_into_view_if_needed()
        swipe(page, slider.bounding_box(), where, way)  # type: ignore[arg-type]
        expect(exact).not_to_have_value(values[-1])
        values.append(exact.input_value())
    assert len(set(values)) == 3, values


def swipe(page: Page, box: dict[str, float], where: float, way: tuple[float, float]) -> None:
    """A finger put down on a box, moved, and lifted."""
    context: BrowserContext = page.context
    hand = context.new_cdp_session(page)
    x, y = box["x"] + where * box["width"], box["y"] + box["height"] / 2
    hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for share in (0.25, 0.5, 0.75, 1.0):
        point = {"x": x + share * way[0], "y": y + share * way[1]}
        hand.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    hand.detach()


@pytest.mark.parametrize("size", [(720, 450), (640, 512), (320, 640)], ids=str)
def test_at_twice_the_size_the_numbers_along_a_picture_are_whole_and_apart(
    new_page: NewPage, sample: Sample, size: tuple[int, int]
) -> None:
    """A window of 1440 or 1280 pixels at 200 % zoom, and the narrowest at that."""
    page = new_page(viewport={"width": size[0], "height": size[1]}, device_scale_factor=2, reduced_motion="reduce")
    for slug in sample(SLUGS, 2):
        open_still(page, f"/lessons/{slug}")
        told = page.evaluate(TICKS)
        assert told or size[1] < 500, slug  # in a window so low the picture goes without
        assert [each["text"] for each in told if each["height"] < 9 or each["cut"] or each["overlaps"]] == [], slug
