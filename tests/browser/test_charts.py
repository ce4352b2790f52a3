"""A lesson's charts in a real browser: drawn when looked at, in the page's colours, with the step marked."""

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from app.lessons.lesson_page import query_args
from app.runs.address import parse_run
from tests.browser.conftest import NewPage, Watch
from tests.browser.test_stage_run import settings_of

LESSON = "/lessons/adagrad?still"


@pytest.fixture
def lesson(new_page: NewPage) -> Page:
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto(LESSON)
    expect(page.locator("[data-run] .stage[data-drawn]")).to_be_visible()
    return page


def shown(page: Page, kind: str) -> Locator:
    chart = page.locator(f'[data-chart="{kind}"]').first
    chart.evaluate("chart => { const closed = chart.closest('details'); if (closed) closed.open = true; }")
    chart.scroll_into_view_if_needed()
    expect(chart).to_have_attribute("data-drawn", "")
    return chart


def colour(chart: Locator) -> str:
    drawn: str = chart.locator(".scatterlayer .js-line").first.evaluate("line => getComputedStyle(line).stroke")
    return drawn


def test_plotly_is_not_fetched_before_a_chart_is_near(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1440, "height": 500}, reduced_motion="reduce")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto("/playground")
    page.wait_for_load_state("networkidle")
    assert not any("vendor/plotly" in url for url in fetched)
    page.locator('[data-chart="loss"]').scroll_into_view_if_needed()
    expect(page.locator('[data-chart="loss"]')).to_have_attribute("data-drawn", "")
    assert any("vendor/plotly" in url for url in fetched)


def test_effective_rates_have_a_line_for_each_coordinate(lesson: Page) -> None:
    chart = shown(lesson, "rates")
    expect(chart.locator(".scatterlayer .js-line")).to_have_count(2)
    expect(chart.locator("[data-legend] li")).to_have_count(2)
    expect(chart.locator("[data-caption]")).to_contain_text("along x: from")


def test_a_chart_takes_its_room_before_it_is_drawn(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1440, "height": 500}, reduced_motion="reduce")
    page.goto("/playground")
    field = page.locator('[data-chart="loss"] .chart-field')
    before = field.bounding_box()
    field.scroll_into_view_if_needed()
    expect(page.locator('[data-chart="loss"]')).to_have_attribute("data-drawn", "")
    after = field.bounding_box()
    assert before is not None
    assert after is not None
    assert before["height"] == after["height"]


def test_the_scale_can_be_switched(lesson: Page) -> None:
    chart = shown(lesson, "loss")
    line = chart.locator(".scatterlayer .js-line").first
    before = line.get_attribute("d")
    chart.get_by_role("radio", name="linear").check()
    expect(line).not_to_have_attribute("d", before or "")


def test_the_step_is_marked_and_follows_the_scrubber(lesson: Page) -> None:
    chart = shown(lesson, "rates")
    mark = chart.locator("[data-now]")
    expect(mark).to_be_visible()
    there = mark.get_attribute("style") or ""
    assert "transform" in there
    lesson.get_by_label("Back to the start").click()
    expect(mark).not_to_have_attribute("style", there)


def test_the_colours_follow_the_theme(lesson: Page) -> None:
    chart = shown(lesson, "rates")
    before = colour(chart)
    lesson.locator("[data-theme-toggle]").click()
    expect(chart.locator(".scatterlayer .js-line").first).not_to_have_css("stroke", before)


def test_a_new_run_is_charted_when_it_rests(lesson: Page) -> None:
    chart = shown(lesson, "rates")
    before = chart.locator("[data-caption]").inner_text()
    rate = lesson.locator('[data-exact][name="lr"]')
    rate.fill("0.9")
    rate.press("Enter")
    expect(chart.locator("[data-caption]")).not_to_have_text(before)
    expect(chart.locator("[data-caption]")).to_contain_text(re.compile(r"from \d"))


def test_runs_to_compare_with_are_charted_too(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto("/lessons/gradient-descent?compare=momentum&still=")
    chart = shown(page, "loss")
    expect(chart.locator(".scatterlayer .js-line")).to_have_count(2)
    expect(chart.locator("[data-legend]")).to_contain_text("Momentum")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_stands_every_chart_that_is_not_folded_away_looked_at_or_not(new_page: NewPage, scheme: str) -> None:
    page = new_page(viewport={"width": 1440, "height": 500}, reduced_motion="reduce", color_scheme=scheme)
    with page.expect_response("**/api/figures/rates?*"):
        page.goto(LESSON)
    chart = page.locator('[data-chart="rates"]')
    expect(chart).not_to_have_attribute("data-drawn", "")
    expect(chart.locator("[data-legend] li")).to_have_count(2)
    page.pdf()
    page.emulate_media(media="print")
    expect(chart.locator(".chart-paper .curve")).to_have_count(2)
    expect(chart.locator(".chart-paper svg")).to_be_visible()
    expect(chart.locator(".chart-plot")).to_be_hidden()


def test_the_curve_on_paper_is_the_core_s(lesson: Page) -> None:
    chart = shown(lesson, "loss")
    lesson.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    drawn = chart.locator(".chart-paper .curve").first.get_attribute("d") or ""
    places = [tuple(map(float, place.split(","))) for place in re.split("[ML]", drawn)[1:]]
    losses = parse_run(query_args(settings_of(lesson))).descend().excess
    assert len(places) == len(losses)
    heights, powers = np.array(places)[:, 1], np.log10(losses)
    slope, high = np.polyfit(powers, heights, 1)
    assert slope < 0
    assert heights == pytest.approx(slope * powers + high, abs=0.1)


def test_a_chart_that_nobody_looked_at_is_in_a_capture_of_the_whole_page(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1440, "height": 500}, reduced_motion="reduce")
    page.goto(LESSON)
    chart = page.locator('[data-chart="rates"]')
    expect(chart.locator(".chart-paper .curve")).to_have_count(2)
    expect(chart).not_to_have_attribute("data-drawn", "")
    expect(chart.locator(".chart-paper svg")).to_be_visible()


@pytest.mark.parametrize("part", ["charts", "core"])
def test_a_load_of_the_library_that_failed_is_tried_again(part: str, new_page: NewPage, watch: Watch) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.route(re.compile(part + r"-[\w.-]+min\.js$"), lambda route: route.abort(), times=1)
    page.goto(LESSON)
    chart = page.locator('[data-chart="rates"]')
    chart.scroll_into_view_if_needed()
    expect(chart).to_have_attribute("data-drawn", "")
    expect(chart.locator(".scatterlayer .js-line")).to_have_count(2)
    assert all("plotly" in fault for fault in watch.faults)
    watch.faults.clear()
