"""Maps in a browser: by mouse and by keys, finer while one looks, called off when one goes on, and to keep."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage

SETTINGS = "/playground/map?kind=settings&optimizer=momentum&landscape=ravine&x=lr&y=momentum&steps=100"


@pytest.fixture
def wide(new_page: NewPage) -> Page:
    return new_page(viewport={"width": 1440, "height": 1000}, reduced_motion="reduce", accept_downloads=True)


def drawn(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("[data-field][data-drawn]")
    return page


def test_keys_walk_the_cells_and_enter_loads_the_run_that_the_words_tell_of(wide: Page) -> None:
    drawn(wide, SETTINGS)
    wide.locator("[data-field]").focus()
    for key in ("ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "ArrowDown"):
        wide.keyboard.press(key)
    told = wide.locator("[data-told]")
    expect(told).to_have_attribute("aria-live", "polite")
    words = re.fullmatch(r"η (\S+), γ (\S+): (.*?)(?: at \(.*?\))?(?:, f = .*)?\.", told.inner_text())
    assert words, told.inner_text()
    wide.keyboard.press("Enter")
    expect(wide).to_have_url(re.compile(r"lr=.*momentum=|momentum=.*lr="))
    step = re.search(r"step (\d+)|after (\d+) steps", words[3])
    assert step
    expect(wide.locator("#stage-caption")).to_contain_text(step[0])


def test_pointing_tells_a_cell_and_a_click_moves_the_start(wide: Page) -> None:
    drawn(wide, "/playground/map")
    box = wide.locator("[data-field] svg").bounding_box()
    assert box
    wide.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.4)
    expect(wide.locator("[data-told]")).to_contain_text("From (")
    before = wide.locator("[data-looks]").inner_html()
    wide.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.6)
    expect(wide).to_have_url(re.compile("start="))
    expect(wide.locator("#stage-caption")).to_contain_text("step")
    assert wide.locator("[data-looks]").inner_html() == before, "a map of starts does not depend on the start"


@pytest.mark.parametrize("address", [SETTINGS, "/playground/map?landscape=six_hump_camel&lr=0.02&steps=60"])
def test_scripts_draw_the_cells_as_the_server_does(wide: Page, address: str) -> None:
    """Of the size to which scripts go in the end."""
    drawn(wide, address)
    looks = (
        "[...{}.querySelectorAll('[data-looks] path')].map((each) => [each.className.baseVal, each.getAttribute('d')])"
    )
    here = wide.evaluate(looks.format("document"))
    kept = wide.evaluate(
        f"""async () => {{
          const text = await (await fetch(document.querySelector("[data-svg]").href)).text();
          const kept = new DOMParser().parseFromString(text, "image/svg+xml");
          return {looks.format("kept")};
        }}"""
    )
    assert {name: sorted(re.findall("M[^M]+", d)) for name, d in here} == {
        name: sorted(re.findall("M[^M]+", d)) for name, d in kept
    }


def test_another_setting_calls_off_the_map_before_and_draws_anew(wide: Page) -> None:
    wide.goto("/playground/map?optimizer=adam&landscape=beale&lr=0.1&steps=150")
    wide.locator('[name="lr"][data-exact]').fill("0.2")
    wide.keyboard.press("Enter")
    expect(wide).to_have_url(re.compile("lr=0.2"))
    wide.wait_for_selector("[data-field][data-drawn]")
    expect(wide.locator("[data-permalink]")).to_have_attribute("href", re.compile("lr=0.2"))


def test_pictures_open_in_another_program(wide: Page, tmp_path: Path) -> None:
    drawn(wide, SETTINGS)
    for name, first in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with wide.expect_download() as download:
            wide.get_by_text(f"Download {name}").click()
        kept = tmp_path / f"map.{name.lower()}"
        download.value.save_as(kept)
        assert kept.read_bytes().lstrip().startswith(first)
        if program := shutil.which("convert"):
            opened = subprocess.run([program, str(kept), "-format", "%k", "info:"], capture_output=True, text=True)
            assert int(opened.stdout.split()[0]) > 5, "so many colours at least"


def test_without_scripts_a_form_draws_the_map(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page.goto("/playground/map")
    page.get_by_label("settings", exact=True).check()
    page.get_by_role("button", name="Draw the map").first.click()
    assert "kind=settings" in page.url
    expect(page.locator("[data-looks] path").first).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
