"""The stage in a real browser: sliders, start, playback, and that what is drawn and written is the core's."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from app.drawing.contours import Frame
from app.drawing.formulas import shown, values
from app.drawing.pictures import polyline
from app.lessons import catalogue
from app.lessons.lesson_page import query_args
from app.runs.address import parse_run
from optimizers.descent import Descent
from optimizers.numbers import digits, setting
from tests.browser.conftest import NewPage

SLUGS = [lesson.slug for lesson in catalogue.catalogue()]
SLOTS = """columns => columns.flatMap((column, coordinate) => [...column.querySelectorAll(".val")].map(
  (place) => [coordinate, place.getAttribute("class"), place.textContent]))"""


def open_still(page: Page, address: str) -> None:
    """The page at rest: its exact run fetched and drawn, nothing playing."""
    page.goto(address + ("&" if "?" in address else "?") + "still")
    expect(page.locator(".stage[data-drawn]")).to_have_count(1)


def path_of(page: Page) -> str:
    return page.locator("[data-path]").get_attribute("points") or ""


def shown_run(page: Page) -> Descent:
    """The core's own run of what the page's controls say."""
    return parse_run(query_args(settings_of(page))).descend()


def settings_of(page: Page) -> str:
    """What the page's controls say, as a query."""
    named = page.evaluate("Object.fromEntries(new FormData(document.querySelector('[data-run-form]')))")
    return "&".join(f"{name}={value}" for name, value in named.items() if name not in ("compare", "shown", "view"))


@pytest.mark.parametrize("slug", SLUGS)
def test_the_opening_run_plays_when_asked_and_ends_as_the_server_drew_it(page: Page, slug: str) -> None:
    page.goto(f"/lessons/{slug}")
    drawn = path_of(page)
    page.locator("[data-speed]").select_option("4")
    page.locator('[data-do="play"]').click()
    expect(page.locator(".transport[data-playing]")).to_have_count(1)
    assert path_of(page) == drawn
    outcome = shown_run(page).outcome.message
    expect(page.locator(".transport[data-playing]")).to_have_count(0)
    expect(page.locator(".outcome")).to_have_text(re.compile(f"{re.escape(outcome)}.?", re.IGNORECASE))


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("slug", SLUGS)
def test_the_numbers_fit_the_page(new_page: NewPage, slug: str, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    open_still(page, f"/lessons/{slug}")
    hidden = page.locator("[data-coordinate]").evaluate_all(
        "all => all.map(each => each.scrollWidth - each.clientWidth)"
    )
    assert max(hidden) <= 0


@pytest.mark.parametrize("slug", SLUGS)
def test_the_numbers_beside_the_stage_are_the_core_s_at_every_scrubbed_step(page: Page, slug: str) -> None:
    open_still(page, f"/lessons/{slug}")
    descent = shown_run(page)
    for step in (1, 2, 9, descent.points.shape[1] - 1):
        scrub(page, step - 1)
        expect(page.locator("[data-shown-step]")).to_have_text(str(step))
        for coordinate, classes, text in page.locator("[data-coordinate]").evaluate_all(SLOTS):
            name, when, *rest = classes.removeprefix("val val-").split(" ")
            around = next((each for each in rest if each in {"paren", "power"}), "")
            expected = shown(*values(descent, step, coordinate)(name, when == "after"), around)
            assert text == expected, (name, step)


def scrub(page: Page, step: int) -> None:
    page.locator("[data-scrub]").evaluate(
        "(range, step) => { range.value = step; range.dispatchEvent(new Event('input', {bubbles: true})); }", step
    )


@pytest.mark.parametrize("slug", SLUGS)
def test_the_drawn_path_is_the_core_s(page: Page, slug: str) -> None:
    open_still(page, f"/lessons/{slug}")
    assert places(path_of(page)) == [pytest.approx(place, abs=0.011) for place in drawn(shown_run(page))]


SLIDERS = [
    ("/lessons/momentum", "lr"),
    ("/lessons/momentum", "landscape.kappa"),
    ("/lessons/momentum", "steps"),
    ("/lessons/adam", "beta2"),
    ("/lessons/gradient-descent?landscape=regression&lr=0.02&loss.batch_size=10&steps=60", "loss.batch_size"),
    ("/lessons/adam?lr=0.3&schedule=exponential&schedule.gamma=0.9", "schedule.gamma"),
]


@pytest.mark.parametrize(("address", "name"), SLIDERS)
def test_a_slider_whose_sweep_is_there_moves_the_path_without_a_request(page: Page, address: str, name: str) -> None:
    slider = open_at_slider(page, address, name)
    before, asked = path_of(page), requests_of(page)
    page.route("**/api/**", lambda _: None)  # whatever is asked from here on gets no answer
    slider.locator("[data-range]").focus()
    with page.expect_request("**/api/trajectory?*"):  # the exact run, once the slider rests
        for _ in range(4):
            page.keyboard.press("ArrowLeft")
    changed = "(before) => document.querySelector('[data-path]').getAttribute('points') !== before"
    page.wait_for_function(changed, arg=before)
    # A sweep's numbers are half as long as a run's.
    assert places(path_of(page)) == [pytest.approx(place, rel=1e-4, abs=0.02) for place in drawn(shown_run(page))]
    assert f"over={name}" not in " ".join(each.url for each in asked)  # the other sliders may ask for their own


def drawn(descent: Descent) -> list[tuple[float, ...]]:
    """Where the server draws a run."""
    return places(polyline(Frame(descent.landscape.view).place(descent.points)))


def places(points: str) -> list[tuple[float, ...]]:
    return [tuple(map(float, place.split(","))) for place in points.split(" ")]


def open_at_slider(page: Page, address: str, name: str) -> Locator:
    """The page at rest, this slider in sight and its sweep there."""
    open_still(page, address)
    slider = page.locator(f'.slider[data-name="{name}"]')
    closed = page.locator("details:not([open])", has=slider)
    for each in closed.all():
        each.locator("> summary").click()
    slider.scroll_into_view_if_needed()
    expect(slider.locator("[data-strip][data-known]")).to_have_count(1)
    return slider


def requests_of(page: Page) -> list[Request]:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "/api/" in request.url else None)
    return asked


