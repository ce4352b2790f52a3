"""Error pages in a real browser."""

from playwright.sync_api import Page

from tests.browser.conftest import Watch


def test_an_unknown_page_helps_its_reader_on(page: Page, watch: Watch) -> None:
    page.goto("/lessons/gradient-ascent")
    link = page.get_by_role("main").get_by_role("link", name="Gradient Descent")

    assert page.get_by_role("heading", level=1).inner_text() == "There is no such page"
    assert link.get_attribute("href") == "/lessons/gradient-descent"
    assert [fault for fault in watch.faults if not fault.startswith(("404", "console error: Failed to load"))] == []
    watch.faults.clear()
