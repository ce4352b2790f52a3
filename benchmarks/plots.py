"""The three views of a run: the first picture of a plot, and a move of the slider on the relief and the plots."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from benchmarks.browser import chromium
from benchmarks.report import Row, quantile
from benchmarks.server import Server

PAGE = "/lessons/momentum"
ROUNDS = 3
MOVES = 40
PAUSE = 40
"""Milliseconds between two moves of the slider."""
SETTLED = 1500

KEPT = "try { localStorage.setItem('plot', '%s') } catch { }"
"""In which kind of plot the page opens."""
DRAWN = """
  (function look() {
    if (!document.querySelector(".stage .live-plot.%s[data-drawn]")) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => (window.plotted = performance.now())));
  })();
"""
PLOTTED = """() => new Promise((resolve) => {
  (function look() { window.plotted ? resolve(window.plotted) : setTimeout(look, 20); })();
})"""
BUSY = """
  window.busy = [];
  document.addEventListener("input", () => {
    const begun = performance.now();
    setTimeout(() => window.busy.push(performance.now() - begun));
  }, { capture: true });
"""
"""How long after a move of the slider the page can take the next one."""


def rows() -> Iterator[Row]:
    with Server() as server, chromium() as browser:
        for kind in ("plane", "space"):
            yield _first(kind, [_opened(browser, server, kind) for _ in range(ROUNDS)])
        yield _held("relief", _moved(browser, server, "relief", "plane"))
        for kind in ("plane", "space"):
            yield _held(f"plot in {kind}", _moved(browser, server, "plot", kind))


def _first(kind: str, taken: list[float]) -> Row:
    middle = median(taken)
    note = f"{PAGE}?view=plot, {len(taken)} fresh profiles, from navigation's start, no latency, no graphics card"
    goal, met = ("≤ 1,500 ms", middle <= 1500) if kind == "plane" else ("–", True)
    return Row(f"plot in {kind}, cold: first picture", f"{middle:.0f} ms", "–", "–", goal, met, note)


def _held(view: str, taken: list[float]) -> Row:
    middle, slow = quantile(taken, 0.5), quantile(taken, 0.95)
    note = f"{len(taken)} moves; until the page takes the next one; p50 {middle:.1f} ms; no graphics card"
    return Row(f"slider with the {view} on the stage, p95", f"{slow:.1f} ms", "–", "–", "≤ 50 ms", slow <= 50, note)


def _opened(browser: Any, server: Server, kind: str) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    try:
        page = context.new_page()
        page.add_init_script(KEPT % kind)
        page.add_init_script(DRAWN % kind)
        page.goto(f"{server.address}{PAGE}?view=plot")
        page.wait_for_selector(f".stage .live-plot.{kind}[data-drawn]")
        return float(page.evaluate(PLOTTED))
    finally:
        context.close()


def _moved(browser: Any, server: Server, view: str, kind: str) -> list[float]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    try:
        page = context.new_page()
        page.add_init_script(KEPT % kind)
        page.goto(f"{server.address}{PAGE}?view={view}")
        there = "[data-relief][data-drawn]" if view == "relief" else f".stage .live-plot.{kind}[data-drawn]"
        page.wait_for_selector(there)
        page.locator("[data-first] [data-range]").first.focus()
        page.wait_for_timeout(SETTLED)
        page.evaluate(BUSY)
        for number in range(MOVES):
            page.keyboard.press("ArrowRight" if number // 10 % 2 else "ArrowLeft")
            page.wait_for_timeout(PAUSE)
        return list(page.evaluate("window.busy"))
    finally:
        context.close()
