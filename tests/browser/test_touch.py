"""Fingers on the views of a run: they turn, pan and enlarge what they should, and the page still scrolls."""

import pytest
from playwright.sync_api import CDPSession, Locator, Page, ViewportSize, expect

from tests.browser.conftest import NewPage

PHONE: ViewportSize = {"width": 390, "height": 844}
MOVES = 12
AXES = "plot => [plot.layout.xaxis.range, plot.layout.yaxis.range]"


class Finger:
    """One finger on a page; it begins in the middle of what it touches."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: CDPSession = page.context.new_cdp_session(page)

    def swipe(self, on: Locator, across: float, down: float) -> float:
        """How far the page has scrolled by it, once it stands still."""
        x, y = self._middle(on)
        before: float = self._page.evaluate("scrollY")
        self._send("touchStart", [(x, y)])
        for move in range(1, MOVES + 1):
            self._send("touchMove", [(x + across * move / MOVES, y + down * move / MOVES)])
        self._send("touchEnd", [])
        after: float = self._page.evaluate(STILL)
        return after - before

    def pinch(self, on: Locator) -> None:
        x, y = self._middle(on)
        self._session.send("Input.synthesizePinchGesture", {"x": x, "y": y, "scaleFactor": 2})

    def _middle(self, on: Locator) -> tuple[float, float]:
        box = on.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def _send(self, kind: str, points: list[tuple[float, float]]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


STILL = """() => new Promise((resolve) => {
  let [last, since] = [-1, 0];
  (function look() {
    since = scrollY === last ? since + 1 : 0;
    last = scrollY;
    since > 20 ? resolve(last) : requestAnimationFrame(look);
  })();
})"""


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    return new_page(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")


def test_a_finger_turns_the_relief_across_and_scrolls_the_page_upwards(phone: Page) -> None:
    phone.goto("/lessons/momentum?still&view=relief")
    relief = phone.locator("[data-relief][data-turn]")
    first = relief.get_attribute("data-turn")
    assert Finger(phone).swipe(relief, 100, 3) == 0
    expect(relief).not_to_have_attribute("data-turn", first or "")  # once the other side has come
    turned = relief.get_attribute("data-turn")
    assert Finger(phone).swipe(relief, 3, -90) > 0
    assert relief.get_attribute("data-turn") == turned


def test_a_finger_on_the_plot_scrolls_the_page_until_it_is_told_to_pan_and_two_enlarge_the_page(phone: Page) -> None:
    phone.goto("/lessons/momentum?still&view=plot")
    phone.wait_for_selector(".stage .live-plot.plane[data-drawn]")
    plot, finger = phone.locator(".stage .live-plot-field"), Finger(phone)
    at_home = plot.evaluate(AXES)
    assert finger.swipe(plot, 3, -60) > 0
    assert plot.evaluate(AXES) == at_home
    pan = phone.locator(".stage").get_by_role("button", name="Pan")
    pan.tap()
    phone.wait_for_selector('.stage [data-mode="pan"][aria-pressed="true"]')
    assert finger.swipe(plot, 20, -40) == 0
    panned = plot.evaluate(AXES)
    assert panned[0][0] < at_home[0][0]
    pan.tap()
    phone.wait_for_selector('.stage [data-mode="pan"][aria-pressed="false"]')
    finger.pinch(plot)
    phone.wait_for_function("() => visualViewport.scale > 1.5")
    assert plot.evaluate(AXES) == panned
