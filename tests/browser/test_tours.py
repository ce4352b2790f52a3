"""A guided tour: words and stage together, by keyboard alone, taken and given back, and found where it was left."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.lessons import tours
from tests.browser.conftest import NewPage
from tests.browser.test_plots import on_stage, trace

TOUR = tours.tours()[0]
ASKED = next(each for each in TOUR.chapters if each.prediction)
BEFORE = TOUR.chapters.index(ASKED)
VOICE = """window.said = [];
SpeechSynthesis.prototype.speak = (words) => {
  window.said.push(words.text);
  setTimeout(() => words.dispatchEvent(new Event("end")));
};"""
"""A voice that says everything at once, and writes down what."""


def at_step(page: Page, step: int) -> None:
    expect(page.locator("[data-step]")).to_have_text(re.compile(rf"^{step}/"), timeout=15_000)


def at_chapter(page: Page, place: int) -> None:
    chapter = TOUR.chapters[place]
    expect(page.locator("[data-place]")).to_have_text(f"{place + 1}/{len(TOUR.chapters)}: {chapter.title}")
    expect(page.locator("[data-tour]")).to_have_attribute("data-chapter", chapter.id)  # its stage has come


def press(page: Page, name: str) -> None:
    """By keyboard alone: the button takes the focus, and the key presses it."""
    button = page.get_by_role("button", name=name)
    button.focus()
    page.keyboard.press("Enter")


def test_a_tour_is_walked_by_keyboard_taken_given_back_and_left_in_the_middle(page: Page) -> None:
    page.goto(f"/tours/{TOUR.slug}")
    for place in range(BEFORE):
        at_chapter(page, place)
        if TOUR.chapters[place].end < 10:
            at_step(page, TOUR.chapters[place].end)
        press(page, "Next chapter")
    at_chapter(page, BEFORE)
    at_step(page, ASKED.begin)
    assert ASKED.prediction
    expect(page.locator("[data-reveal]")).to_be_empty()
    for telling in (".tour-stage .outcome", ".tour-stage .path.whole"):
        expect(page.locator(telling)).to_have_css("visibility", "hidden")
    wrong = next(each for each in ASKED.prediction.options if each.id != ASKED.prediction.answer)
    with page.expect_response(re.compile("/predictions$")):
        press(page, wrong.text)
    expect(page.locator("[data-reveal]")).to_contain_text("Not quite.")
    expect(page.locator("[data-reveal]")).to_contain_text(ASKED.prediction.reveal)
    at_step(page, ASKED.end)
    expect(page.locator(".tour-stage .outcome")).to_be_visible()
    press(page, "One step back")
    expect(page.locator("[data-taken]")).to_be_visible()
    at_step(page, ASKED.end - 1)
    page.locator(".tour-stage .settings [type=range]").first.press("Home")
    press(page, "Give it back")
    expect(page.locator("[data-taken]")).to_be_hidden()
    at_step(page, ASKED.end)
    expect(page.get_by_role("button", name="Play the tour")).to_be_focused()
    page.reload()
    at_chapter(page, BEFORE)
    at_step(page, ASKED.end)
    expect(page.locator("[data-reveal]")).to_contain_text(ASKED.prediction.reveal)


def test_a_tour_plays_by_itself_says_its_words_and_waits_at_a_question(page: Page) -> None:
    page.add_init_script(VOICE)
    page.goto(f"/tours/{TOUR.slug}")
    page.get_by_label("Read aloud").check()
    page.get_by_label("Speed of the tour").select_option("1.5")
    press(page, "Play the tour")
    expect(page.locator("[data-place]")).to_have_text(re.compile(f"^{BEFORE + 1}/"), timeout=30_000)
    at_step(page, ASKED.begin)
    expect(page.get_by_role("button", name="Pause the tour")).to_be_visible()
    page.wait_for_function("(count) => window.said.length === count", arg=BEFORE + 1)
    said = [each.replace("\xa0", " ") for each in page.evaluate("window.said")[:BEFORE]]
    assert said == [f"{each.caption} " for each in TOUR.chapters[:BEFORE]]


@pytest.mark.parametrize("tour", tours.tours(), ids=lambda tour: tour.slug)
def test_with_reduced_motion_every_chapter_shows_its_end_at_once(new_page: NewPage, tour: tours.Tour) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page.goto(f"/tours/{tour.slug}")
    for chapter in tour.chapters:
        expect(page.locator("[data-place]")).to_contain_text(chapter.title)
        if chapter.prediction:
            at_step(page, chapter.begin)
            page.locator(f'[data-says="{chapter.prediction.answer}"]').click()
            expect(page.locator("[data-reveal]")).to_contain_text("As you said.")
        at_step(page, chapter.end)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
        press(page, "Next chapter")


def test_what_is_done_in_a_lesson_is_noted_as_it_happens(page: Page) -> None:
    page.goto("/lessons/momentum?still")
    with page.expect_response(re.compile("/lessons/momentum/predictions$")):
        page.locator("[data-option]").first.click()
    noted = (page.expect_response(re.compile(f"/lessons/momentum/{what}$")) for what in ("experiments", "readings"))
    with next(noted), next(noted):
        page.locator(".experiment [data-query]").first.click()
        page.locator("[data-end]").scroll_into_view_if_needed()
    page.goto("/me")
    expect(page.locator(".worked")).to_contain_text("Read to the end")
    expect(page.locator(".worked")).to_contain_text("1 of ")


def test_while_a_question_is_asked_no_view_shows_what_lies_ahead(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto(f"/tours/{TOUR.slug}")
    for place in range(BEFORE):
        at_chapter(page, place)
        press(page, "Next chapter")
    at_chapter(page, BEFORE)
    at_step(page, ASKED.begin)
    on_stage(page)
    assert len(trace(page, "path")["x"]) == ASKED.begin + 1
    assert ASKED.prediction
    press(page, ASKED.prediction.options[0].text)
    at_step(page, ASKED.end)
    on_stage(page)
    assert len(trace(page, "path")["x"]) > ASKED.end
