"""What a lesson takes over the wire when nothing of it is there yet, sweeps and figures apart."""

from urllib.parse import urlsplit

import brotli
from playwright.sync_api import Page, Response

from app import paths
from app.lessons import catalogue
from tests.browser.conftest import NewPage
from tests.sampling import Sample

SLUGS = [lesson.slug for lesson in catalogue.catalogue()]
CAP = 150_000
ADAM = 168_000
"""Its two runs of 200 steps with all their state take 40 kB: over the cap, by so much and no more."""
APART = ("/api/sweep", "/api/figures", "/api/plots", "/static/vendor", "/plot-view.")
BUNDLED = ("chunk.mjs", "main.css")
HEADERS = 300
"""Bytes of the headers of an answer, roughly."""


def test_lessons_that_others_have_opened_stay_below_their_caps(new_page: NewPage, sample: Sample) -> None:
    for slug in {*sample(SLUGS, 2), "adam"}:
        cap = ADAM if slug == "adam" else CAP
        assert weight(new_page(viewport={"width": 1440, "height": 900}), slug) <= cap, slug


def weight(page: Page, slug: str) -> int:
    answers: dict[str, Response] = {}
    page.on("response", lambda each: answers.update({each.url: each}))
    page.goto(f"/lessons/{slug}")
    page.wait_for_selector(".stage[data-drawn]")
    page.wait_for_load_state("networkidle")
    counted = [each for url, each in answers.items() if url.startswith("http") and not any(map(url.count, APART))]
    assert len(counted) > 8
    bundle = sum(small((paths.STATIC / "bundle" / name).read_bytes()) + HEADERS for name in BUNDLED)
    return bundle + sum(packed(each) + HEADERS for each in counted if not is_bundled(each.url))


def packed(answer: Response) -> int:
    return len(answer.body()) if answer.url.endswith(".woff2") else small(answer.body())


def small(body: bytes) -> int:
    return len(brotli.compress(body))


def is_bundled(address: str) -> bool:
    """Whether this file is a part of the bundle, or the bundle itself; theme.js stands alone."""
    path = urlsplit(address).path
    return path.endswith((".js", ".mjs", ".css")) and not path.endswith("web/theme.js")
