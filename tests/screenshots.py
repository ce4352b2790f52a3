"""Every page as a picture, to be looked at: `python -m tests.screenshots FOLDER` draws each in every width and look.

A server of its own with a demo class; one address of each kind that a link leads to, as the instructor of that class,
who has also begun one quiz and ended another. `--width` and `--look`, each as often as wanted, draw some alone;
`--page` those whose names have its text.
"""

import argparse
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from app.commands import add_instructor, demo
from tests.chromium import ARGUMENTS, SYSTEM
from tests.conftest import Server, start_server, stop_server
from tests.takers import PASSWORD

WIDTHS = (320, 390, 768, 1440)
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}
HEIGHT = 900
FAR = 150
"""Addresses that the walk along the links opens at most."""
PLAIN = ("/healthz", "/api/", "/static/")
IDENTIFIER = re.compile(r"/(?:\d+|[\w-]{20,})(?=/|$)")
"""What differs between pages of one kind."""
LINKS = "all => all.filter((a) => a.origin === location.origin).map((a) => a.pathname)"


def main() -> None:
    asked = _arguments()
    asked.folder.mkdir(parents=True, exist_ok=True)
    server = start_server(Path(tempfile.mkdtemp()))
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=SYSTEM, args=list(ARGUMENTS))
            _draw(chromium, server, asked)
    finally:
        stop_server(server)


def _arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("folder", type=Path)
    reader.add_argument("--width", type=int, action="append")
    reader.add_argument("--look", choices=LOOKS, action="append")
    reader.add_argument("--page", default="")
    return reader.parse_args()


def _draw(chromium: Browser, server: Server, asked: argparse.Namespace) -> None:
    first = chromium.new_context(base_url=server.url)
    wanted = {name: address for name, address in _addresses(first, server).items() if asked.page in name}
    for width in asked.width or WIDTHS:
        for look in asked.look or LOOKS:
            size: ViewportSize = {"width": width, "height": HEIGHT}
            context = chromium.new_context(base_url=server.url, viewport=size, reduced_motion="reduce", **LOOKS[look])
            context.add_cookies(first.cookies())  # type: ignore[arg-type]
            for name, address in wanted.items():
                _picture(context.new_page(), address, asked.folder / f"{name}-{width}-{look}.png")
            context.close()


def _picture(page: Page, address: str, file: Path) -> None:
    page.goto(address, wait_until="load")
    page.wait_for_timeout(1800)  # fonts are there, and charts are drawn
    page.screenshot(path=file, full_page=True)
    page.close()


def _addresses(context: BrowserContext, server: Server) -> dict[str, str]:
    """An address of each kind that links lead to, by a name for its file."""
    page = context.new_page()
    home = _desk(page, server)
    begun = _quiz(page, "adam")
    ended = _quiz(page, "momentum")
    page.get_by_role("link", name="Stop here").click()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    found: dict[str, str] = {}
    for address in _walk(page, ["/", home, begun, ended, "/no-such-page", "/join"]):
        found.setdefault(_name(address), address)
    return found


def _desk(page: Page, server: Server) -> str:
    """Signs the instructor in by the link that the command line prints, and makes the demo class."""
    page.goto(_run(server, add_instructor.command, "emmy@example.org", "--name", "Emmy Noether", "--site", server.url))
    page.get_by_label("The new password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    return _run(server, demo.command, "--learners", "14").rpartition(" ")[2]


def _run(server: Server, command: Any, *words: str) -> str:
    told = CliRunner().invoke(command, list(words), env={**server.environment, "DATABASE_URL": ""})
    assert told.exit_code == 0, told.output
    return str(told.output.strip())


def _quiz(page: Page, quiz: str) -> str:
    """Begins a quiz alone; the address of its attempt."""
    page.goto(f"/quizzes/{quiz}")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/attempts/**")
    return re.sub(r"/items/.*", "", urlsplit(page.url).path)


def _walk(page: Page, starts: list[str]) -> Iterator[str]:
    """Addresses in the order in which links lead to them, one of each kind."""
    waiting, seen = list(starts), {_name(each) for each in starts}
    for _ in range(FAR):
        if not waiting:
            return
        address = waiting.pop(0)
        answer = page.goto(address)
        if answer is None or "text/html" not in (answer.headers.get("content-type") or ""):
            continue
        yield address
        for link in page.locator("a[href]:not([download])").evaluate_all(LINKS):
            if _name(link) not in seen and not link.startswith(PLAIN) and "." not in link:
                seen.add(_name(link))
                waiting.append(link)


def _name(address: str) -> str:
    path = urlsplit(address).path
    return IDENTIFIER.sub("", path).strip("/").replace("/", "-") or "home"


if __name__ == "__main__":
    main()
