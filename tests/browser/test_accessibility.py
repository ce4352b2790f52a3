"""Everybody can use every page: axe finds nothing, and the colours can be told apart."""

import itertools
import re
from typing import Literal

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from app import paths
from optimizers import rules
from optimizers.arithmetic import Array
from optimizers.networks import rules as networks
from tests.browser.conftest import NewPage
from tests.pages import pages
from tests.sampling import Sample

PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
RULES = {"label-content-name-mismatch": {"enabled": True}}
"""What is seen on a control is part of its name."""
OPTIONS = {"resultTypes": ["violations"], "preload": False, "rules": RULES}
"""Preloading would read the style sheets again, from an address where their imports lead nowhere."""
TEXT = ("ink", "ink-soft", "accent", "good", "bad", "idea-gradient", "idea-velocity", "idea-second-moment", "idea-step")
SIX = ("gradient-descent", "momentum", "nesterov", "adagrad", "adadelta", "adam")
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
"""How eyes without one kind of cone see linear sRGB (Machado, Oliveira and Fernandes 2009, severity 1)."""
APART = 0.09
"""The least difference between two of the six optimizers' colours, in Oklab; .02 can just be seen."""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_on_any_page(app: Flask, new_page: NewPage, sample: Sample, theme: Theme, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce")
    found = [report for address in sample(pages(app), 20) for report in violations(page, address)]
    assert not found, "\n".join(found)


def violations(page: Page, address: str) -> list[str]:
    page.goto(address, wait_until="load")
    page.wait_for_timeout(150)  # scripts bind themselves, and transitions end
    return found_by_axe(page, address)


def found_by_axe(page: Page, name: str) -> list[str]:
    """What axe has against the page as it stands."""
    report = Axe().run(page, options=OPTIONS).response["violations"]
    nodes = [(each["id"], node) for each in report for node in each["nodes"]]
    return [f"{name}: {rule}: {node['target']} {node['html'][:160]}" for rule, node in nodes]


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def colours(theme: Theme) -> dict[str, Array]:
    """Every colour token of a theme in linear sRGB."""
    text = (paths.STATIC / "web" / "tokens.css").read_text("utf-8")
    found = {}
    for name, *pair in PAIR.findall(text):
        code = pair[THEMES.index(theme)]
        value = np.array([int(code[at : at + 2], 16) for at in (1, 3, 5)]) / 255
        found[name] = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return found


def contrast(one: Array, other: Array) -> float:
    """As the Web Content Accessibility Guidelines define it."""
    low, high = sorted(float(colour @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_stands_out_from_the_paper(theme: Theme) -> None:
    of = colours(theme)
    for ground in ("paper", "paper-raised"):
        assert {name: contrast(of[name], of[ground]) for name in TEXT if contrast(of[name], of[ground]) < 4.5} == {}
    assert contrast(of["accent-ink"], of["accent"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_every_optimizer_and_every_control_stands_out_from_the_paper(theme: Theme) -> None:
    of = colours(theme)
    drawn = [name for name in of if name.startswith(("opt-", "idea-"))] + ["line-strong", "contour-index"]
    assert {name: contrast(of[name], of["paper"]) for name in drawn if contrast(of[name], of["paper"]) < 3} == {}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eyes", EYES)
def test_the_six_rules_look_different_to_every_eye(theme: Theme, eyes: str) -> None:
    of = colours(theme)
    seen = {name: oklab(np.array(EYES[eyes]) @ of[f"opt-{name}"]) for name in SIX}
    pairs = itertools.combinations(SIX, 2)
    assert [pair for pair in pairs if np.linalg.norm(seen[pair[0]] - seen[pair[1]]) < APART] == []


def test_every_optimizer_has_a_dash_and_those_of_like_colour_have_different_ones() -> None:
    text = (paths.STATIC / "web" / "tokens.css").read_text("utf-8")
    dashes = dict(re.findall(r"\.opt-([\w-]+) \{ --opt: var\(--opt-[\w-]+\); --dash: ([^;]+);", text))
    assert {name.replace("-", "_") for name in dashes} == rules.catalogue().keys() | networks.catalogue().keys()
    for theme, eyes in itertools.product(THEMES, EYES.values()):
        of = colours(theme)
        for one, other in itertools.combinations(dashes, 2):
            far = np.linalg.norm(oklab(np.array(eyes) @ of[f"opt-{one}"]) - oklab(np.array(eyes) @ of[f"opt-{other}"]))
            assert far >= APART or dashes[one] != dashes[other], (theme, one, other)


def oklab(colour: Array) -> Array:
    """Linear sRGB in Oklab, where equal distances look about equally large (Ottosson 2020)."""
    cones = np.array([[0.41222, 0.53633, 0.05145], [0.2119, 0.6807, 0.1074], [0.0883, 0.28172, 0.62998]])
    mixed = np.array([[0.21045, 0.79362, -0.00407], [1.978, -2.42859, 0.45059], [0.0259, 0.78277, -0.80868]])
    return np.asarray(mixed @ np.cbrt(cones @ np.clip(colour, 0, 1)))
