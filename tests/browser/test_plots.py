"""The run in Plotly, in a real browser: below the stage and on it, in plane and space, with the API's own numbers."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from playwright.sync_api import Page, Route, expect

from app.lessons.lesson_page import query_args
from app.runs.address import parse_run, parse_sweep
from app.runs.races import parse_race
from optimizers import maps
from optimizers.numbers import digits
from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import violations
from tests.browser.test_stage_run import settings_of

LESSON = "/lessons/momentum?still"
TRACE = """(plot, part) => {
  const trace = plot.data.findLast(({ meta }) => meta?.part === part);
  return { x: [...trace.x], y: [...trace.y], text: trace.text ?? null, type: trace.type };
}"""
FIGURE = """plot => JSON.parse(JSON.stringify({ data: plot.data, layout: plot.layout },
  (_, value) => ArrayBuffer.isView(value) ? [...value] : value))"""
CONTEXTS = """() => {
  window.lost = 0;
  document.addEventListener("webglcontextlost", () => (window.lost += 1), true);
}"""


@pytest.fixture
def lesson(new_page: NewPage) -> Page:
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce", accept_downloads=True)
    page.goto(LESSON)
    page.wait_for_selector("[data-run] .stage[data-drawn]")
    return page


def never(route: Route) -> None:
    """The exact run does not come: what is shown stays the sweep's."""
    route.abort("aborted")


def on_stage(page: Page, kind: str = "Plane") -> None:
    page.get_by_role("radio", name="Plot").check()
    page.get_by_role("radio", name=kind).check()
    page.wait_for_selector(f".stage .live-plot.{kind.lower()}[data-drawn]")


def trace(page: Page, part: str, kind: str = "plane") -> Any:
    return page.locator(f".live-plot.{kind} .live-plot-field").evaluate(TRACE, part)


def test_a_lesson_draws_the_run_below_its_stage_without_being_asked(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1440, "height": 500}, reduced_motion="reduce")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(LESSON)
    page.wait_for_load_state("networkidle")
    assert not any("vendor/plotly" in url for url in fetched)
    page.locator(".plane-figure").scroll_into_view_if_needed()
    expect(page.locator(".plane-figure .live-plot.plane")).to_have_attribute("data-drawn", re.compile(r"\d"))
    assert not any("plotly/space" in url for url in fetched)


def test_at_rest_the_numbers_are_the_apis_and_while_dragged_the_sweeps(lesson: Page) -> None:
    on_stage(lesson)
    query = re.sub(r"&?view=\w+", "", settings_of(lesson))
    exact = parse_run(query_args(query)).descend()
    told = trace(lesson, "path")
    assert [told["x"], told["y"]] == exact.points.tolist()
    assert "step 3<br>" in told["text"][3]
    assert "|g|" in told["text"][3]

    rate = lesson.locator('[data-name="lr"] [data-range]')
    rate.focus()
    expect(lesson.locator('[data-name="lr"] [data-strip]')).to_have_attribute("data-known", "")
    lesson.route("**/api/trajectory*", never)
    lesson.keyboard.press("ArrowRight")
    run, over = parse_sweep(query_args(re.sub(r"&lr=[^&]*", "", query) + "&over=lr"))
    swept = maps.sweep(run.rule, run.landscape, run.start, run.steps, over, schedule=run.schedule, seed=run.seed)
    tick = int(rate.input_value())
    expected = np.asarray(swept.points[tick], dtype=np.float32)
    field = lesson.locator(".live-plot.plane .live-plot-field")
    field.evaluate(
        """(plot, x) => new Promise((resolve) => {
          const shown = () => plot.data.findLast(({ meta }) => meta?.part === "path").x[1];
          const look = () => (shown() === x ? resolve() : requestAnimationFrame(look));
          look();
        })""",
        float(expected[0, 1]),
    )
    told = trace(lesson, "path")
    finite = expected[:, : len(told["x"])]
    assert np.array_equal(np.array([told["x"], told["y"]], dtype=np.float32), finite)
    assert told["x"] == [float(value) for value in finite[0]]


