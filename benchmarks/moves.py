"""From a move of the reader's hand to the painted picture: a slider with its sweep there, and the start dragged."""

from collections.abc import Iterator
from typing import Any

from benchmarks.browser import chromium
from benchmarks.report import Row, quantile
from benchmarks.server import Server

PAGE = "/lessons/momentum"
MOVES = 100
PAUSE = 25
"""Milliseconds between two moves: a hand that holds an arrow key down repeats it about as often."""

WATCH = """
  window.painted = [];
  let moved = null;
  let changed = false;
  const frame = new MessageChannel();
  const path = document.querySelector("[data-run] [data-path]");
  new MutationObserver(() => (changed = moved !== null)).observe(path, { attributes: true });
  window.addEventListener("%s", () => (moved ??= performance.now()), { capture: true });
  frame.port1.onmessage = () => {
    if (!changed) return;
    window.painted.push(performance.now() - moved);
    moved = null;
    changed = false;
  };
  (function every() {
    requestAnimationFrame(every);
    frame.port2.postMessage(0);
  })();
"""
"""The clock starts as the event reaches the window, before any handler of the page. Every frame posts a message, which
arrives once that frame has been styled, laid out and painted; the first after the path has changed stops the clock."""


def rows() -> Iterator[Row]:
    with Server() as server, chromium() as browser:
        slider = _measured(browser, server, "keydown", _arrow_keys)
        start = _measured(browser, server, "pointermove", _drag)
    how = "from the event at the window to the task after the frame that painted the new path"
    middle, slow = quantile(slider, 0.5), quantile(slider, 0.95)
    note = f"{len(slider)} painted moves of {MOVES} arrow keys on {PAGE}, {how}"
    yield Row("slider move to painted, p50", f"{middle:.1f} ms", "–", "–", "≤ 9 ms", middle <= 9, note)
    yield Row("slider move to painted, p95", f"{slow:.1f} ms", "–", "–", "≤ 16.7 ms", slow <= 16.7, "as above")
    slow = quantile(start, 0.95)
    note = f"{len(start)} painted moves of {MOVES}, a request each; {how}; p50 {quantile(start, 0.5):.1f} ms"
    yield Row("start dragged to painted, p95", f"{slow:.1f} ms", "–", "–", "≤ 33 ms", slow <= 33, note)


def _measured(browser: Any, server: Server, event: str, move: Any) -> list[float]:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    try:
        with page.expect_response(lambda answer: "/api/sweep" in answer.url, timeout=10_000):
            page.goto(server.address + PAGE)
        page.wait_for_load_state("networkidle")
        return list(move(page, WATCH % event))
    finally:
        page.close()


def _arrow_keys(page: Any, watch: str) -> list[float]:
    """Arrow keys on the lesson's first slider, there and back; its sweep has come, since it stands in sight."""
    page.locator("[data-first] [data-range]").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(1000)
    page.evaluate(watch)
    for number in range(MOVES):
        page.keyboard.press("ArrowRight" if number // 10 % 2 else "ArrowLeft")
        page.wait_for_timeout(PAUSE)
    return _painted(page)


def _drag(page: Any, watch: str) -> list[float]:
    """The start handle, dragged along a curve."""
    box = page.locator("[data-handle] .ring").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(watch)
    for number in range(MOVES):
        page.mouse.move(x + 1.5 * number, y + 0.01 * number * number)
        page.wait_for_timeout(2 * PAUSE)
    page.mouse.up()
    return _painted(page)


def _painted(page: Any) -> list[float]:
    page.wait_for_timeout(600)
    taken: list[float] = page.evaluate("window.painted")
    if len(taken) < MOVES / 2:
        raise RuntimeError(f"only {len(taken)} of {MOVES} moves were painted")
    return taken
