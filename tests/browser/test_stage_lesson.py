"""The lesson around the stage: predictions, experiments, comparison, landscapes, the table, the address, no scripts."""

import csv
import re
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.drawing.contours import Frame
from app.drawing.pictures import polyline
from app.lessons import catalogue
from app.lessons.lesson_page import query_args
from app.runs.address import parse_run
from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import OPTIONS, found_by_axe
from tests.browser.test_stage_run import open_still, path_of

LESSONS = catalogue.catalogue()
SLUGS = [lesson.slug for lesson in LESSONS]


@pytest.mark.parametrize("lesson", LESSONS, ids=SLUGS)
def test_one_click_predicts_then_the_run_answers_and_one_more_says_why(page: Page, lesson: catalogue.Lesson) -> None:
    open_still(page, f"/lessons/{lesson.slug}")
    asked = lesson.prediction
    wrong = next(option for option in asked.options if option.id != asked.answer)
    expect(page.locator("[data-why]")).to_be_hidden()
    page.locator(f'[data-option="{wrong.id}"]').click()
    expect(page.locator(".prediction [data-verdict]")).to_contain_text("Not quite")
    expect(page.locator(f'[data-option="{asked.answer}"][data-mark="right"]')).to_have_count(1)
    await_path(page, asked.run)
    reply = page.locator("[data-reply]")
    for reason in (next(each for each in asked.reasons if each.says), lesson.right_reason):
        expect(reply).not_to_contain_text(asked.because[:8])
        page.locator(f'[data-option="{reason.id}"]').click()
        expect(reply).to_contain_text("No." if reason.says else "That is why.")
        expect(page.locator(f'[data-option="{lesson.right_reason.id}"][data-mark="right"]')).to_have_count(1)
        reply.evaluate("(reply) => reply.replaceChildren()")
    expect(page.locator("[data-step]")).to_have_text(re.compile(rf"^{asked.step - 1}/"))


@pytest.mark.parametrize("lesson", LESSONS, ids=SLUGS)
def test_every_experiment_puts_its_run_on_the_stage(page: Page, lesson: catalogue.Lesson) -> None:
    open_still(page, f"/lessons/{lesson.slug}")
    for experiment in lesson.experiments:
        page.evaluate("document.querySelectorAll('.more > details').forEach((each) => (each.open = true))")
        button = page.locator(f'.experiment a[data-query="{experiment.run}"]').first
        with page.expect_response(re.compile("/api/trajectory")):
            button.click()
        if parse_qs(experiment.run)["optimizer"] != [lesson.optimizer]:
            page.wait_for_load_state()
            page.goto(f"/lessons/{lesson.slug}?still")
            continue
        expect(page.locator("[data-others] polyline")).to_have_count(1 if experiment.other else 0)
        await_path(page, experiment.run)


def await_path(page: Page, query: str) -> None:
    """Until the path on the stage is the core's for that query, to a hundredth of a stage unit."""
    wanted = parse_run(query_args(query)).descend()
    places = Frame(wanted.landscape.view).place(wanted.points).clip(-1e5, 1e5)
    is_there = """(wanted) => {
      const got = document.querySelector("[data-path]").getAttribute("points").split(/[ ,]/).map(Number);
      return got.length === wanted.length
        && got.every((each, at) => Math.abs(each - wanted[at]) <= 0.011 + 1e-5 * Math.abs(wanted[at])); }"""
    page.wait_for_function(is_there, arg=places.T.ravel().tolist())


def test_other_rules_run_from_the_same_start_and_the_address_keeps_them(page: Page) -> None:
    open_still(page, "/lessons/momentum?lr=0.0195&momentum=0.8&steps=120")
    page.locator("#compare summary").click()
    page.locator('#compare [value="gradient_descent"]').check()
    rows = page.locator("[data-standings] tbody tr")
    expect(rows).to_have_count(2)
    expect(page.locator("[data-others-legend]")).to_contain_text("Gradient descent")
    page.wait_for_url(re.compile("with="))
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("[data-others] polyline.opt-gradient-descent")).to_have_count(1)
    expect(page.locator('#compare [value="gradient_descent"]')).to_be_checked()
    starts = page.locator("[data-others] polyline").get_attribute("points") or ""
    assert starts.split(" ")[0] == path_of(page).split(" ")[0]


def test_best_rates_come_from_a_sweep(page: Page) -> None:
    open_still(page, "/lessons/momentum?lr=0.0195&momentum=0.8&steps=200")
    page.locator("#compare summary").click()
    page.locator('[data-rates][value="best"]').check()
    page.locator('#compare [value="adam"]').check()
    expect(page.locator("[data-standings] tbody tr").nth(1)).to_contain_text("arrives at step")
    expect(page.locator("[data-standings] tbody tr").nth(1)).to_contain_text("do nearly as well")


