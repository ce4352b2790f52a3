"""A lesson's page, cold and warm: bytes over the wire, and time until the first trajectory is drawn."""

from collections.abc import Iterator
from statistics import median
from typing import Any, NamedTuple

from benchmarks.browser import chromium
from benchmarks.report import Row
from benchmarks.server import Server

PAGE = "/lessons/momentum"
ROUNDS = 7
SETTLED = 1500
"""Milliseconds after the page has loaded during which it may still fetch what it needs."""

DRAWN = """
  performance.mark("opened");
  (function look() {
    const path = document.querySelector("[data-run] [data-path]");
    if (!path || path.points.numberOfItems < 2) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => (window.firstDrawn = performance.now())));
  })();
"""
"""Waits for the path to stand in the document, then for the frame that shows it: a task after the next frame began."""


class Visit(NamedTuple):
    drawn: float
    bytes: int


def rows() -> Iterator[Row]:
    with Server() as server, chromium() as browser:
        visits = [_visits(browser, server.address + PAGE) for _ in range(ROUNDS)]
        version = browser.version
    cold, warm = zip(*visits, strict=True)
    note = (
        f"{PAGE}, Chromium {version}, {ROUNDS} fresh profiles; from navigation's start to the frame that shows the path"
    )
    drawn, weight = median(visit.drawn for visit in cold), median(visit.bytes for visit in cold)
    yield Row("lesson, cold: first trajectory", f"{drawn:.0f} ms", "–", "–", "≤ 600 ms", drawn <= 600, note)
    note = "headers and bodies as Chromium counts them, brotli; everything but the sweeps"
    yield Row("lesson, cold: over the wire", f"{weight / 1000:.0f} kB", "–", "–", "≤ 400 kB", weight <= 400_000, note)
    drawn, weight = median(visit.drawn for visit in warm), median(visit.bytes for visit in warm)
    note = f"the same page again in the same profile; {weight / 1000:.0f} kB over the wire"
    yield Row("lesson, warm: first trajectory", f"{drawn:.0f} ms", "–", "–", "≤ 250 ms", drawn <= 250, note)


def _visits(browser: Any, address: str) -> tuple[Visit, Visit]:
    """A cold visit and a warm one, in a profile that has seen nothing before."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        return _visit(context, address), _visit(context, address)
    finally:
        context.close()


def _visit(context: Any, address: str) -> Visit:
    page = context.new_page()
    page.add_init_script(DRAWN)
    sizes: dict[str, int] = {}
    names: dict[str, str] = {}
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]}))
    wire.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(address)
    page.wait_for_function("window.firstDrawn")
    page.wait_for_timeout(SETTLED)
    drawn = page.evaluate("window.firstDrawn")
    page.close()
    return Visit(
        drawn, round(sum(size for request, size in sizes.items() if "/api/sweep" not in names.get(request, "")))
    )
