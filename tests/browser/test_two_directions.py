"""The figure of the two directions follows the sliders, and says what the server says at the same settings."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.lessons import catalogue
from tests.conftest import Server

LESSONS = ("gradient-descent", "momentum", "nesterov")
READ = """() => {
  const figure = document.querySelector(".directions");
  const of = (names, read) => [...figure.querySelectorAll(names)].map(read);
  return {
    words: of("[data-factor], [data-words], [data-verdict]", (each) => each.textContent.trim()),
    places: [
      ...of("[data-error]", (each) => each.getAttribute("points")),
      ...of("[data-here], [data-mark]", (each) => each.getAttribute("d")),
    ].join(" "),
  };
}"""


RESTS = """() => {
  const link = new URL(document.querySelector("[data-permalink]").href).searchParams;
  const form = new FormData(document.querySelector("[data-run-form]"));
  return ["lr", "momentum"].every((name) => !form.has(name) || Number(link.get(name)) === Number(form.get(name)));
}"""


@pytest.mark.parametrize("slug", LESSONS)
def test_moved_sliders_show_what_the_server_draws_for_the_same_settings(page: Page, server: Server, slug: str) -> None:
    page.goto(f"{server.url}/lessons/{slug}")
    page.locator("html[data-live]").wait_for(state="attached")
    before = page.evaluate(READ)
    sliders = page.locator(".lesson-controls [data-range]")
    for index in range(sliders.count()):
        sliders.nth(index).focus()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-factor=steep]")).not_to_have_text(before["words"][2])
    page.wait_for_function(RESTS)
    moved = page.evaluate(READ)
    address = page.locator("[data-permalink]").get_attribute("href")
    page.goto(f"{server.url}{address}")
    page.locator("html[data-live]").wait_for(state="attached")
    drawn = page.evaluate(READ)
    assert moved["words"] == drawn["words"] != before["words"]
    one, other = (_numbers(each["places"]) for each in (moved, drawn))
    assert len(one) == len(other) > 100
    assert one == pytest.approx(other, abs=0.11)


def test_the_picture_that_would_give_the_prediction_away_waits_for_it(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/lessons/gradient-descent")
    page.locator("html[data-live]").wait_for(state="attached")
    figure = page.locator(".directions")
    expect(figure.locator("svg.small-plot").nth(1)).to_be_hidden()
    expect(figure.get_by_text("shown after your prediction")).to_be_visible()
    page.locator(".prediction [data-option]").first.click()
    expect(figure.locator("svg.small-plot").nth(1)).to_be_visible()
    expect(figure.locator("[data-factor=steep]")).to_have_text("× −2.60")


def test_both_forms_of_nesterov_are_drawn_at_once(page: Page, server: Server) -> None:
    """The other form's points are where the rule asked for its gradients."""
    page.goto(f"{server.url}/lessons/nesterov")
    page.locator("html[data-live]").wait_for(state="attached")
    page.get_by_label("Step", exact=True).press("End")
    page.get_by_label("PyTorch’s form too").check()
    drawn = page.locator("[data-extras] .look-aheads")
    expect(drawn).to_have_count(1)
    expect(page.locator("[data-key=look-aheads]")).to_be_visible()
    plot = page.locator("#stage .plot").evaluate("plot => ({ ...plot.dataset })")
    descent = catalogue.catalogue()[2].scene.descent
    x, y = np.array(_numbers(drawn.get_attribute("d") or "")).reshape(-1, 2).T
    left, top, scale = (float(plot[name]) for name in ("left", "top", "scale"))
    seen = np.stack([left + x / scale, top - y / scale])
    assert seen[:, :-1] == pytest.approx(descent.probes, abs=0.1 / scale)
    page.get_by_label("PyTorch’s form too").uncheck()
    expect(drawn).to_have_count(0)


def _numbers(text: str) -> list[float]:
    return [float(each) for each in re.findall(r"-?[\d.]+", text)]
