"""Two applications in one process: each has its own questions, records and clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest

from app import create_app
from app.config import Config
from app.web.context import site_of
from quizzes import bank
from tests.databases import fresh
from tests.takers import ClientBrowser, Taker

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def corrected(folder: Path) -> Path:
    """The shipped questions, but for the title of a quiz."""
    copytree(bank.FOLDER, folder)
    file = folder / "adam.toml"
    text = file.read_text("utf-8")
    assert text.startswith('title = "Adam"')
    file.write_text(text.replace("Adam", "Eve", 1), "utf-8")
    return folder


def taker(folder: Path, url: str, clock: Callable[[], datetime], banks: Path = bank.FOLDER) -> Taker:
    app = create_app(Config(folder, url, "a key for the tests alone", banks=banks, compressed=False), clock)
    app.testing = True
    return Taker(ClientBrowser(app), site_of(app).database)


def test_two_applications_serve_two_banks(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        folder.mkdir()
    with fresh(request, "sqlite", folders[0]) as one, fresh(request, "sqlite", folders[1]) as other:
        shipped = taker(folders[0], one, lambda: NOW)
        changed = taker(folders[1], other, lambda: NOW, corrected(tmp_path / "banks"))
        for _ in range(2):
            for each, title in ((shipped, "Adam"), (changed, "Eve")):
                attempt = each.start("adam")
                each.finish(attempt)
                assert f"<title>Result: {title} " in each.get(f"/attempts/{attempt}").text
        shipped.database.dispose()
        changed.database.dispose()


def test_two_applications_go_by_two_clocks(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Over the same records: a browser is known until its time is over by the clock of whoever is asked."""
    with fresh(request, "sqlite", tmp_path) as url:
        early, late = (taker(tmp_path, url, clock) for clock in (lambda: NOW, lambda: NOW + timedelta(days=4000)))
        early.sign_up("ada@example.org")
        assert isinstance(late.browser, ClientBrowser)
        late.browser.client.set_cookie("learner", early.browser.token or "")
        assert [("ada@example.org" in each.get("/me").text) for each in (early, late, early)] == [True, False, True]
        early.database.dispose()
        late.database.dispose()
