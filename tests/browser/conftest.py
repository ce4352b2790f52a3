"""A real Chromium, and pages that fail their test on any console error, failed request or request to another host."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
)

from tests.conftest import Server

PATIENCE = 30_000
"""Milliseconds that a step may take on a busy machine."""
OF_THE_DRIVER = ("GL Driver Message", "willReadFrequently", "software WebGL")
"""What Chromium remarks on how plotly.js draws in space without a graphics card: nothing is wrong."""
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Watch:
    """Everything that goes wrong on a page; a test that expects something to go wrong empties it."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.faults: list[str] = []

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(each in message.text for each in OF_THE_DRIVER):
            self.faults.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self.host:
            self.faults.append(f"left the host: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure not in ("net::ERR_ABORTED", None):  # a navigation or an abort() ends requests on purpose
            self.faults.append(f"failed: {request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")


NewPage = Callable[..., Page]


def live(page: Page) -> None:
    """Wait until every script of the page is bound: what is pressed earlier falls through."""
    page.wait_for_selector("html[data-live]", state="attached")


def _arrive_live(page: Page) -> None:
    """Let whatever waits for another page return only when that page answers to keys and clicks."""
    for name in ("goto", "reload", "go_back", "wait_for_url"):
        setattr(page, name, _then_live(page, getattr(page, name)))


def _then_live(page: Page, arrive: Callable[..., Response | None]) -> Callable[..., Response | None]:
    def waiting(*args: Any, **settings: Any) -> Response | None:
        response = arrive(*args, **settings)
        if page.evaluate("document.querySelector('script[type=module]') !== null"):
            live(page)
        return response

    return waiting


@pytest.fixture
def watch(server: Server) -> Watch:
    """What went wrong on this test's pages so far."""
    return Watch(server.host)


@pytest.fixture
def new_page(chromium: Browser, server: Server, watch: Watch) -> Iterator[NewPage]:
    """Make pages with the settings of a browser context: `viewport`, `color_scheme`, `java_script_enabled` …."""
    contexts: list[BrowserContext] = []

    def make(**settings: Any) -> Page:
        context = chromium.new_context(base_url=server.url, **settings)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch.follow(page)
        if settings.get("java_script_enabled", True):
            _arrive_live(page)
        return page

    yield make
    for context in contexts:
        context.close()
    assert watch.faults == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page 1440 pixels wide, on the real server."""
    return new_page(viewport={"width": 1440, "height": 900})