def test_on_a_narrow_phone_the_compared_runs_can_be_scrolled_by_keyboard(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    open_still(page, "/lessons/momentum?with=gradient_descent")
    page.locator("#compare summary").click()
    table = page.get_by_role("region", name="The runs on the stage")
    assert table.evaluate("(each) => each.scrollWidth > each.clientWidth")
    assert found_by_axe(page, "compared runs") == []


def test_another_landscape_is_drawn_without_loading_the_page_again(page: Page) -> None:
    open_still(page, "/lessons/momentum")
    page.evaluate("window.isSame = true")
    page.locator("#other-landscapes summary").click()
    page.locator('[name="landscape"]').select_option("himmelblau")
    expect(page.locator(".minima .lowest")).to_have_count(4)
    page.wait_for_url(re.compile("landscape=himmelblau"))
    assert page.evaluate("window.isSame")
    page.locator('[name="landscape"]').select_option("ravine")
    kappa = page.locator('[name="landscape.kappa"]')
    kappa.fill("10")
    kappa.press("Enter")
    page.wait_for_url(re.compile("landscape.kappa=10"))
    await_path(page, "optimizer=momentum&" + re.sub("&(still|with)=[^&]*", "", urlsplit(page.url).query))


def test_the_steps_are_a_table_and_a_csv_with_every_digit(page: Page) -> None:
    open_still(page, "/lessons/momentum")
    page.locator("#steps-table summary").click()
    expect(page.locator("[data-rows] tr")).to_have_count(50)
    page.locator('[data-page="1"]').click()
    expect(page.locator("[data-rows] tr").first).to_contain_text("50")
    with page.expect_download() as download:
        page.locator("[data-csv]").click()
    rows = list(csv.DictReader(download.value.path().read_text("utf-8").splitlines()))
    descent = parse_run(query_args(catalogue.lesson("momentum").query)).descend()  # type: ignore[union-attr]
    assert [float(row["x"]) for row in rows] == descent.points[0].tolist()
    assert [float(row["loss"]) for row in rows] == descent.losses.tolist()


def test_mini_batches_show_the_examples_own_gradients_and_where_epochs_end(page: Page) -> None:
    open_still(page, "/lessons/gradient-descent?landscape=regression&lr=0.02&loss.batch_size=10&steps=60")
    expect(page.locator(".plot .epoch")).to_have_count(1)
    assert (page.locator(".plot .epoch").get_attribute("d") or "").count("M") == 4
    page.locator('[data-module="drawing/example-gradients"] input').check()
    expect(page.locator(".plot .cloud")).to_have_count(1)


def test_lesson_three_draws_the_look_ahead_point(page: Page) -> None:
    open_still(page, "/lessons/nesterov")
    page.locator('[data-do="reset"]').click()
    for _ in range(3):
        page.locator('[data-do="forward"]').click()
    expect(page.locator(".probe.place")).to_have_count(1)
    expect(page.locator("[data-step]")).to_have_text(re.compile("^3/"))
    ends = """() => [".arrow.velocity", ".probe.place"].map((each) => document.querySelector(each).getAttribute("d")
      .match(/[-\\d.]+,[-\\d.]+/g).map((place) => place.split(",").map(Number)))"""
    velocity, place = page.evaluate(ends)
    assert place[0] == pytest.approx(velocity[1], abs=0.2)  # however large the arrows


def test_where_a_run_rests_the_arrows_are_said_to_be_too_short_and_a_lit_one_is_seen(page: Page) -> None:
    open_still(page, "/lessons/momentum?lr=0.01&momentum=0.8&steps=2000")
    expect(page.locator(".arrow-key [data-note]")).to_have_text("arrows too short to draw")
    expect(page.locator(".arrow.velocity")).to_have_css("visibility", "hidden")
    lefts = "all => all.map((each) => each.getBoundingClientRect().left)"
    at_rest = page.locator(".arrow-key span").evaluate_all(lefts)
    page.locator('[data-do="reset"]').click()
    expect(page.locator(".arrow.gradient")).to_have_css("visibility", "visible")
    assert page.locator(".arrow-key span").evaluate_all(lefts) == at_rest  # the words stay where they are
    page.locator("[data-scrub]").press("End")
    expect(page.locator(".arrow.velocity")).to_have_css("visibility", "hidden")
    page.locator(".rule-of-lesson summary").click()
    page.locator('.glossary [data-light="v"]').focus()
    expect(page.locator(".arrow.velocity")).to_have_css("visibility", "visible")


def test_without_scripts_a_form_changes_the_run_and_the_picture_is_the_core_s(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, java_script_enabled=False)
    page.goto("/lessons/momentum")
    page.locator('[name="lr"]').fill("0.01")
    page.locator(".lesson-controls button[type=submit]").click()
    assert parse_qs(urlsplit(page.url).query)["lr"] == ["0.01"]
    descent = parse_run(query_args(re.sub("&(shown|view)=[^&]*", "", urlsplit(page.url).query))).descend()
    assert path_of(page) == polyline(Frame(descent.landscape.view).place(descent.points))
    page.locator("#other-landscapes summary").click()
    page.locator('[name="landscape"]').select_option("himmelblau")
    page.locator("#other-landscapes button").click()
    expect(page.locator(".minima .lowest")).to_have_count(4)
    page.locator("#compare summary").click()
    page.locator('#compare [value="adam"]').check()
    page.locator("#compare button").click()
    expect(page.locator("[data-others] polyline.opt-adam")).to_have_count(1)
    page.locator("#steps-table summary").click()
    page.locator("#steps-table a").click()
    expect(page.locator("#steps-table noscript tr, #steps-table tbody tr").first).to_be_visible()


def test_on_a_phone_the_picture_stays_in_sight_and_targets_are_large(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    open_still(page, "/lessons/adam")
    page.locator(".experiments").scroll_into_view_if_needed()
    box = page.locator(".plot").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 60
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    inputs = "article input:not([type=radio], [type=checkbox]):visible"  # the labels of those two are their targets
    for target in page.locator(f"article button:visible, article select:visible, {inputs}").all():
        size = target.bounding_box()
        assert size is not None
        assert size["height"] >= 43.5, target.evaluate("each => each.outerHTML")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1100, 700), (390, 844)])
