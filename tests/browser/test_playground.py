"""The playground in a real browser: racers, rates, landscapes, the start, playback, the link; and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage

RACE = "/playground?optimizer=gradient_descent&optimizer=adam&landscape=ravine&gradients=60&rates=same&lr=0.015"


@pytest.fixture
def race(new_page: NewPage) -> Page:
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto(RACE)
    expect(page.locator(".plot[data-drawn]")).to_be_visible()
    return page


def paths(page: Page) -> list[str]:
    return [line.get_attribute("points") or "" for line in page.locator("[data-racer] [data-path]").all()]


def racing(page: Page) -> list[str | None]:
    return [group.get_attribute("data-racer") for group in page.locator("[data-racer]").all()]


def test_another_racer_joins_with_one_click(race: Page) -> None:
    race.locator('[name="optimizer"][value="momentum"]').check()
    expect(race.locator("[data-racer]")).to_have_count(3)
    assert racing(race) == ["gradient_descent", "momentum", "adam"]
    expect(race.locator(".results tbody tr")).to_have_count(3)
    expect(race).to_have_url(re.compile("optimizer=momentum"))
    expect(race.locator('[name="optimizer"][value="momentum"]')).to_be_focused()


def test_a_seventh_racer_has_to_wait(race: Page) -> None:
    for name in ("Momentum", "Nesterov", "Adagrad", "Adadelta"):
        race.locator(f'[value="{name.lower()}"]').check()
        expect(race.locator(".results")).to_contain_text(name)
    expect(race.locator('[name="optimizer"][value="rmsprop"]')).to_be_disabled()


def test_another_landscape_takes_the_place_of_the_first(race: Page) -> None:
    before = race.locator("[data-ground]").inner_html()
    race.get_by_label("Landscape").select_option("himmelblau")
    expect(race.locator(".plot title").first).to_contain_text("Himmelblau")
    assert race.locator("[data-ground]").inner_html() != before
    expect(race).to_have_url(re.compile("landscape=himmelblau"))


def test_the_start_can_be_moved_over_the_whole_of_another_landscape(race: Page) -> None:
    handle = race.locator("[data-handle]")
    before = handle.get_attribute("aria-valuemax")
    race.get_by_label("Landscape").select_option("himmelblau")

    expect(handle).to_have_attribute("aria-valuemin", "-5")
    expect(handle).to_have_attribute("aria-valuemax", "5")
    assert before == "2"


def test_each_at_its_best_rate_says_which_and_how(race: Page) -> None:
    race.get_by_role("radio", name="each at its best rate, found by a sweep").check()
    expect(race.locator(".results tbody td").first).to_contain_text("best")
    expect(race.locator("#race-verdict")).to_contain_text("found by a sweep")


def test_dragging_the_start_moves_every_path(race: Page) -> None:
    before = paths(race)
    box = race.locator("[data-handle] .ring").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    race.mouse.move(x, y)
    race.mouse.down()
    race.mouse.move(x + 150, y + 40, steps=6)
    race.mouse.up()
    expect(race).to_have_url(re.compile("start="))
    after = paths(race)
    assert len(after) == 2
    assert all(old != new for old, new in zip(before, after, strict=True))
    assert len({points.split(" ")[0] for points in after}) == 1


def test_the_start_moves_by_keyboard(race: Page) -> None:
    race.locator("[data-handle]").focus()
    race.keyboard.press("ArrowRight")
    expect(race).to_have_url(re.compile("start="))


def test_the_race_can_be_stepped_and_scrubbed(race: Page) -> None:
    race.get_by_label("Back to the start").click()
    expect(race.locator("[data-step]")).to_have_text("0/60")
    race.get_by_label("One step forward").click()
    expect(race.locator("[data-step]")).to_have_text("1/60")
    expect(race.locator(".plot")).to_have_attribute("data-drawn", "1")
    for line in race.locator("[data-walked]").all():
        assert len((line.get_attribute("points") or "").split()) == 2


def test_the_race_plays_to_its_end(race: Page) -> None:
    race.get_by_label("Speed").select_option("4")
    race.get_by_label("Play", exact=True).click()
    expect(race.locator("[data-step]")).to_have_text("60/60")


def test_the_link_restores_everything(race: Page, new_page: NewPage) -> None:
    race.locator('[name="optimizer"][value="adadelta"]').check()
    expect(race.locator("[data-racer]")).to_have_count(3)
    race.locator("#own-settings summary").click()
    race.locator('[name="adam.beta1"]').fill("0.5")
    race.locator('[name="adam.beta1"]').press("Enter")
    expect(race).to_have_url(re.compile("adam.beta1=0.5"))
    again = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    again.goto(race.url)
    expect(again.locator(".plot[data-drawn]")).to_be_visible()
    assert paths(again) == paths(race)
    expect(again.locator('[name="adam.beta1"]')).to_have_value("0.5")


def test_a_wrong_number_is_named_and_the_race_stands(race: Page) -> None:
    before = paths(race)
    race.locator("#settings summary").click()
    race.get_by_label("Gradient evaluations for each").fill("9999")
    race.get_by_label("Gradient evaluations for each").press("Enter")
    expect(race.get_by_role("alert")).to_contain_text("takes a whole number from 1 to 2000")
    expect(race.get_by_label("Gradient evaluations for each")).to_have_value("9999")
    assert paths(race) == before


def test_the_loss_chart_comes_when_it_is_looked_at_and_switches_its_scale(race: Page) -> None:
    chart = race.locator('[data-chart="loss"]')
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".scatterlayer .trace")).to_have_count(2)
    chart.get_by_role("radio", name="linear").check()
    expect(chart.get_by_role("radio", name="linear")).to_be_checked()


def test_a_schedule_shows_its_curve(race: Page) -> None:
    race.locator("#settings summary").click()
    race.get_by_label("Learning-rate schedule").select_option("cosine")
    expect(race).to_have_url(re.compile("schedule=cosine"))
    chart = race.locator('[data-chart="schedule"]')
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".scatterlayer .trace")).to_have_count(1)


def test_without_scripts_the_form_runs_the_race(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(RACE)
    page.locator('[name="optimizer"][value="nesterov"]').check()
    page.get_by_role("button", name="Run the race").first.click()
    expect(page.locator("[data-racer]")).to_have_count(3)
    expect(page.locator(".results tbody tr")).to_have_count(3)
    assert "optimizer=nesterov" in page.url


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_the_page_never_scrolls_sideways(new_page: NewPage, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page.goto(RACE)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_the_race_stays_in_sight_above_the_controls_that_change_it(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto("/playground")
    controls = page.get_by_role("radio", name="the same rate for all")
    controls.scroll_into_view_if_needed()
    track, choice = page.locator(".race-track").bounding_box(), controls.bounding_box()
    assert track is not None
    assert choice is not None
    assert track["y"] == pytest.approx(0, abs=1)
    assert track["height"] < 844 / 2
    assert choice["y"] > track["y"] + track["height"]


def test_what_gets_the_focus_is_not_hidden_by_the_picture_that_stays(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto("/playground")
    page.get_by_role("radio", name="the same rate for all").focus()
    for _ in range(6):
        page.keyboard.press("Shift+Tab")
        focused = page.evaluate("document.activeElement.getBoundingClientRect().top")
        assert focused >= page.locator(".race-track").evaluate("track => track.getBoundingClientRect().bottom") - 1


def test_easom_takes_its_own_start_and_a_start_that_was_moved_stays(race: Page) -> None:
    race.get_by_label("Landscape").select_option("easom")
    race.wait_for_url(re.compile("landscape=easom"))
    expect(race.locator('[name="start"]')).to_have_value("2,1.6")
    race.locator("#settings summary").click()
    race.locator('[name="start"]').fill("1,1.5")
    race.locator('[name="start"]').press("Enter")
    race.wait_for_url(re.compile("start=1"))
    race.get_by_label("Landscape").select_option("bowl")
    race.wait_for_url(re.compile("landscape=bowl"))
    expect(race.locator('[name="start"]')).to_have_value("1,1.5")


def test_the_rate_is_changed_from_the_step_that_is_looked_at(race: Page) -> None:
    before = paths(race)
    scrub = race.locator("[data-scrub]")
    scrub.fill("20")
    slider = race.get_by_role("slider", name="From this step on: the learning rate of all")
    slider.focus()
    slider.press("ArrowLeft")
    expect(race).to_have_url(re.compile(r"change=20(:|%3A)0\.0"))
    expect(race.locator("[data-racer] .changed")).to_have_count(2)
    expect(race.locator("#race-verdict")).to_contain_text("After step 20 all go on at")
    expect(race.locator("[data-changed-to]")).to_contain_text("after step 20")
    after = paths(race)
    assert [each.split(" ")[:21] for each in before] == [each.split(" ")[:21] for each in after]
    assert before != after
