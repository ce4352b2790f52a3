"""Numbers in fields: scripts read and write them as the server does, keys move a tick, and errors stand beside."""

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from optimizers.numbers import NumberError, digits, plain, setting, typed, typed_pair, typed_whole
from tests.browser.conftest import NewPage
from tests.scribbles import SCRIBBLES

READERS: dict[str, Callable[[str], object]] = {
    "typed": typed,
    "typedWhole": typed_whole,
    "typedPair": lambda text: [*typed_pair(text)],
}


def here(reader: str, text: str) -> dict[str, object]:
    """What the server makes of a text, as the script says it."""
    try:
        return {"value": READERS[reader](text)}
    except NumberError as refused:
        return {"reason": str(refused)}


def module(page: Page) -> str:
    page.goto("/lessons/momentum?still")
    main = page.locator('script[type="module"]').first.get_attribute("src") or ""
    return main.rpartition("/")[0] + "/../runs/numbers.js"


def test_scripts_read_numbers_as_the_server_does(page: Page) -> None:
    script = f"([reader, texts]) => import('{module(page)}').then((n) => texts.map((text) => n[reader](text)))"

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(reader=st.sampled_from(sorted(READERS)), texts=st.lists(SCRIBBLES | st.text(max_size=50), max_size=60))
    def agree(reader: str, texts: list[str]) -> None:
        assert page.evaluate(script, [reader, texts]) == [here(reader, text) for text in texts]

    agree()


def test_scripts_write_numbers_as_the_server_does(page: Page) -> None:
    script = f"(some) => import('{module(page)}').then((n) => some.map((x) => [n.digits(x), n.setting(x), n.plain(x)]))"

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(some=st.lists(st.floats(-1e300, 1e300).filter(lambda value: abs(value) > 1e-300), max_size=60))
    def agree(some: list[float]) -> None:
        assert page.evaluate(script, some) == [[digits(x), setting(x), plain(x)] for x in some]

    agree()


TYPED = [("0,005", "0.005"), ("10⁻³", "0.001"), ("5×10⁻³", "0.005"), ("1/200", "0.005"), ("０．０２", "0.02")]


@pytest.mark.parametrize(("text", "value"), TYPED)
def test_a_lesson_reads_what_is_typed_into_a_number(page: Page, text: str, value: str) -> None:
    page.goto("/lessons/momentum?still")
    exact = page.locator('[name="lr"]')
    exact.fill(text)
    exact.press("Enter")
    expect(exact).to_have_value(value)
    expect(page.locator("#permalink [data-permalink]")).to_have_attribute("href", re.compile(f"lr={re.escape(value)}"))
    expect(page.locator('[data-name="lr"] .error')).to_be_empty()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,234", "can be read as 1.234 or as 1234"),
        ("NaN", "is not read as a number"),
        ("1e999", "is too large; it takes a number from 0.0001 to 10"),
        ("77", "takes a number from 0.0001 to 10"),
    ],
)
def test_a_lesson_says_beside_the_number_why_it_cannot_be_read(page: Page, text: str, words: str) -> None:
    page.goto("/lessons/momentum?still")
    exact = page.locator('[name="lr"]')
    exact.fill(text)
    exact.press("Tab")
    expect(page.locator('[data-name="lr"] .error')).to_contain_text(words)
    expect(exact).to_have_value(text)
    exact.fill("0.01")
    exact.press("Tab")
    expect(page.locator('[data-name="lr"] .error')).to_be_empty()


@pytest.mark.parametrize("address", ["/lessons/momentum?still", "/playground?rates=same&lr=0.0195"])
def test_an_arrow_key_moves_a_number_to_the_next_tick(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("[data-drawn]")).to_have_count(1)
    field = page.locator('input[name="lr"]')
    before = float(field.input_value())
    ticks = [float(each) for each in (field.get_attribute("data-ticks") or "").split()]
    field.press("ArrowUp")
    expect(field).to_have_value(plain(min(tick for tick in ticks if tick > before)))
    field.press("ArrowDown")
    expect(field).to_have_value(plain(max(tick for tick in ticks if tick < before)))


def test_the_slider_follows_the_arrow_keys_of_its_number(page: Page) -> None:
    page.goto("/lessons/momentum?still")
    expect(page.locator(".stage[data-drawn]")).to_have_count(1)
    slider, field = page.locator('[data-name="lr"] [data-range]'), page.locator('[name="lr"]')
    field.press("ArrowUp")
    tick = int(slider.input_value())
    field.press("ArrowUp")
    expect(slider).to_have_value(str(tick + 1))


def test_every_setting_of_a_lesson_is_read_back_as_it_is_shown(page: Page) -> None:
    """What the slider says of a value may be typed into its field."""
    page.goto("/lessons/adam?still&eps=1e-8&landscape.kappa=33.333")
    for slider in page.locator(".slider").all():
        said = (slider.locator("[data-range]").get_attribute("aria-valuetext") or "").partition(", ")[0]
        assert typed(said) == float(slider.locator("[data-exact]").input_value())


def test_the_start_is_read_as_a_pair(page: Page) -> None:
    page.goto("/lessons/momentum?still")
    page.locator("#all-settings summary").click()
    start = page.locator('[name="start"]')
    start.fill("(−1,5; 1/2)")
    start.press("Enter")
    expect(start).to_have_value("-1.5,0.5")
    start.fill("1,2,3")
    start.press("Tab")
    expect(page.locator("#all-settings .error", has_text="is not two numbers: write them as 1.5, −2")).to_be_visible()


def test_the_playground_reads_and_refuses_as_a_lesson_does(page: Page) -> None:
    page.goto("/playground?optimizer=adam&rates=same&lr=0.02&gradients=60")
    expect(page.locator(".plot[data-drawn]")).to_have_count(1)
    field = page.locator('[name="lr"]')
    field.fill("0,03")
    field.press("Tab")
    page.wait_for_url(re.compile("lr=0.03"))
    field.fill("1,234")
    field.press("Tab")
    expect(page.locator(".one-rate .error")).to_contain_text("can be read as 1.234 or as 1234")
    assert "lr=0.03" in page.url


@pytest.mark.parametrize("address", ["/lessons/adam?lr=0%2C005", "/playground?rates=same&lr=5×10⁻³"])
def test_without_scripts_the_address_says_what_was_read(new_page: NewPage, address: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(address)
    assert "lr=0.005" in page.url
    expect(page.locator('[name="lr"]')).to_have_value("0.005")


def test_a_half_typed_number_is_nobody_s_setting_yet(page: Page) -> None:
    """Neither what waits for the next pause asks for it, nor another control that moves meanwhile."""
    page.goto("/lessons/momentum?still")
    expect(page.locator(".stage[data-drawn]")).to_have_count(1)
    page.locator('[name="lr"]').press_sequentially("/")
    with page.expect_response(re.compile("/api/trajectory")) as answer:
        page.evaluate(
            "document.querySelector('[name=\"momentum\"]').dispatchEvent(new Event('change', { bubbles: true }))"
        )
    assert answer.value.status == 200
    assert "lr=0.09" in answer.value.url
