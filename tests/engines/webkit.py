"""WebKitGTK's own small browser, by its WebDriver, on a screen that exists in memory alone."""

import base64
import os
import subprocess
import warnings
from pathlib import Path
from typing import Any

from selenium.common import WebDriverException
from selenium.webdriver import WebKitGTK
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.engines.engine import EngineError

NARROW = "* { min-width: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px; -gtk-icon-transform: scale(0.1); }"
"""Its tool bar would keep the window 447 pixels wide."""
STILL = "[Settings]\ngtk-enable-animations=0\n"
"""Pages are told that motion is unwelcome."""
SCREEN = "1600x1300x24"


class WebKit:
    """One window. What goes wrong on a page it does not tell."""

    def __init__(self, driver: str, folder: Path) -> None:
        self.faults: list[str] = []
        style = folder / "gtk-3.0" / "gtk.css"
        style.parent.mkdir()
        style.write_text(NARROW, "utf-8")
        style.with_name("settings.ini").write_text(STILL, "utf-8")
        self._screen = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._screen.stdout is not None
        display = self._screen.stdout.readline().decode().strip()
        settings = {**os.environ, "DISPLAY": f":{display}", "XDG_CONFIG_HOME": str(folder), "GTK_A11Y": "none"}
        try:
            self._window = _started(Service(driver, env=settings))
        except BaseException:
            self._close_screen()
            raise

    def visit(self, address: str) -> None:
        self._window.get(address)

    def run(self, body: str) -> Any:
        try:
            return self._window.execute_script(body)
        except WebDriverException as error:
            raise EngineError(str(error.msg)) from error

    def resize(self, width: int, height: int) -> None:
        """So wide and high that the page itself has these sizes."""
        self._window.set_window_size(width, height)
        outside = height - int(self.run("return innerHeight"))
        self._window.set_window_size(width, height + outside)

    def pdf(self) -> bytes | None:
        """Asked each time: WebKitGTK 2.50's driver answers WebDriver's `print` with "unknown command"."""
        try:
            return base64.b64decode(self._window.print_page())
        except WebDriverException as error:
            if "unknown" not in str(error.msg).lower():
                raise EngineError(str(error.msg)) from error
            return None

    def screenshot(self) -> bytes:
        return self._window.get_screenshot_as_png()

    def close(self) -> None:
        self._window.quit()
        self._close_screen()

    def _close_screen(self) -> None:
        self._screen.terminate()
        self._screen.communicate()


def _started(service: Service) -> WebKitGTK:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "setting remote_server_addr", DeprecationWarning)  # selenium's own
        return WebKitGTK(options=_options(), service=service)


def _options() -> Options:
    options = Options()
    options.binary_location = str(next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")))
    options.add_argument("--automation")
    return options
