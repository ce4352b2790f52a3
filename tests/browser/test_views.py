"""The three views of one run in a real browser: switched, remembered, turned, and read by everybody."""

import re
from typing import Literal

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.drawing.arrows import arrows
from app.drawing.contours import Frame
from app.drawing.draping import clearest_turn, height, with_paths
from app.drawing.relief import turned
from app.lessons.lesson_page import query_args
from app.runs.address import parse_run
from tests.browser.conftest import NewPage, Watch
from tests.browser.test_accessibility import violations

LESSON = "/lessons/momentum?still"
PATH = "[data-run] .stage[data-drawn]"


def opened(page: Page, address: str = LESSON) -> Page:
    page.goto(address)
    page.wait_for_selector(PATH)
    return page


@pytest.fixture
def lesson(new_page: NewPage) -> Page:
    return opened(new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce"))


def in_relief(page: Page) -> None:
    page.get_by_role("radio", name="Relief").check()
    page.wait_for_selector("[data-relief][data-drawn]")


def test_the_views_are_a_group_for_the_keyboard_and_the_choice_is_remembered(lesson: Page) -> None:
    lesson.get_by_role("radio", name="Map").focus()
    lesson.keyboard.press("ArrowRight")
    expect(lesson.get_by_role("radio", name="Relief")).to_be_checked()
    expect(lesson.locator(".stage")).to_have_attribute("data-view", "relief")
    expect(lesson).to_have_url(re.compile("view=relief"))
    opened(lesson, "/lessons/adam?still")
    expect(lesson.locator(".stage")).to_have_attribute("data-view", "relief")
    opened(lesson, "/lessons/adam?still&view=map")
    expect(lesson.locator(".stage")).to_have_attribute("data-view", "map")


def test_the_path_lies_on_the_relief_as_the_server_lays_it(lesson: Page) -> None:
    query = "optimizer=momentum&landscape=rosenbrock&lr=0.0005&start=-1.5,-0.4&steps=150"
    opened(lesson, f"/lessons/momentum?{query}&still&view=relief")
    lesson.wait_for_selector("[data-relief][data-drawn='150']")
    run = parse_run(query_args(query))
    (_, expected), *_ = with_paths(run.landscape, [run.descend()]).paths
    drawn = {look: lesson.locator(f".way .own .{look}").get_attribute("d") for look in ("walked", "behind", "stops")}
    assert drawn == {"walked": expected.seen, "behind": expected.hidden, "stops": expected.stops}


def test_a_relief_turns_by_keys_by_buttons_and_by_a_drag(lesson: Page) -> None:
    in_relief(lesson)
    relief = lesson.locator("[data-relief]")
    expect(relief).to_have_attribute("data-turn", "0")
    relief.focus()
    lesson.keyboard.press("ArrowRight")
    expect(relief).to_have_attribute("data-turn", "1")
    lesson.get_by_role("button", name="Turn left").click()
    expect(relief).to_have_attribute("data-turn", "0")
    box = relief.bounding_box()
    assert box is not None
    lesson.mouse.move(box["x"] + 300, box["y"] + 150)
    lesson.mouse.down()
    lesson.mouse.move(box["x"] + 220, box["y"] + 150, steps=8)
    lesson.mouse.up()
    expect(relief).to_have_attribute("data-turn", "1")


def test_the_arrows_of_a_step_lie_on_the_relief_and_on_the_plot_in_the_plane(lesson: Page) -> None:
    """As long as on the map; on the relief uphill is seen to climb, above where the map would have it."""
    step = 4
    in_relief(lesson)
    lesson.locator("[data-scrub]").fill(str(step - 1))
    lesson.wait_for_selector(f"[data-relief][data-drawn='{step - 1}']")
    run = parse_run(query_args(lesson.locator(".own-run a").get_attribute("data-query") or ""))
    descent, frame = run.descend(), Frame(run.landscape.view)
    expected = [each for each in arrows(frame, descent, step).each if each.d]
    drawn = lesson.locator(".way [data-arrows] .arrow")
    names = drawn.evaluate_all("all => all.filter(a => a.getAttribute('d')).map(a => a.classList[1])")
    assert names == [each.name for each in expected]
    (spots,) = re.findall(r"^M(.*?)M", drawn.first.get_attribute("d") or "")
    surface = turned(run.landscape, clearest_turn(run.landscape)).surface
    tail, tip = (_in_plane(frame, spot) for spot in expected[0].d[1:].split("M")[0].split("L"))
    ends = np.array([spot.split(",") for spot in (spots.split("L")[0], spots.split("L")[-1])], dtype=float)
    x, y = np.array([tail, tip]).T
    heights = height(surface, x, y)
    assert ends == pytest.approx(surface.on_paper(x, y, heights), abs=0.3)
    assert heights[1] > heights[0]
    expect(lesson.locator("[data-arrow-key]")).to_be_visible()

    lesson.get_by_role("radio", name="Plot").check()
    lesson.wait_for_selector(f".stage .live-plot.plane[data-drawn='{step - 1}']")
    told = lesson.locator(".live-plot.plane .live-plot-field").evaluate(
        """plot => plot.data.filter(({ meta }) => meta?.part === "arrow").map(({ meta, x, y }) => [meta.name, x, y])"""
    )
    assert [name for name, _, _ in told] == [each.name for each in expected]
    assert [told[0][1], told[0][2]] == [pytest.approx(x, abs=0.01), pytest.approx(y, abs=0.01)]


def _in_plane(frame: Frame, spot: str) -> tuple[float, float]:
    across, down = map(float, spot.split(","))
    return frame.view.left + across / frame.scale, frame.view.top - down / frame.scale


def test_a_paragraph_that_speaks_of_an_arrow_shows_it_to_whoever_looks_in_space(lesson: Page) -> None:
    lesson.get_by_role("radio", name="Plot").check()
    lesson.get_by_role("radio", name="Space").check()
    lesson.wait_for_selector(".stage .live-plot.space[data-drawn]")
    lesson.locator("[data-sight='velocity'] [data-show]").press("Enter")
    expect(lesson.locator(".stage")).to_have_attribute("data-view", "map")
    expect(lesson.locator(".plot .arrow.velocity")).to_be_visible()
    lesson.locator("[data-sight='equation'] [data-show]").press("Enter")
    expect(lesson.locator(".stage")).to_have_attribute("data-view", "plot")


def test_a_slider_and_the_scrubber_move_the_path_on_the_relief(lesson: Page) -> None:
    in_relief(lesson)
    walked = lesson.locator(".way .own .walked")
    whole = walked.get_attribute("d") or ""
    lesson.locator("[data-scrub]").fill("3")
    expect(walked).not_to_have_attribute("d", whole)
    rate = lesson.locator('[data-name="lr"] [data-range]')
    before = lesson.locator(".way .own .whole").get_attribute("d") or ""
    rate.focus()
    lesson.keyboard.press("ArrowRight")
    expect(lesson.locator(".way .own .whole")).not_to_have_attribute("d", before)


def test_the_playground_has_the_views_too(lesson: Page) -> None:
    lesson.goto("/playground?still&view=relief")
    lesson.wait_for_selector("[data-relief][data-drawn]")
    expect(lesson.locator(".way [data-ways] > g")).to_have_count(4)
    lesson.get_by_role("radio", name="Map").check()
    expect(lesson.locator(".stage .plot")).to_be_visible()
    expect(lesson.locator("[data-permalink]")).not_to_have_attribute("href", "view=")


def test_an_unknown_view_is_the_map_and_is_said(lesson: Page, watch: Watch) -> None:
    opened(lesson, "/lessons/momentum?still&view=hologram")
    expect(lesson.locator(".stage")).to_have_attribute("data-view", "map")
    expect(lesson.get_by_role("alert")).to_contain_text("view is none of map, relief, plot; this is the map")
    watch.faults.clear()


@pytest.mark.parametrize("view", ["map", "relief"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_use_each_view(new_page: NewPage, view: str, theme: Literal["light", "dark"]) -> None:
    page = new_page(viewport={"width": 390, "height": 800}, color_scheme=theme, reduced_motion="reduce")
    assert violations(page, f"/lessons/momentum?still&view={view}") == []
    page.set_viewport_size({"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_scripts_the_relief_stands_there_where_it_was_asked_for(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/lessons/momentum?view=relief")
    expect(page.locator(".relief.block")).to_be_visible()
    expect(page.locator(".stage .plot")).not_to_be_visible()
    page.get_by_role("radio", name="Map").check()
    page.get_by_role("button", name="Show this run").first.click()
    expect(page.locator(".stage .plot")).to_be_visible()


@pytest.mark.parametrize("address", ["/lessons/adam", "/playground", "/further/schedules"])
def test_without_scripts_the_map_stands_where_a_plot_was_asked_for(new_page: NewPage, address: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{address}?view=plot")
    expect(page.locator(".stage .view-box > .plot")).to_be_visible()
    expect(page.locator(".plot-view")).not_to_be_visible()


def test_the_pointer_reads_the_map_by_the_landscapes_own_formula(lesson: Page) -> None:
    box = lesson.locator(".stage .plot .frame").bounding_box()
    assert box is not None
    readout = lesson.locator("[data-readout]")
    lesson.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 0.25 * box["height"])
    expect(readout).to_contain_text("slope |∇f| = ")
    x, y, f, slope = map(float, re.findall(r"=\s([-0-9.]+)", (readout.text_content() or "").replace("−", "-")))
    landscape = parse_run(query_args("optimizer=momentum&landscape.kappa=20")).landscape
    assert f == pytest.approx(float(landscape.f((x, y))), rel=1e-3)
    assert slope == pytest.approx(float(np.hypot(*landscape.gradient((x, y)))), rel=1e-3)


def test_steps_are_read_by_pointing_and_by_keys(lesson: Page) -> None:
    readout = lesson.locator("[data-readout]")
    lesson.locator("[data-scrub]").fill("2")
    expect(readout).to_contain_text("Step 2: x = ")
    expect(readout).to_contain_text("|g| = ")
    lesson.locator("[data-scrub]").focus()
    lesson.keyboard.press("ArrowRight")
    expect(readout).to_contain_text("Step 3: ")
    assert lesson.locator("[data-scrub]").get_attribute("aria-describedby") == readout.get_attribute("id")
    start = lesson.locator(".stage .handle").bounding_box()
    assert start is not None
    lesson.mouse.move(start["x"] + start["width"] / 2 + 1, start["y"] + start["height"] / 2)
    expect(readout).to_contain_text("Step 0: ")


def test_the_lens_shows_the_last_steps_however_small_they_are(lesson: Page) -> None:
    lesson.get_by_role("button", name="Lens").click()
    lens = lesson.locator(".lens")
    expect(lens).to_be_visible()
    scale = lens.locator("span")
    before = scale.text_content() or ""
    lesson.locator("[data-scrub]").fill("6")
    expect(scale).not_to_have_text(before)
    spots = lens.locator(".path").get_attribute("points") or ""
    last = np.array([spot.split(",") for spot in spots.split()], dtype=float)
    assert np.allclose(last[-1], 100)
    assert np.abs(last - 100).max() > 20
    lesson.get_by_role("button", name="Lens").click()
    expect(lens).not_to_be_visible()