def test_at_the_end_of_the_page_the_stage_does_not_lie_over_the_way_on(
    new_page: NewPage, width: int, height: int
) -> None:
    page = new_page(viewport={"width": width, "height": height})
    open_still(page, "/lessons/momentum")
    page.locator(".lesson-foot").evaluate("(foot) => foot.scrollIntoView({block: 'end', behavior: 'instant'})")
    bottom = """all => Math.max(...all.map((each) => each.getBoundingClientRect().bottom)
      .map((end) => Math.min(end, document.querySelector(".lesson-stage").getBoundingClientRect().bottom || end)))"""
    stage_ends = page.locator(".lesson-pinned, .lesson-controls").evaluate_all(bottom)
    assert stage_ends <= page.locator(".lesson-foot").evaluate("(foot) => foot.getBoundingClientRect().top")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("slug", SLUGS)
def test_axe_finds_nothing_with_everything_open(new_page: NewPage, slug: str, scheme: str) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    open_still(page, f"/lessons/{slug}")
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    page.wait_for_timeout(300)
    found = Axe().run(page, options=OPTIONS)
    assert found.violations_count == 0, found.generate_report()


def test_on_paper_a_lesson_keeps_its_symbols_and_options_and_drops_what_needs_a_hand(page: Page) -> None:
    open_still(page, "/lessons/momentum")
    page.emulate_media(media="print")
    for kept in (".glossary button", ".prediction [data-option]", ".slider .exact"):
        expect(page.locator(kept).first).to_be_visible()
    for dropped in (".transport", ".slider .track", ".strip-key", ".more summary", ".masthead"):
        expect(page.locator(dropped).first).to_be_hidden()


def test_the_strip_keeps_the_prediction_to_itself_until_it_is_made(page: Page) -> None:
    open_still(page, "/lessons/gradient-descent")
    slider = page.locator('.slider[data-name="lr"] [data-range]')
    slider.focus()  # asks for the sweep, unless the idle page has done so already
    expect(page.locator('.slider[data-name="lr"] [data-withheld]')).to_have_count(1)
    expect(page.locator('.slider[data-name="lr"] .strip i')).to_have_count(0)
    expect(slider).not_to_have_attribute("aria-valuetext", re.compile("step"))
    page.locator("[data-option]").first.click()
    expect(page.locator('.slider[data-name="lr"] .strip i').first).to_be_attached()


def test_the_way_back_and_the_libraries_lines_follow_the_run(page: Page) -> None:
    open_still(page, "/lessons/momentum")
    back = page.locator(".own-run a")
    expect(back).to_be_hidden()
    page.locator('.slider[data-name="lr"] .exact').fill("0.03")
    page.locator('.slider[data-name="lr"] .exact').press("Enter")
    expect(back).to_be_visible()
    page.locator("#libraries summary").click()
    expect(page.locator("#libraries code").first).to_contain_text("lr=0.03,")
    back.click()
    expect(back).to_be_hidden()
    own = dict(parse_qsl(catalogue.lesson("momentum").query))  # type: ignore[union-attr]
    expect(page.locator("#libraries code").first).to_contain_text(f"lr={own['lr']},")
    page.locator(".experiments a[data-query]").first.click()
    expect(back).to_be_visible()


@pytest.mark.parametrize("slug", ["schedules", "rmsprop"])
def test_a_second_run_of_the_same_rule_is_told_apart_on_stage_chart_and_table(page: Page, slug: str) -> None:
    open_still(page, f"/further/{slug}")
    folded = page.locator(".more summary", has_text="Loss by step")
    if folded.count():
        folded.click()
    page.locator("[data-chart=loss]").scroll_into_view_if_needed()
    drawn = page.locator("[data-chart=loss] [data-legend] li")
    expect(drawn).to_have_count(2)
    listed = (page.locator("[data-others-legend] li"), drawn.last, page.locator("[data-standings] tbody tr").last)
    for other in listed:
        expect(other).to_contain_text(", other settings")
    expect(drawn.first).not_to_contain_text("other settings")
    dashes = page.locator("[data-others] polyline").evaluate("(line) => getComputedStyle(line).strokeDasharray")
    assert re.findall(r"\d+", dashes) == ["3", "4"]
