"""Scripts over a slow or a lost connection: what was asked for last wins, and a server that is away is asked again."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Watch
from tests.browser.test_stage_run import open_still, path_of

AWAY = "The server does not answer."


def held(page: Page, address: str) -> list[Route]:
    """Requests whose address has these words; they wait until they are let go."""
    waiting: list[Route] = []
    page.route(lambda url: address in url, lambda route: waiting.append(route))
    return waiting


def choose(page: Page, name: str, value: str) -> None:
    """What a change of a select does, also where it is folded away."""
    script = "(select, value) => { select.value = value; select.dispatchEvent(new Event('change', {bubbles: true})); }"
    page.locator(f'select[name="{name}"]').evaluate(script, value)


def test_the_landscape_chosen_last_is_the_one_that_is_drawn(page: Page) -> None:
    open_still(page, "/lessons/gradient-descent")
    choice = page.locator('select[name="landscape"]')
    slow = held(page, "landscape=beale")
    with page.expect_request(lambda request: "landscape=beale" in request.url):
        choose(page, "landscape", "beale")
    choose(page, "landscape", "bowl")
    expect(page.locator("#stage-name")).to_contain_text("Bowl")
    drawn = page.locator(".plot [data-ground]").inner_html()
    for route in slow:
        route.continue_()
    page.wait_for_url("**landscape=bowl**")
    expect(choice).to_have_value("bowl")
    assert page.locator(".plot [data-ground]").inner_html() == drawn


def test_a_lost_connection_is_said_and_the_run_comes_when_it_is_back(page: Page, watch: Watch) -> None:
    open_still(page, "/lessons/gradient-descent")
    before = path_of(page)
    page.context.set_offline(True)
    page.locator('[name="lr"]').fill("0.01")
    page.locator('[name="lr"]').press("Enter")
    expect(page.get_by_text(AWAY)).to_be_visible()
    assert path_of(page) == before
    page.context.set_offline(False)
    expect(page.get_by_text(AWAY)).to_have_count(0)
    expect(page.locator("[data-path]")).not_to_have_attribute("points", before)
    watch.faults.clear()  # the browser names each request that failed


LATE = {
    "/lessons/momentum?still&view=plot": (r"/plot-view\.m?js|/vendor/plotly/", ".stage .live-plot.plane[data-drawn]"),
    "/playground?still": (r"/others\.mjs|/playground/\w+\.js", "html[data-live]"),
}


@pytest.mark.parametrize("address", LATE)
def test_a_module_that_does_not_arrive_is_said_and_asked_for_again(page: Page, watch: Watch, address: str) -> None:
    modules, arrived = LATE[address]
    away = [True]
    page.route(re.compile(modules), lambda route: route.abort("connectionreset") if away else route.continue_())
    Page.goto(page, address)  # as it comes, alive or not
    said = page.get_by_text("A part of this page has not arrived.")
    expect(said).to_be_visible()
    away.clear()
    page.wait_for_selector(arrived, state="attached")
    expect(said).to_have_count(0)
    assert [fault for fault in watch.faults if fault.startswith("page error")] == []
    watch.faults.clear()


SUMMON = """([from, wrong]) => Promise.race([
  import(from).then(({ summon }) => summon(() => import(wrong))).catch(String),
  new Promise((resolve) => setTimeout(resolve, 20_000)),
])"""


def test_a_module_that_is_wrong_itself_is_not_asked_for_for_ever(page: Page) -> None:
    open_still(page, "/lessons/momentum")
    wrong = "throw TypeError('mine')"
    page.route("**/wrong.js", lambda route: route.fulfill(content_type="text/javascript", body=wrong))
    module = page.locator('script[type="module"]').first.get_attribute("src") or ""
    connection = f"{module.rpartition('/')[0]}/../web/connection.js"
    assert page.evaluate(SUMMON, [connection, "/wrong.js"]) == "TypeError: mine"


@pytest.mark.parametrize("name", ["landscape", "schedule"])
def test_what_the_server_will_not_draw_leaves_the_choice_as_it_was(page: Page, watch: Watch, name: str) -> None:
    open_still(page, "/lessons/gradient-descent")
    before = page.locator(f'select[name="{name}"]').input_value()
    page.locator('[name="steps"]').evaluate("field => { field.value = field.defaultValue = '1000000000'; }")
    other = {"landscape": "bowl", "schedule": "step"}[name]
    choose(page, name, other)
    expect(page.locator(".outcome")).to_contain_text("not drawn")
    expect(page.locator(f'select[name="{name}"]')).to_have_value(before)
    watch.faults.clear()


def test_the_playground_waits_for_the_connection_too(page: Page, watch: Watch) -> None:
    page.goto("/playground?still")
    page.context.set_offline(True)
    page.locator('select[name="landscape"]').select_option("bowl")
    expect(page.get_by_text(AWAY)).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_url("**landscape=bowl**")
    expect(page.get_by_text(AWAY)).to_have_count(0)
    watch.faults.clear()
