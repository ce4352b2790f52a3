"""The pages of a quiz, for every kind of question: sound HTML, labels for everything, and progress in words."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import update

from app.accounts import people
from app.attempts import starting
from app.attempts.effective_policy import ALONE
from app.clock import present
from app.models import Attempt
from app.web.context import site_of
from quizzes import bank
from quizzes.questions import resolve
from tests.takers import ClientBrowser, Page, Taker, wrong_form
from tests.web.test_markup import parse, references

KINDS = {question.kind: question for question in bank.load().questions}


@pytest.fixture
def taker(app: Flask) -> Taker:
    return Taker(ClientBrowser(app), site_of(app).database)


@pytest.fixture
def attempt(taker: Taker) -> str:
    """An attempt with one question of each kind."""
    drawn = [resolve(question, "7") for question in KINDS.values()]
    with taker.database.write() as session:
        who, token = people.welcome(session, present())
        public_id = starting.start(session, who.id, "final", ALONE, drawn, 7, present())
    assert isinstance(taker.browser, ClientBrowser)
    taker.browser.client.set_cookie("learner", token)
    return public_id


def sound(name: str, page: Page) -> None:
    """Well-formed, no id twice, every reference leads somewhere."""
    tree = parse(name, page.text)
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    assert [each for each, count in ids.items() if count > 1] == [], name
    assert [each for each in references(tree) if each not in ids] == [], name


def test_every_kind_is_asked_for_refused_and_explained_on_sound_pages(taker: Taker, attempt: str) -> None:
    for slot, kind in enumerate(KINDS, 1):
        page = taker.get(f"/attempts/{attempt}")
        sound(f"{kind}, asked", page)
        assert f"question {slot}/{len(KINDS)}" in page.text
        refused = taker.answer(attempt, slot, {"nothing": "1"})
        assert refused.status == 400, kind
        sound(f"{kind}, refused", refused)
        given = taker.right(attempt, slot) if slot % 2 else wrong_form(taker.item(attempt, slot).resolved)
        assert taker.answer(attempt, slot, dict(given)).status == 303, kind
        told = taker.get(f"/attempts/{attempt}/items/{slot}")
        sound(f"{kind}, explained", told)
        assert ("★" if slot % 2 else "✕") in told.text or "◐" in told.text
    sound("result", taker.get(f"/attempts/{attempt}"))
    sound("progress", taker.get("/me"))


def test_the_final_s_result_has_a_line_for_each_lesson(taker: Taker) -> None:
    attempt = taker.start("final")
    taker.finish(attempt)
    page = taker.get(f"/attempts/{attempt}").text
    for lesson in (quiz.title for quiz in bank.load().quizzes if quiz.id != "final"):
        assert lesson.split()[0].rstrip("’s") in page
    assert "12/12" in page
    assert "Perfect" in page


def test_a_lesson_s_result_says_where_to_look_again_and_what_comes_next(taker: Taker) -> None:
    attempt = taker.start("momentum")
    taker.finish(attempt, right=2)
    page = taker.get(f"/attempts/{attempt}").text
    assert "What to look at again" in page
    assert 'href="/lessons/momentum?' in page
    assert "Next lesson" in page
    assert "Try again" in page


def test_a_time_limit_is_told(taker: Taker, attempt: str) -> None:
    with taker.database.write() as session:
        session.execute(update(Attempt).values(deadline=present().replace(year=2100)))
    assert "2100" in taker.get(f"/attempts/{attempt}").text


def test_links_that_lead_to_different_places_have_different_names(taker: Taker, attempt: str) -> None:
    taker.finish(attempt)
    links = parse("the result", taker.get(f"/attempts/{attempt}").text).iter("a")
    named: dict[str, set[str]] = {}
    for link in links:
        named.setdefault(" ".join("".join(link.itertext()).split()), set()).add(link.get("href", ""))
    assert len(named) > len(KINDS)
    assert {name: places for name, places in named.items() if len(places) > 1} == {}
