"""How a lesson unfolds: at rest, then slowly enough, drawing back where a run leaves, then as the text is read."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.lessons import catalogue
from app.lessons.word_count import played
from app.runs.view_choice import View
from tests.browser.conftest import NewPage

LESSON = catalogue.lesson("gradient-descent")
assert LESSON is not None
SIGHTS = [each for each in LESSON.sights if each.id != "equation"]
READ = """sight => { const { top, height } = sight.getBoundingClientRect();
  scrollBy({ top: top + height / 2 - 0.47 * innerHeight, behavior: "instant" }); }"""
"""Scrolls so that a paragraph is where it counts as being read."""
TOP = "() => document.querySelector('.prediction').getBoundingClientRect().top"


def at_step(page: Page, step: int) -> None:
    expect(page.locator("[data-step]")).to_have_text(re.compile(rf"^{step}/"))


def test_a_lesson_rests_on_its_first_step_until_somebody_predicts(page: Page) -> None:
    page.goto("/lessons/momentum")
    at_step(page, 0)
    expect(page.locator(".stage[data-resting]")).to_have_count(1)
    expect(page.locator("[data-others] polyline")).to_have_count(1)
    expect(page.locator(".arrow.uphill")).to_be_visible()
    expect(page.locator(".transport[data-playing]")).to_have_count(0)
    with page.expect_response("**/lessons/momentum/predictions") as kept:
        page.locator("[data-option]").first.click()
    assert kept.value.request.post_data == "predicted=faster"
    expect(page.locator(".transport[data-playing]")).to_have_count(1)
    expect(page.locator(".prediction [data-verdict]")).to_have_text("Watch the picture …")
    page.locator('[data-do="play"]').click()  # who has seen enough stops it, and is told
    expect(page.locator(".prediction [data-verdict] strong")).to_have_count(1)


def test_the_scripts_play_as_long_as_the_home_page_counts(page: Page) -> None:
    page.goto("/lessons/momentum?still")
    module = page.locator('script[type="module"]').first.get_attribute("src") or ""
    pace = module.rpartition("/")[0] + "/../runs/pace.js"
    lengths = [*range(1, 40), 100, 200, 2000]
    took = page.evaluate(f"(lengths) => import('{pace}').then((p) => lengths.map((n) => p.secondsTo(n, n)))", lengths)
    assert took == pytest.approx([played(n) for n in lengths])
    script = (
        f"(n) => import('{pace}').then((p) => Array.from({{length: n + 1}}, (_, t) => p.stepAt(p.secondsTo(t, n), n)))"
    )
    for n in (1, 4, 9, 12, 200):
        assert page.evaluate(script, n) == list(range(n + 1))


def test_a_run_that_flies_off_draws_the_picture_back_and_another_brings_it_home(page: Page) -> None:
    page.goto("/lessons/gradient-descent")
    box = page.locator(".plot").get_attribute("viewBox")
    page.locator(f'[data-option="{LESSON.prediction.answer}"]').click()  # type: ignore[union-attr]
    expect(page.locator(".plot[data-drawn-back]")).to_have_count(1)
    in_sight = """() => { const inside = document.querySelector(".now").getBoundingClientRect();
      const plot = document.querySelector(".plot").getBoundingClientRect();
      return inside.top >= plot.top && inside.bottom <= plot.bottom; }"""
    page.locator('[data-do="play"]').click()
    page.locator("[data-scrub]").fill("2")
    page.wait_for_function(in_sight)
    page.locator(".own-run a").click()
    expect(page.locator(".plot")).to_have_attribute("viewBox", box or "")


def test_with_motion_unwelcome_the_end_is_there_at_once(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto("/lessons/gradient-descent")
    at_step(page, 0)
    page.locator("[data-option]").first.click()
    expect(page.locator(".prediction [data-verdict] strong")).to_have_count(1)
    at_step(page, LESSON.prediction_scene.descent.points.shape[1] - 1)  # type: ignore[union-attr]
    expect(page.locator(".plot[data-drawn-back]")).to_have_count(0)


def test_the_picture_follows_the_text_until_somebody_takes_a_control(page: Page) -> None:
    page.goto("/lessons/gradient-descent")
    for each in SIGHTS:
        sight = page.locator(f'[data-sight="{each.id}"]')
        sight.evaluate(READ)
        expect(sight).to_have_attribute("data-current", "")
        at_step(page, each.step - 1)
        expect(page.locator(".stage")).to_have_attribute("data-shows", " ".join(each.arrows))
        expect(page.locator(".stage")).to_have_attribute("data-view", (each.view or View.MAP).value)
    assert {each.view for each in SIGHTS} == {None, View.RELIEF}
    page.locator(f'[data-sight="{SIGHTS[1].id}"]').evaluate(READ)
    expect(page.locator(".stage")).to_have_attribute("data-view", "map")  # given back
    assert page.evaluate("() => localStorage.getItem('view')") is None
    page.locator(f'[data-sight="{SIGHTS[-1].id}"]').evaluate(READ)
    at_step(page, SIGHTS[-1].step - 1)
    page.locator('[data-do="back"]').click()
    expect(page.locator("[data-current]")).to_have_count(0)
    page.locator(f'[data-sight="{SIGHTS[0].id}"]').evaluate(READ)
    page.locator('[data-sight="equation"]').evaluate(READ)
    at_step(page, SIGHTS[-1].step - 2)  # theirs now, and in that view
    expect(page.locator(".stage")).to_have_attribute("data-view", "relief")
    expect(page.locator("[data-current]")).to_have_count(0)


def test_a_run_that_a_link_brought_stays_while_somebody_reads(page: Page) -> None:
    page.goto("/lessons/gradient-descent?landscape=bowl&lr=0.5&steps=30")
    expect(page.locator(".transport[data-playing]")).to_have_count(0)
    for each in SIGHTS:
        page.locator(f'[data-sight="{each.id}"]').evaluate(READ)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.locator("[data-current]")).to_have_count(0)
    assert "landscape=bowl" in page.url
    expect(page.locator('.exact[name="lr"]')).to_have_value("0.5")


def test_a_paragraph_s_button_shows_its_step_by_key_and_moves_no_page(page: Page) -> None:
    page.goto("/lessons/gradient-descent?still")
    page.locator('[name="lr"]').fill("0.03")
    page.locator('[name="lr"]').press("Enter")
    button = page.locator(f'[data-sight="{SIGHTS[1].id}"] [data-show]')
    button.focus()
    before = page.evaluate(TOP)
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-sight="{SIGHTS[1].id}"]')).to_have_attribute("data-current", "")
    expect(page.locator('[name="lr"]')).to_have_value("0.09")  # the run that the paragraph speaks of
    at_step(page, SIGHTS[1].step - 1)
    assert page.evaluate(TOP) == before
