"""The band of good learning rates along the slider's strip: the core's, drawn over its cells, and named."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.lessons.claims import run_of
from app.runs.races import apart, best_rate
from optimizers.numbers import setting
from optimizers.tuning import Best
from tests.browser.conftest import NewPage

A_TICK = 1.25
"""From one tick of the slider to the next, and a little."""
ADAM = "optimizer=adam&landscape=ravine&steps=200"


def rounded(rate: float) -> str:
    return setting(float(f"{rate:.2g}"))


def band_of(query: str) -> Best:
    found = best_rate(run_of(query))
    assert found is not None
    return found


def covered(page: Page) -> list[float]:
    """The ticks whose cells lie under the bracket, from the first to the last."""
    cells: list[float] = page.evaluate(
        """() => {
          const slider = document.querySelector('[data-name="lr"]');
          const ticks = slider.querySelector("[data-exact]").dataset.ticks.split(" ").map(Number);
          const strip = slider.querySelector("[data-strip]").getBoundingClientRect();
          const bar = slider.querySelector(".strip > .good-rates").getBoundingClientRect();
          const cell = (x) => Math.round(((x - strip.left) / strip.width) * ticks.length);
          return ticks.slice(cell(bar.left), cell(bar.right));
        }"""
    )
    return cells


def test_the_band_is_the_core_s_and_follows_the_other_settings(page: Page) -> None:
    page.goto("/lessons/adam?still")
    words = page.locator('[data-name="lr"] [data-band]')
    _agree(page, ADAM)
    page.locator('details:has([name="beta1"]) > summary').click()
    page.locator('[name="beta1"]').fill("0.5")
    page.locator('[name="beta1"]').press("Enter")
    _agree(page, f"{ADAM}&beta1=0.5")
    described = page.locator('[data-name="lr"] [data-range]').get_attribute("aria-describedby")
    assert described == words.get_attribute("id")


def _agree(page: Page, query: str) -> None:
    band = band_of(query)
    low, high = apart(band.low, band.high)
    words = f"The best rate is {rounded(band.rate)}; from {low} to {high} rates do nearly as well."
    expect(page.locator('[data-name="lr"] [data-band]')).to_contain_text(words)
    ticks = covered(page)
    assert ticks[0] / A_TICK < band.low < ticks[0] * A_TICK
    assert ticks[-1] / A_TICK < band.high < ticks[-1] * A_TICK


def test_where_every_rate_diverges_no_band_is_drawn(page: Page) -> None:
    page.goto("/lessons/gradient-descent?landscape=monkey_saddle&steps=1&still")
    expect(
        page.locator('[data-name="lr"] [data-strip][data-known], [data-strip][data-withheld]').first
    ).to_be_attached()
    expect(page.locator(".strip > .good-rates")).to_have_count(0)


@pytest.mark.parametrize("settings", [{"color_scheme": "dark"}, {"forced_colors": "active"}], ids=str)
def test_the_bracket_stands_out_from_the_page(new_page: NewPage, settings: dict[str, str]) -> None:
    page = new_page(viewport={"width": 390, "height": 900}, **settings)
    page.goto("/lessons/adam?still")
    page.locator('[data-name="lr"]').scroll_into_view_if_needed()
    bar = page.locator(".strip > .good-rates")
    expect(bar).to_be_attached()
    colours = bar.evaluate(
        "bar => [getComputedStyle(bar).borderTopColor, getComputedStyle(document.body).backgroundColor]"
    )
    brightness = [sum(map(int, re.findall(r"\d+", each)[:3])) for each in colours]
    assert abs(brightness[0] - brightness[1]) > 350