def drawn_as(outcome: dict[str, Any]) -> str:
    """What a cell of a strip is called that shows this end."""
    if outcome["level"] and outcome["kind"] in ("unsettled", "ran_out"):
        return "hovers"
    kind = str(outcome["kind"])
    return "reached" if kind in ("converged", "escaped") else kind


@pytest.mark.parametrize(("address", "name"), SLIDERS)
def test_the_strip_under_a_slider_tells_how_each_tick_ends(page: Page, address: str, name: str) -> None:
    slider = open_at_slider(page, address, name)
    look = "cells => cells.map((cell) => [cell.className, Number(cell.style.flexGrow)])"
    cells = slider.locator("[data-strip] i").evaluate_all(look)
    told = [kind for kind, count in cells for _ in range(count)]
    answer = page.request.get(f"/api/sweep?{settings_of(page)}&over={name}").json()
    assert told == [drawn_as(each) for each in answer["outcomes"]]


def test_the_contours_follow_the_slider_that_shapes_them(page: Page) -> None:
    slider = open_at_slider(page, "/lessons/momentum", "landscape.kappa")
    slider.locator("[data-range]").focus()
    for key in ("Home", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    wanted = [each["d"] for each in page.request.get("/api/contours?landscape.kappa=1").json()["levels"]]
    paths = "[...document.querySelectorAll('.plot .levels path')].map((path) => path.getAttribute('d')).join()"
    page.wait_for_function(f"(wanted) => {paths} === wanted", arg=",".join(wanted))
    expect(slider.locator("[data-strip][data-known]")).to_have_count(1)


def test_a_typed_number_is_used_to_its_last_digit_and_a_wrong_one_is_told_beside_it(page: Page) -> None:
    open_still(page, "/lessons/momentum")
    exact = page.locator('[name="lr"]')
    exact.fill("0.0123456")
    exact.press("Enter")
    expect(page.locator("#permalink [data-permalink]")).to_have_attribute("href", re.compile("lr=0.0123456"))
    exact.fill("77")
    exact.press("Tab")
    expect(page.locator('[data-name="lr"] .error')).to_have_text("takes a number from 0.0001 to 10")


def test_the_start_is_dragged_clicked_and_moved_by_keys(page: Page) -> None:
    open_still(page, "/lessons/momentum")
    start = page.locator('[name="start"]')
    ring = page.locator("[data-handle] .ring").bounding_box()
    frame = page.locator(".plot .frame").bounding_box()
    assert ring is not None
    assert frame is not None
    page.mouse.move(ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] / 4, frame["y"] + frame["height"] / 4, steps=6)
    page.mouse.up()
    await_start(page, -1, 1)
    page.mouse.click(frame["x"] + frame["width"] * 0.75, frame["y"] + frame["height"] * 0.25)
    await_start(page, 1, 1)
    x, y = map(float, start.input_value().split(","))
    page.keyboard.press("Shift+ArrowLeft")
    await_start(page, x - 0.4, y, within=0.011)


def await_start(page: Page, x: float, y: float, within: float = 0.03) -> None:
    is_near = """([within, ...wanted]) => document.querySelector('[name="start"]').value.split(",")
      .every((part, axis) => Math.abs(Number(part) - wanted[axis]) <= within)"""
    page.wait_for_function(is_near, arg=[within, x, y])


