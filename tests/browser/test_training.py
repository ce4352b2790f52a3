"""The network's page in a real browser: rates that move, playback, presets, what is wrong; and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from optimizers.numbers import plain
from tests.browser.conftest import NewPage, Watch

SMALL = "epochs=2&seeds=2&network.width=8"


@pytest.fixture
def network(new_page: NewPage) -> Page:
    page = new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.goto(f"/training?optimizer=momentum&optimizer=adam&{SMALL}")
    expect(page.locator("html[data-live]")).to_be_attached()
    expect(page.locator('[data-rule="adam"] [data-strip] i')).to_have_count(25)
    return page


def test_a_rate_moved_by_keys_trains_anew_and_keeps_the_focus(network: Page) -> None:
    slider = network.get_by_role("slider", name="Learning rate of Adam")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("% of the test images right"))
    slider.focus()
    network.keyboard.press("ArrowRight")
    expect(network).to_have_url(re.compile(r"adam\.lr=0\.0409"))
    expect(network.locator('[data-rule="adam"] [name="adam.lr"]')).to_have_value("0.0409")
    expect(slider).to_be_focused()


def test_curves_play_back_to_their_end(network: Page) -> None:
    moment = network.get_by_role("slider", name="Updates")
    moment.fill("0")
    expect(network.locator("[data-told]")).to_have_text("0")
    network.get_by_role("button", name="Play").click()
    expect(network.get_by_role("button", name="Pause")).to_be_visible()
    expect(network.get_by_role("button", name="Play")).to_be_visible(timeout=20_000)
    expect(network.locator("[data-told]")).to_have_text("86")


def test_another_rule_joins_and_a_wrong_field_is_said_beside_it(network: Page, watch: Watch) -> None:
    network.locator('[name="optimizer"][value="adagrad"]').check()
    expect(network.locator(".results")).to_contain_text("Adagrad")
    network.locator('[name="epochs"]').fill("9999")
    network.locator('[name="epochs"]').press("Tab")
    expect(network.locator(".number-field .error")).to_contain_text("takes a whole number from 1 to 200")
    expect(network.locator('[name="epochs"]')).to_have_attribute("aria-invalid", "true")
    assert [each for each in watch.faults if "/api/" in each] == [], "no track is asked for what cannot be"
    watch.faults.clear()


def test_a_number_is_typed_in_peace_and_an_arrow_key_moves_it_a_tick(network: Page) -> None:
    """Each pause between two digits sent what stood there, and the next digit went before the first."""
    rate = network.locator('[name="adam.lr"]')
    network.get_by_label("First seed").fill("3")
    rate.press("Control+a")  # the seed is the page's now, and the answer comes while somebody types
    for digit in "0,0005":
        network.keyboard.type(digit)
        network.wait_for_timeout(150)
    expect(network).to_have_url(re.compile("seed=3"))
    expect(rate).to_have_value("0,0005")
    network.keyboard.press("Enter")
    expect(network).to_have_url(re.compile(r"adam\.lr=0\.0005"))
    expect(rate).to_have_value("0.0005")
    ticks = [float(each) for each in (rate.get_attribute("data-ticks") or "").split()]
    rate.press("ArrowUp")
    expect(rate).to_have_value(plain(min(tick for tick in ticks if tick > 0.0005)))


def test_what_cannot_be_read_stays_beside_its_reason_while_other_settings_train(network: Page) -> None:
    rate = network.locator('[name="adam.lr"]')
    rate.fill("1,234")
    rate.press("Tab")
    reason = network.locator('[data-rule="adam"] .error')
    expect(reason).to_contain_text("can be read as 1.234 or as 1234")
    network.get_by_label("First seed").fill("5")
    network.get_by_label("First seed").press("Enter")
    expect(network).to_have_url(re.compile("seed=5"))
    expect(rate).to_have_value("1,234")
    expect(reason).to_be_visible()


def test_without_scripts_the_form_trains(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"/training?optimizer=adam&{SMALL}")
    page.locator('[name="adam.lr"]').fill("0,02")
    page.get_by_role("button", name="Train").first.click()

    expect(page).to_have_url(re.compile(r"adam\.lr=0\.02&"))
    expect(page.locator(".chart-picture")).to_have_count(4)
    expect(page.locator(".results")).to_contain_text("0.02")
