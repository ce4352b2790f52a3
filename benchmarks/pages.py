"""A lesson's page over networks of several latencies, cold and warm: until drawn and live; and each lesson's weight."""

from collections.abc import Iterator
from statistics import median
from typing import Any, NamedTuple

from app.lessons import catalogue
from app.web.response_cache import POPULAR
from benchmarks.browser import chromium
from benchmarks.report import Row
from benchmarks.server import Server

PAGE = "/lessons/momentum"
ROUNDS = 5
LATENCIES = (0, 50, 150)
"""Milliseconds that Chromium adds to the way there and back."""
GOALS = {50: {"cold": (300, 450), "warm": (250, 300)}}
"""Milliseconds until the path is drawn, and until the page is live."""
SETTLED = 1500
"""Milliseconds after the page is live during which it may still fetch what it needs."""
APART = ("/api/sweep", "/api/figures", "/api/plots", "/static/vendor", "/plot-view.")
"""What comes later, and is counted apart: the sweeps and the figures."""
CAP = 150_000

DRAWN = """
  performance.mark("opened");
  (function look() {
    const path = document.querySelector("[data-run] [data-path]");
    if (!path || path.points.numberOfItems < 2) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => (window.firstDrawn = performance.now())));
  })();
"""
"""Waits for the path to stand in the document, then for the frame that shows it: a task after the next frame began."""


LIVE = """
  new MutationObserver((_, watch) => {
    if (!document.documentElement || document.documentElement.dataset.live === undefined) return;
    window.live = performance.now();
    watch.disconnect();
  }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-live"] });
"""


class Visit(NamedTuple):
    drawn: float
    live: float
    requests: int
    bytes: int


def rows() -> Iterator[Row]:
    with Server() as server, chromium() as browser:
        for latency in LATENCIES:
            visits = [_visits(browser, server.address + PAGE, latency) for _ in range(ROUNDS)]
            for name, each in zip(("cold", "warm"), zip(*visits, strict=True), strict=True):
                yield from _told(name, latency, each, browser.version)
        for lesson in catalogue.catalogue():
            yield _weighed(browser, f"{server.address}/lessons/{lesson.slug}", lesson.slug)


def _weighed(browser: Any, address: str, slug: str) -> Row:
    """What a lesson takes over the wire that others have opened before."""
    weight = [_visits(browser, address, 0)[0].bytes for _ in range(POPULAR + 2)]
    note = f"/lessons/{slug}; the first visitor of all takes {weight[0] / 1e3:.0f} kB; headers and bodies, brotli"
    told = f"{weight[-1] / 1e3:.0f} kB"
    return Row(f"lesson {slug}, cold: weight", told, "–", "–", "≤ 150 kB", weight[-1] <= CAP, note)


def _told(name: str, latency: int, visits: tuple[Visit, ...], version: str) -> Iterator[Row]:
    drawn, live = median(visit.drawn for visit in visits), median(visit.live for visit in visits)
    goals = GOALS.get(latency, {}).get(name)
    note = (
        f"{PAGE}, Chromium {version}, {len(visits)} fresh profiles, from navigation's start; its own latency emulation"
    )
    said = f"≤ {goals[0]} / {goals[1]} ms" if goals else "–"
    met = goals is None or (drawn <= goals[0] and live <= goals[1])
    yield Row(
        f"lesson over {latency} ms, {name}: drawn / live", f"{drawn:.0f} / {live:.0f} ms", "–", "–", said, met, note
    )
    if latency == 0:
        asked, weight = max(visit.requests for visit in visits), median(visit.bytes for visit in visits)
        note = "headers and bodies as Chromium counts them, brotli; everything but sweeps and charts"
        met = name == "warm" or (asked <= 12 and weight <= CAP)
        yield Row(
            f"lesson, {name}: requests, weight", f"{asked}, {weight / 1e3:.0f} kB", "–", "–", "≤ 12, 150 kB", met, note
        )


def _visits(browser: Any, address: str, latency: int) -> tuple[Visit, Visit]:
    """A cold visit and a warm one, in a profile that has seen nothing before."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        return _visit(context, address, latency), _visit(context, address, latency)
    finally:
        context.close()


def _visit(context: Any, address: str, latency: int) -> Visit:
    page = context.new_page()
    page.add_init_script(DRAWN + LIVE)
    sizes: dict[str, int] = {}
    names: dict[str, str] = {}
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    slow = {"offline": False, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1}
    wire.send("Network.emulateNetworkConditions", slow)
    wire.on("Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]}))
    wire.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(address)
    page.wait_for_function("window.firstDrawn && window.live")
    page.wait_for_timeout(SETTLED)
    drawn, live = page.evaluate("[window.firstDrawn, window.live]")
    page.close()
    counted = [size for request, size in sizes.items() if not any(each in names.get(request, "") for each in APART)]
    return Visit(drawn, live, sum(size > 0 for size in counted), round(sum(counted)))
