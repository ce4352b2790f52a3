"""One Chromium for all tests of a session: Playwright runs once in a process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

SYSTEM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium where there is one, else Playwright's own; the test is skipped where there is neither."""
    executable = SYSTEM if SYSTEM.exists() else Path(playwright.chromium.executable_path)
    if not executable.exists():
        pytest.skip("no Chromium here")
    browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
    yield browser
    browser.close()
