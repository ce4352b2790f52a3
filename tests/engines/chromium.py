"""Chromium behind the same few calls as the other engines."""

from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Error

from tests.engines.engine import EngineError


class Chromium:
    """One window."""

    def __init__(self, browser: Browser) -> None:
        self._context = browser.new_context(reduced_motion="reduce")
        self._page = self._context.new_page()
        self.faults: list[str] = []
        self._page.on("console", self._told)
        self._page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _told(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def visit(self, address: str) -> None:
        self._page.goto(address, wait_until="load")

    def run(self, body: str) -> Any:
        try:
            return self._page.evaluate(f"async () => {{ {body} }}")
        except Error as error:
            raise EngineError(error.message) from error

    def resize(self, width: int, height: int) -> None:
        self._page.set_viewport_size({"width": width, "height": height})

    def pdf(self) -> bytes:
        return self._page.pdf(format="A4")

    def close(self) -> None:
        self._context.close()
