"""Kept pages: whoever asks gets the page that would be made anew for them, and memory is bounded."""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from app.lessons import catalogue
from app.web.context import site_of
from app.web.keeping.kept_pages import CONTENTS, FRAGMENTS, KeptPages, kept, lies_ready
from app.web.response_cache import PureAnswers
from tests.conftest import MakeApp
from tests.sampling import examples
from tests.takers import NewTaker, Taker
from tests.teachers import Teacher

LESSONS = [each.slug for each in catalogue.catalogue()]
PAGES = (
    *("/", "/review", "/further", "/further/rmsprop", "/tours", "/before-you-start", "/sources"),
    *("/playground?gradients=40&rates=own", "/playground/map", "/training/two-dimensions"),
)
QUERIES = ("", "?table=1", "?view=relief", "?with=adam", "?landscape=bowl&lr=0.3", "?lr=nonsense", "?steps=7&table=1")
CODINGS = ("", "gzip", "br")


def addresses(dice: random.Random) -> Iterator[str]:
    """Pages that teach, many of them more than once; some with settings that nobody has had before."""
    while True:
        lesson = f"/lessons/{dice.choice(LESSONS)}{dice.choice(QUERIES)}"
        drawn = f"/lessons/{dice.choice(LESSONS)}?lr={dice.uniform(0.01, 0.2):.4f}&steps={dice.randrange(3, 60)}"
        yield dice.choices((lesson, drawn, dice.choice(PAGES)), (6, 2, 2))[0]


def forget(app: Flask) -> None:
    """Nothing that this site has made stays."""
    found: KeptPages = app.extensions["downhill.kept_pages"]
    found.contents.clear()
    found.fragments.clear()
    answers: PureAnswers = app.extensions["downhill.answers"]
    answers.forget()


@pytest.fixture
def persons(new_taker: NewTaker, teacher: Teacher) -> list[Taker | None]:
    """A stranger, people who have come far or not so far, one of them signed in, and somebody who teaches."""
    far, near = new_taker(), new_taker()
    far.sign_up("far@example.org")
    for taker, count in ((far, 4), (near, 1)):
        for each in catalogue.catalogue()[:count]:
            taker.post(f"/lessons/{each.slug}/predictions", {"predicted": each.prediction.answer})
            taker.post(f"/lessons/{each.slug}/readings")
    return [None, far, near, teacher]


def test_a_kept_page_is_the_page_that_would_be_made_anew_for_whoever_asks(
    site: Flask, make_app: MakeApp, persons: list[Taker | None], seed: int
) -> None:
    dice = random.Random(seed)
    anew = make_app(site_of(site).config)
    asked = addresses(dice)
    for _ in range(examples(24)):
        address, person, coding = next(asked), dice.choice(persons), dice.choice(CODINGS)
        answers = [ask(each, address, person, coding) for each in (site, anew)]
        assert answers[0] == answers[1], (address, person, coding)
        forget(anew)


def ask(site: Flask, address: str, person: Taker | None, coding: str) -> tuple[int, bytes, dict[str, str]]:
    client = site.test_client()
    if person is not None:
        assert person.browser.token
        client.set_cookie("learner", person.browser.token)
    answer = client.get(address, headers={"Accept-Encoding": coding})
    return answer.status_code, answer.data, {name: text for name, text in answer.headers if name != "X-Request-ID"}


def test_a_page_for_somebody_is_never_given_to_a_stranger(site: Flask, persons: list[Taker | None]) -> None:
    far = persons[1]
    for first, second in ((far, None), (None, far)):
        forget(site)
        answers = [ask(site, "/lessons/momentum", person, "") for person in (first, second)]
        assert [b"4 of 6 read" in answer[1] for answer in answers] == [person is far for person in (first, second)]
        kept = {
            person is far: answer[2]["Cache-Control"] for person, answer in zip((first, second), answers, strict=True)
        }
        assert kept == {True: "no-store", False: "no-cache"}


def test_what_an_address_brings_along_is_never_taken_for_a_hole(site: Flask) -> None:
    forged = "<!--0123456789abcdef way momentum-->"
    text = site.test_client().get("/lessons/momentum", query_string={"landscape": forged}).text

    assert forged not in text


def test_pages_that_nobody_has_asked_for_before_fill_no_more_than_their_room(site: Flask, seed: int) -> None:
    kept: KeptPages = site.extensions["downhill.kept_pages"]
    client, dice = site.test_client(), random.Random(seed)
    for _ in range(examples(20)):
        client.get(f"/lessons/momentum?lr={dice.uniform(0.01, 0.1):.6f}&steps=5")

    assert 0 < kept.contents.used <= CONTENTS
    assert 0 < kept.fragments.used <= FRAGMENTS


def test_a_page_that_many_ask_for_at_once_is_made_once(make_app: MakeApp, site: Flask) -> None:
    app, made = make_app(site_of(site).config), [0]

    @kept
    def slow() -> str:
        made[0] += 1
        threading.Event().wait(0.05)
        return "made"

    app.view_functions["home.sources"] = slow
    with ThreadPoolExecutor(6) as people:
        texts = [*people.map(lambda _: app.test_client().get("/sources").text, range(6))]

    assert texts == ["made"] * 6
    assert made == [1]


def test_a_page_lies_ready_under_its_whole_address_alone(site: Flask) -> None:
    is_ready = lies_ready(site)
    site.test_client().get("/lessons/momentum?lr=0.05")

    assert is_ready({"PATH_INFO": "/lessons/momentum", "QUERY_STRING": "lr=0.05", "SCRIPT_NAME": ""})
    assert not is_ready({"PATH_INFO": "/lessons/momentum", "QUERY_STRING": "lr=0.06", "SCRIPT_NAME": ""})
    assert not is_ready({"PATH_INFO": "/lessons/momentum", "QUERY_STRING": "lr=0.05", "SCRIPT_NAME": "/below"})