def test_the_playgrounds_plot_tells_the_cores_numbers_at_rest(new_page: NewPage) -> None:
    query = "optimizer=gradient_descent&optimizer=nesterov&landscape=ravine&gradients=40&rates=same&lr=0.015"
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto(f"/playground?{query}&view=plot")
    numbers = """wanted => {
      const plot = document.querySelector(".live-plot.plane .live-plot-field");
      const paths = plot?.data?.filter(({ meta }) => meta?.part === "path");
      return paths?.every(({ text }) => text) && paths.length === wanted
        ? paths.map(({ meta, x, y, text }) => [meta.optimizer, [[...x], [...y]], text]) : null; }"""

    def agree(asked: str) -> None:
        results = parse_race(query_args(asked)).results()
        told = page.wait_for_function(numbers, arg=len(results)).json_value()
        for optimizer, points, texts in told:
            descent = next(each.descent for each in results if each.run.rule.id == optimizer)
            assert points == descent.points.tolist()
            slope = np.hypot(*descent.gradients[:, 3])
            assert f"f = {digits(float(descent.losses[3]))}<br>|g| = {digits(float(slope))}" in texts[3]

    agree(query)
    page.locator('[name="optimizer"][value="adam"]').check()
    agree(query.replace("&landscape", "&optimizer=adam&landscape", 1))


def test_plotlys_own_library_accepts_what_is_drawn(lesson: Page) -> None:
    for kind in ("Plane", "Space"):
        on_stage(lesson, kind)
        start, path = (trace(lesson, part, kind.lower()) for part in ("start", "path"))
        assert [start["x"], start["y"]] == [path["x"][:1], path["y"][:1]]
        figure = lesson.locator(f".live-plot.{kind.lower()} .live-plot-field").evaluate(FIGURE)
        go.Figure(figure["data"], {name: value for name, value in figure["layout"].items() if not name.startswith("_")})


def test_the_plot_follows_the_scrubber_and_goes_home_again(lesson: Page) -> None:
    on_stage(lesson)
    lesson.locator("[data-scrub]").fill("4")
    expect(lesson.locator(".live-plot.plane")).to_have_attribute("data-drawn", "4")
    assert len(trace(lesson, "walked")["x"]) == 5
    lesson.get_by_role("radio", name="Map").check()
    lesson.locator(".plane-figure").scroll_into_view_if_needed()
    expect(lesson.locator(".plane-figure .live-plot.plane")).to_be_visible()


def test_where_there_is_little_room_the_picture_takes_it_all_and_marks_stand_where_there_is_more(lesson: Page) -> None:
    lesson.set_viewport_size({"width": 320, "height": 568})
    on_stage(lesson)
    shares = """() => {
      const field = document.querySelector(".live-plot.plane .live-plot-field");
      const ground = field.querySelector(".nsewdrag");
      return ground && ground.getBoundingClientRect().height / field.clientHeight >= 0.9; }"""
    lesson.wait_for_function(shares)
    marks = lesson.locator(".live-plot.plane .xtick")
    expect(marks).to_have_count(0)
    lesson.set_viewport_size({"width": 1440, "height": 900})
    expect(marks).not_to_have_count(0)


def test_until_the_plot_is_drawn_the_map_stands_there(lesson: Page) -> None:
    ground = lesson.locator(".stage .view-box > .plot")
    lesson.route("**/api/plots/plane*", lambda _: None)  # no answer
    lesson.get_by_role("radio", name="Plot").check()
    expect(lesson.locator(".stage .live-plot.plane")).to_have_count(1)
    expect(ground).to_have_css("visibility", "visible")
    lesson.get_by_role("radio", name="Map").check()
    lesson.unroute_all()
    lesson.reload()
    on_stage(lesson)
    expect(ground).to_have_css("visibility", "hidden")