def test_play_pause_step_and_reset_by_mouse_and_by_keys(page: Page) -> None:
    open_still(page, "/lessons/momentum?lr=0.0195&momentum=0.8&steps=120")
    told = page.locator("[data-step]")
    page.locator('[data-do="reset"]').click()
    expect(told).to_have_text("0/120")
    page.locator('[data-do="forward"]').click()
    expect(told).to_have_text("1/120")
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text("2/120")
    page.keyboard.press("ArrowLeft")
    expect(told).to_have_text("1/120")
    page.keyboard.press(" ")
    expect(page.locator(".transport[data-playing]")).to_have_count(1)
    expect(told).to_have_text(re.compile(r"^([3-9]|\d\d+)/"))
    page.keyboard.press(" ")
    expect(page.locator(".transport[data-playing]")).to_have_count(0)
    assert int(told.inner_text().split("/")[0]) > 2


def test_motion_that_is_unwelcome_does_not_start(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto("/lessons/momentum?lr=0.0195&momentum=0.8&steps=120")
    expect(page.locator(".stage[data-drawn]")).to_have_count(1)
    expect(page.locator("[data-step]")).to_have_text("120/120")
    expect(page.locator(".transport[data-playing]")).to_have_count(0)


def test_a_run_that_diverges_says_at_which_step_and_where_it_left(page: Page) -> None:
    open_still(page, "/lessons/gradient-descent?lr=0.03")
    expect(page.locator(".outcome")).to_contain_text("iverged at step 12")
    expect(page.locator(".outcome")).to_contain_text("leaves the picture at step")
    expect(page.locator("[data-exit]")).to_be_visible()


def test_a_symbol_lights_the_same_thing_on_the_plot_and_in_the_controls(page: Page) -> None:
    open_still(page, "/lessons/momentum")
    page.locator(".equation .sym-v").first.hover()
    expect(page.locator(".arrow.velocity.lit")).to_have_count(1)
    page.locator(".rule-of-lesson summary").click()
    page.locator('.glossary [data-light="momentum"]').focus()
    expect(page.locator('.slider[data-name="momentum"].lit')).to_have_count(1)


def test_a_mouse_that_lies_on_the_text_puts_out_nothing_that_the_keyboard_lit(page: Page) -> None:
    open_still(page, "/lessons/momentum")
    page.locator(".rule-of-lesson summary").click()
    page.locator('.glossary [data-light="momentum"]').focus()
    page.locator("h1").hover()
    expect(page.locator('.slider[data-name="momentum"].lit')).to_have_count(1)
    page.locator(".glossary [data-light] .sym-v").hover()
    expect(page.locator('.slider[data-name="momentum"].lit')).to_have_count(0)
    expect(page.locator(".arrow.velocity.lit")).to_have_count(1)
    page.locator("h1").hover()
    expect(page.locator('.slider[data-name="momentum"].lit')).to_have_count(1)


def test_scripts_and_server_write_numbers_alike(page: Page) -> None:
    page.goto("/lessons/momentum?still")
    some = [0, 1.8, -1.8, 0.9, 1234.5, 9999.6, 1e-8, -3.21e-12, 1e300, 0.00012345, 0.5, 2.5e-7, 1 / 3, 100, 0.10625]
    module = page.locator('script[type="module"]').first.get_attribute("src") or ""
    numbers = module.rpartition("/")[0] + "/../runs/numbers.js"
    script = f"(some) => import('{numbers}').then((n) => some.map((x) => [n.digits(x), n.setting(x)]))"
    assert page.evaluate(script, some) == [[digits(float(x)), setting(float(x))] for x in some]


def test_the_address_holds_what_the_page_shows(page: Page) -> None:
    open_still(page, "/lessons/momentum")
    page.locator('[name="lr"]').fill("0.01")
    page.locator('[name="lr"]').press("Enter")
    page.wait_for_url(re.compile("lr=0.01"))
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["lr"] == ["0.01"]
    drawn = path_of(page)
    page.reload()
    expect(page.locator(".stage[data-drawn]")).to_have_count(1)
    assert path_of(page) == drawn


def test_brackets_turn_the_pages_with_the_focus_on_the_stage_and_do_nothing_elsewhere(page: Page) -> None:
    open_still(page, "/lessons/momentum")
    page.keyboard.press("]")
    page.locator(".prediction [data-option]").first.focus()
    page.keyboard.press("]")
    expect(page).to_have_url(re.compile("/lessons/momentum"))
    page.locator('[data-do="play"]').focus()
    page.keyboard.press("]")
    page.wait_for_url(re.compile("/lessons/nesterov"))
    page.locator('[data-do="play"]').focus()
    page.keyboard.press("[")
    page.wait_for_url(re.compile("/lessons/momentum"))


@pytest.mark.parametrize("slug", SLUGS)
def test_every_symbol_finds_what_it_stands_for_on_the_picture(page: Page, slug: str) -> None:
    open_still(page, f"/lessons/{slug}")
    scrub(page, 3)
    page.locator(".rule-of-lesson summary").click()
    for button in page.locator(".glossary [data-light]").all():
        button.focus()
        expect(page.locator(".plot .lit:not([d=''])")).not_to_have_count(0)
        button.blur()
        expect(page.locator(".plot .lit")).to_have_count(0)
