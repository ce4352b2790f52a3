"""What pages say of a mistaken idea: what is true first, to those whose answer shows it, and to nobody else."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

import migrations
from app.accounts import people
from app.attempts import starting
from app.attempts.effective_policy import ALONE
from app.clock import present
from app.config import Config
from app.database.sessions import Database
from app.models import ResponseMisconception, Section
from app.web.context import site_of
from quizzes import bank
from quizzes.questions import Answer, Resolved, format_answer, resolve
from tests import records
from tests.conftest import MakeApp
from tests.takers import ClientBrowser, Taker, form
from tests.web.test_markup import parse


@pytest.fixture
def taker(app: Flask) -> Taker:
    return Taker(ClientBrowser(app), site_of(app).database)


def begin(taker: Taker, *questions: str, seed: str = "7") -> str:
    """An attempt with these questions."""
    drawn = [resolve(bank.load().question(each), seed) for each in questions]
    with taker.database.write() as session:
        who, token = people.welcome(session, present())
        public_id = starting.start(session, who.id, "final", ALONE, drawn, 7, present())
    assert isinstance(taker.browser, ClientBrowser)
    taker.browser.client.set_cookie("learner", token)
    return public_id


def picked(resolved: Resolved, *says: str) -> dict[str, list[str]]:
    """The form that picks the options that read so."""
    chosen = tuple(option.id for option in resolved.shown.options if any(each in option.text for each in says))
    return form(format_answer(resolved.shown, Answer(resolved.kind, chosen)))


def read(text: str) -> str:
    """A page's words without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


def test_the_result_and_the_own_page_say_what_is_true_and_never_the_idea_alone(taker: Taker) -> None:
    attempt = begin(taker, "adagrad-drawback")
    idea = bank.load().misconception("adagrad-forgets")
    taker.answer(attempt, 1, picked(taker.item(attempt, 1).resolved, "forgets early gradients"))
    for path in (f"/attempts/{attempt}/items/1", "/me"):
        page = read(taker.get(path).text)
        assert idea.told in page
        assert page.count(idea.belief) == page.count(f"you answered as if {idea.belief}") == 1


def test_who_shows_no_idea_is_told_none(taker: Taker) -> None:
    attempt = begin(taker, "adadelta-slow-start")
    taker.answer(attempt, 1, picked(taker.item(attempt, 1).resolved, "A steep slope makes its steps short"))
    for path in (f"/attempts/{attempt}/items/1", "/me"):
        assert "you answered as if" not in taker.get(path).text


def marks(text: str) -> Iterator[tuple[str, str]]:
    """The rows of the feedback: the mark and the words."""
    for row in parse("feedback", text).iter("li"):
        sign = next((span for span in row.iter("span") if span.get("class") == "sign"), None)
        if sign is not None:
            yield (sign.text or "").strip(), " ".join("".join(row.itertext()).split())


OWN = {"Adagrad": "★", "Momentum": "✕", "Adadelta": "✕", "Adam": "✕", "Nesterov": ""}
"""Which rules have own rates: ticked rightly, ticked wrongly, missed, missed, left alone."""


def test_a_wrong_option_that_was_rightly_left_alone_bears_no_cross(taker: Taker) -> None:
    attempt = begin(taker, "final-own-rates")
    taker.answer(attempt, 1, picked(taker.item(attempt, 1).resolved, "Adagrad", "Momentum"))
    rows = marks(taker.get(f"/attempts/{attempt}/items/1").text)
    found = {rule: sign for sign, words in rows for rule in OWN if f" {rule} " in f" {words.split(' Its ')[0]} "}
    assert found == OWN


def test_a_partly_right_order_shows_which_pairs_were_counted(taker: Taker) -> None:
    attempt = begin(taker, "nesterov-order-of-a-step")
    resolved = taker.item(attempt, 1).resolved
    first, second, *rest = resolved.key.right
    given = Answer("order", (second, first, *rest))
    taker.answer(attempt, 1, form(format_answer(resolved.shown, given)))
    page = taker.get(f"/attempts/{attempt}/items/1").text
    assert [sign for sign, _ in marks(page)] == ["", "✕", "★", "★"]
    assert "Partly right" in page


@pytest.fixture
def old_site(bare_database: Database, tmp_path: Path, make_app: MakeApp) -> Flask:
    """A site over the records of an earlier release."""
    records.fill(bare_database, "03e512e")
    migrations.upgrade(bare_database.writer)
    url = bare_database.url.render_as_string(hide_password=False)
    return make_app(Config(instance=tmp_path, database_url=url, secret_key="a key for the tests", compressed=False))


def test_ideas_recorded_before_they_were_judged_are_told_to_nobody(old_site: Flask) -> None:
    """Some said the opposite of what the answer shows."""
    taker = Taker(ClientBrowser(old_site), site_of(old_site).database)
    with taker.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ResponseMisconception))
    for email in ("hal@example.org", "cy@example.org", "ada@example.org"):
        assert taker.sign_in(email).status == 303
        own = taker.get("/me").text
        assert "nswered as if" not in own
        for path in sorted(set(re.findall(r"/attempts/[\w-]+", own)))[:3]:
            page = taker.get(path)
            assert page.status == 200
            assert "nswered as if" not in page.text
        taker.sign_out()
    taker.sign_in("emmy@example.org")
    with taker.database.read() as session:
        sections = session.scalars(select(Section.public_id).where(Section.archived_at.is_(None))).all()
    for section in sections:
        page = taker.get(f"/instructor/sections/{section}/items")
        assert page.status == 200
        assert "nswered as if" not in page.text