def test_the_pictures_can_be_kept(lesson: Page) -> None:
    on_stage(lesson)
    for name, first in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with lesson.expect_download() as download:
            lesson.locator(".stage").get_by_role("button", name=name).click()
        assert Path(download.value.path()).read_bytes().startswith(first)


def test_in_space_the_canvas_has_a_name_and_turns_by_keys(lesson: Page) -> None:
    on_stage(lesson, "Space")
    canvas = lesson.locator(".live-plot.space canvas")
    expect(canvas).to_have_attribute("role", "img")
    expect(canvas).to_have_attribute("aria-label", re.compile("in space"))
    eye = "plot => JSON.stringify(plot.layout.scene.camera.eye)"
    field = lesson.locator(".live-plot.space .live-plot-field")
    before = field.evaluate(eye)
    canvas.focus()
    lesson.keyboard.press("ArrowLeft")
    field.evaluate(
        f"""(plot, before) => new Promise((resolve) => {{
          const look = () => ({eye})(plot) !== before ? resolve() : requestAnimationFrame(look);
          look();
        }})""",
        before,
    )
    for view in ("Map", "Relief", "Plot"):
        lesson.get_by_role("radio", name=view).check()
    assert violations_here(lesson) == []


def violations_here(page: Page) -> list[str]:
    return violations(page, page.url.partition("/lessons")[1] + page.url.partition("/lessons")[2])


def test_thirty_switches_lose_no_context_and_a_lost_one_comes_back(lesson: Page) -> None:
    lesson.evaluate(CONTEXTS)
    on_stage(lesson, "Space")
    lesson.locator(".live-plot.space canvas").evaluate("canvas => { window.first = canvas; }")
    for _ in range(10):
        for view in ("Map", "Relief", "Plot"):
            lesson.get_by_role("radio", name=view).check()
    assert lesson.evaluate("[window.lost, document.querySelector('.live-plot.space canvas') === window.first]") == [
        0,
        True,
    ]

    lesson.evaluate("window.first.getContext('webgl').getExtension('WEBGL_lose_context').loseContext()")
    fresh = lesson.locator(".live-plot.space canvas")
    fresh.evaluate(
        """(_) => new Promise((resolve) => {
          const look = () => {
            const canvas = document.querySelector(".live-plot.space canvas");
            const lives = canvas && canvas !== window.first && !canvas.getContext("webgl").isContextLost();
            return lives ? resolve() : requestAnimationFrame(look);
          };
          look();
        })"""
    )
    expect(fresh).to_have_attribute("role", "img")


def test_without_webgl_the_relief_stands_in_and_it_is_said(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.add_init_script(
        """const get = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
          return /webgl/.test(kind) ? null : get.call(this, kind, ...more);
        };"""
    )
    page.goto(LESSON)
    page.get_by_role("radio", name="Plot").check()
    page.get_by_text("Space", exact=True).click()
    expect(page.get_by_role("radio", name="Relief")).to_be_checked()
    expect(page.locator("[data-said-of-view]")).to_contain_text("draws nothing in space")
    page.wait_for_selector("[data-relief][data-drawn]")


def test_on_paper_the_map_or_the_relief_stands_where_the_plot_was(lesson: Page) -> None:
    """What a graphics card draws is printed blank."""
    on_stage(lesson)
    lesson.emulate_media(media="print")
    expect(lesson.locator(".stage .plot")).to_be_visible()
    lesson.emulate_media(media="screen")
    on_stage(lesson, "Space")
    lesson.wait_for_selector(".relief.block", state="attached")
    lesson.emulate_media(media="print")
    expect(lesson.locator(".stage .relief.block")).to_be_visible()
    expect(lesson.locator(".stage .plot")).not_to_be_visible()
    expect(lesson.locator(".live-plot.space")).not_to_be_visible()
