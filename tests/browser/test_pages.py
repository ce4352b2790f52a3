"""The home page, the page before the lessons and the review in a real browser."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.pages import pages

A4 = re.compile(rb"/Type\s*/Page[^s]")


@pytest.mark.parametrize("width", [1440, 768, 320])
def test_no_page_scrolls_sideways(app: Flask, new_page: NewPage, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    wide = []
    for address in pages(app):
        page.goto(address, wait_until="load")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(address)
    assert wide == []


@pytest.mark.parametrize("width", [320, 360, 390])
def test_the_places_of_the_site_stand_in_one_row_on_every_phone(new_page: NewPage, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 700})
    page.goto("/sources")
    places = page.locator(".masthead nav a")
    expect(places).to_have_count(5)
    assert len(set(places.evaluate_all("all => all.map((each) => Math.round(each.getBoundingClientRect().top))"))) == 1


RACE_LINE = "document.querySelector('.race .trail polyline').getAttribute('points')"


def race_line(page: Page) -> str:
    return str(page.evaluate(RACE_LINE))


def test_the_race_moves_until_it_is_paused(page: Page) -> None:
    page.goto("/")
    button = page.locator("[data-pause]")
    expect(button).to_have_text("Pause")
    early = race_line(page)
    page.wait_for_function(f"early => {RACE_LINE} !== early", arg=early)

    button.click()
    expect(button).to_have_text("Play")
    page.wait_for_timeout(100)
    still = race_line(page)
    page.wait_for_timeout(300)
    assert race_line(page) == still


def test_the_race_stands_still_for_those_who_want_less_motion(new_page: NewPage) -> None:
    page = new_page(reduced_motion="reduce")
    page.goto("/")
    expect(page.locator("[data-pause]")).to_have_text("Play")
    whole = race_line(page)
    page.wait_for_timeout(300)
    assert race_line(page) == whole


def test_the_race_is_whole_without_scripts(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/")
    assert page.locator(".race .trail").count() == 6
    expect(page.locator("[data-pause]")).to_be_hidden()
    expect(page.locator(".race figcaption")).to_contain_text("first")


def test_the_first_lesson_is_one_click_away(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Start: Gradient descent").click()
    expect(page).to_have_url(re.compile("/lessons/gradient-descent$"))


def test_pointing_at_a_word_lights_its_place_in_both_pictures(page: Page) -> None:
    page.goto("/before-you-start")
    page.get_by_role("button", name="Saddle").hover()
    expect(page.locator("[data-place=saddle].lit")).to_have_count(2)
    page.get_by_role("button", name="Plateau").focus()
    expect(page.locator("[data-place=plateau].lit")).to_have_count(2)
    page.locator(".map [data-place=loss] text").hover()
    expect(page.locator("[data-word=loss].lit")).to_have_count(1)


def test_the_chosen_colours_last_over_pages_and_visits(new_page: NewPage) -> None:
    page = new_page(color_scheme="light")
    page.goto("/")
    toggle = page.get_by_role("button", name="Dark colours")
    expect(toggle).to_have_attribute("aria-pressed", "false")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    night = background(page)
    page.goto("/review")
    assert background(page) == night
    page.emulate_media(color_scheme="dark")
    page.get_by_role("button", name="Dark colours").click()
    assert background(page) != night


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_a_script_reads_a_colour_token_as_a_colour(page: Page) -> None:
    page.goto("/")
    colour = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--opt-adam')")
    assert re.fullmatch(r"rgb\(\d+, \d+, \d+\)", colour)


def test_the_review_prints_on_two_pages(page: Page) -> None:
    page.goto("/review")
    assert len(A4.findall(page.pdf(format="A4"))) == 2


def test_the_review_prints_on_paper_colours_even_at_night(new_page: NewPage) -> None:
    page = new_page(color_scheme="dark")
    page.goto("/review")
    page.emulate_media(media="print")
    assert background(page) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("address", ["/playground", "/lessons/adam?still"])
def test_a_select_box_is_drawn_by_the_page_in_every_engine(page: Page, address: str) -> None:
    """WebKit would draw a grey box of its own."""
    page.goto(address)
    looks = page.locator("select").evaluate_all(
        "all => all.map(getComputedStyle).map((style) => [style.appearance, style.backgroundImage.slice(0, 8)])"
    )
    assert looks
    assert {tuple(look) for look in looks} == {("none", 'url("dat')}


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="no pdftotext (poppler-utils) here")
@pytest.mark.parametrize("lesson", ["gradient-descent", "adam"])
def test_on_paper_an_equation_stands_on_the_page_of_its_heading(page: Page, tmp_path: Path, lesson: str) -> None:
    """Whatever stands above them: the sheets are tried in several heights."""
    page.goto(f"/lessons/{lesson}?still")
    heading = page.locator(".rule-of-lesson h2, .kept h2").first.inner_text()
    for height in (260, 297, 330):
        file = tmp_path / f"{height}.pdf"
        page.pdf(path=file, width="210mm", height=f"{height}mm")
        told = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
        sheets = told.stdout.split("\f")
        (at,) = (place for place, sheet in enumerate(sheets) if re.search(rf"^\s*{heading}\s*$", sheet, re.MULTILINE))
        assert "←" in sheets[at].partition(heading)[2], (lesson, height)
