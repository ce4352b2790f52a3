"""From a move of the reader's hand to the painted picture: a slider with its sweep there, and the start dragged."""

from collections.abc import Iterator
from time import perf_counter
from typing import Any, NamedTuple

from benchmarks.browser import chromium
from benchmarks.report import NO_GOAL, Row, quantile
from benchmarks.server import Server

PAGE = "/lessons/momentum"
MOVES = 100
PAUSE = 25
"""Milliseconds between two moves: a hand that holds an arrow key down repeats it about as often."""

HOW = "from the event at the window to the task after the frame that painted the new path"

WATCH = """
  window.painted = [];
  let moved = null;
  let frames = 0;
  let changed = false;
  const frame = new MessageChannel();
  const path = document.querySelector("[data-run] [data-path]");
  new MutationObserver(() => (changed = moved !== null)).observe(path, { attributes: true });
  window.addEventListener("%s", () => (moved ??= performance.now()), { capture: true });
  frame.port1.onmessage = () => {
    if (!changed) return;
    window.painted.push([performance.now() - moved, frames]);
    moved = null;
    frames = 0;
    changed = false;
  };
  (function every() {
    requestAnimationFrame(every);
    if (moved !== null) frames += 1;
    frame.port2.postMessage(0);
  })();
"""
"""The clock starts as the event reaches the window, before any handler of the page. Every frame posts a message, which
arrives once that frame has been styled, laid out and painted; the first after the path has changed stops the clock, and
tells how many frames there were since the event."""


class Painted(NamedTuple):
    """milliseconds: from the event to the task after the frame. frames: 1 is the first frame that could show it."""

    milliseconds: float
    frames: int


def rows() -> Iterator[Row]:
    with Server() as server, chromium() as browser:
        slider = _measured(browser, server, "keydown", _arrow_keys)
        start = _measured(browser, server, "pointermove", _drag)
        busy = _main_thread(browser, server)
    yield from _of_slider(slider, busy)
    slow = quantile((each.milliseconds for each in start), 0.95)
    middle = quantile((each.milliseconds for each in start), 0.5)
    note = f"{len(start)} painted moves of {MOVES}, a request each; {HOW}; p50 {middle:.1f} ms"
    yield Row("start dragged to painted, p95", f"{slow:.1f} ms", "–", "–", "≤ 33 ms", slow <= 33, note)


def _of_slider(painted: list[Painted], busy: float) -> Iterator[Row]:
    note = f"{MOVES} arrow keys on {PAGE}, less what the page takes in the same time at rest"
    yield Row("slider move, main thread", f"{busy:.1f} ms", "–", "–", "≤ 4 ms", busy <= 4, note)
    first = sum(each.frames == 1 for each in painted) / len(painted)
    note = f"{len(painted)} painted moves of {MOVES} arrow keys on {PAGE}"
    yield Row("slider move in the first frame that could", f"{first:.0%}", "–", "–", "≥ 95 %", first >= 0.95, note)
    middle, slow = (quantile((each.milliseconds for each in painted), share) for share in (0.5, 0.95))
    note = f"the same, {HOW}: at 60 frames a second a move waits 8.3 ms for its frame, on average"
    yield Row("slider move to painted, p50 / p95", f"{middle:.1f} / {slow:.1f} ms", "–", "–", NO_GOAL, True, note)


def _main_thread(browser: Any, server: Server) -> float:
    """Milliseconds of processor time that each move takes of the page's main thread."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    try:
        with page.expect_response(lambda answer: "/api/sweep" in answer.url, timeout=10_000):
            page.goto(server.address + PAGE)
        page.wait_for_load_state("networkidle")
        page.locator("[data-first] [data-range]").first.focus()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.wait_for_timeout(1000)
        began, before = perf_counter(), _tasks(session)
        _press(page)
        lasted, moving = perf_counter() - began, _tasks(session) - before
        page.wait_for_timeout(1000)
        before = _tasks(session)
        page.wait_for_timeout(1000 * lasted)
        return 1000 * (moving - (_tasks(session) - before)) / MOVES
    finally:
        page.close()


def _tasks(session: Any) -> float:
    """Seconds of processor time that the main thread has taken."""
    told = session.send("Performance.getMetrics")["metrics"]
    return next(float(each["value"]) for each in told if each["name"] == "TaskDuration")


def _measured(browser: Any, server: Server, event: str, move: Any) -> list[Painted]:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    try:
        with page.expect_response(lambda answer: "/api/sweep" in answer.url, timeout=10_000):
            page.goto(server.address + PAGE)
        page.wait_for_load_state("networkidle")
        return list(move(page, WATCH % event))
    finally:
        page.close()


def _arrow_keys(page: Any, watch: str) -> list[Painted]:
    """Arrow keys on the lesson's first slider, there and back; its sweep has come, since it stands in sight."""
    page.locator("[data-first] [data-range]").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(1000)
    page.evaluate(watch)
    _press(page)
    return _painted(page)


def _press(page: Any) -> None:
    for number in range(MOVES):
        page.keyboard.press("ArrowRight" if number // 10 % 2 else "ArrowLeft")
        page.wait_for_timeout(PAUSE)


def _drag(page: Any, watch: str) -> list[Painted]:
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


def _painted(page: Any) -> list[Painted]:
    page.wait_for_timeout(600)
    taken = [Painted(*each) for each in page.evaluate("window.painted")]
    if len(taken) < MOVES / 2:
        raise RuntimeError(f"only {len(taken)} of {MOVES} moves were painted")
    return taken
