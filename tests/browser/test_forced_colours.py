"""Somebody's own colours: what a colour alone would say, and every control, can still be seen."""

import base64

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import NewPage
from tests.browser.test_stage_run import open_still

COUNT = """async (png) => {
  const picture = new Image();
  picture.src = `data:image/png;base64,${png}`;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = data.slice(at, at + 3).join();
    seen.set(colour, (seen.get(colour) ?? 0) + 1);
  }
  return [...seen.values()].filter((times) => times >= 12).length; }"""
"""How many colours a picture has; a few stray dots of smoothing are none."""

SIGN = 17
"""Pixels that a key's sign takes at least, before its words."""


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, new_page: NewPage) -> Page:
    size = {"width": 1440, "height": 900}
    return new_page(viewport=size, color_scheme=request.param, forced_colors="active", reduced_motion="reduce")


def colours(place: Locator, left: float = 0.0, right: float = 1.0) -> int:
    """In a part of what the element takes on the screen."""
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    x, width = box["x"] + left * box["width"], (right - left) * box["width"]
    shot = place.page.screenshot(clip={"x": x, "y": box["y"], "width": width, "height": box["height"]})
    return int(place.page.evaluate(COUNT, base64.b64encode(shot).decode()))


def test_tracks_thumbs_and_strips_are_seen(page: Page) -> None:
    open_still(page, "/lessons/momentum")
    page.wait_for_selector('[data-name="lr"] [data-strip][data-known]', state="attached")
    slider = page.locator('[data-name="lr"] [data-range]')
    assert colours(slider, 0.85, 0.98) >= 2  # a stretch of the track without the thumb
    assert colours(page.locator('[data-name="lr"] [data-strip]')) >= 3
    assert colours(page.locator("[data-scrub]"), 0.1, 0.3) >= 2


@pytest.mark.parametrize("address", ["/lessons/momentum?still&view=plot", "/playground?view=plot"])
def test_a_plot_keeps_its_picture(page: Page, address: str) -> None:
    """Its ground and its path were one white square."""
    page.goto(address)
    page.wait_for_selector(".live-plot.plane[data-drawn]")
    assert colours(page.locator(".live-plot-field").first, 0.4, 0.6) >= 5


def test_every_entry_of_a_key_has_its_sign(page: Page) -> None:
    open_still(page, "/lessons/momentum")
    page.locator('[data-do="reset"]').click()
    page.wait_for_load_state("networkidle")  # the strips are known, and so is which of their signs are used
    tried = 0
    for entry in page.locator(".arrow-key > span:visible, .strip-key > span[class]:visible").all():
        entry.scroll_into_view_if_needed()
        box = entry.bounding_box()
        seen = page.viewport_size
        assert seen is not None
        if box is None or not (
            0 <= box["x"] <= seen["width"] - box["width"] and 0 <= box["y"] <= seen["height"] - box["height"]
        ):
            continue  # beyond the edge of a key that scrolls by itself
        tried += 1
        width = float(entry.evaluate("each => each.getBoundingClientRect().width"))
        assert colours(entry, 0.0, SIGN / width) >= 2, entry.inner_text()
    assert tried >= 3


def test_where_one_is_in_a_quiz_is_seen(page: Page) -> None:
    page.goto("/quizzes/momentum")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/attempts/*")
    looks = page.locator(".quiz-steps li").evaluate_all(
        "all => all.map((each) => getComputedStyle(each).backgroundColor)"
    )
    assert len(set(looks)) >= 2
    assert colours(page.locator(".quiz-steps li").first) >= 1
