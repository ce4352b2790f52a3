"""Chromium for the benchmarks: the system's where there is one, else Playwright's own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless browser for as long as the context lasts."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        there = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=there, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()
