"""The site in three engines: lessons, a race, questions, sign-up, an instructor’s pages, on paper, at three widths."""

import re
import zlib
from itertools import count, product

import pytest
from flask import Flask

from app.attempts import starting
from app.attempts.effective_policy import ALONE
from app.clock import present
from app.database.sessions import Database
from app.lessons import catalogue
from quizzes import bank
from quizzes.questions import Resolved, resolve
from tests.browser import hands
from tests.browser.test_instructor_setup import link
from tests.conftest import Server
from tests.engines.engine import OPEN_ALL, TOO_WIDE, Engine, fill, open_page, press, text, wait_for
from tests.pages import pages
from tests.sampling import Sample
from tests.takers import PASSWORD, HttpBrowser, Taker

SLUGS = [lesson.slug for lesson in catalogue.catalogue()]
A4 = re.compile(rb"/Type\s*/Page[^s]")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
DRAWN = "return document.querySelector('.stage[data-drawn]') !== null"
PLOT_TOP = "return document.querySelector('.plot').getBoundingClientRect().top"
CHOOSE = """for (const value of {values}) document.querySelector(`input[name="choice"][value="${{value}}"]`).click()"""
_numbers = count(1)


def email() -> str:
    return f"smoke{next(_numbers)}@example.org"


def test_a_lesson_runs_answers_and_stays_in_sight(engine: Engine, server: Server, sample: Sample) -> None:
    for slug in sample(SLUGS, 2):
        engine.resize(390, 844)
        open_page(engine, f"{server.url}/lessons/{slug}?still")
        wait_for(engine, DRAWN)
        wait_for(engine, "return 'live' in document.documentElement.dataset ? 1 : 0")
        press(engine, ".prediction [data-option]")
        assert "." in text(engine, "[data-verdict] strong")
        engine.run("document.querySelector('.experiments').scrollIntoView()")
        assert -1 <= wait_for(engine, f"{PLOT_TOP} + 2") - 2 < 60
        press(engine, "#steps-table > summary")
        wait_for(engine, "return document.querySelectorAll('[data-rows] tr').length > 5")
        assert engine.run(TOO_WIDE) == []


def test_a_race_starts_again_with_another_racer(engine: Engine, server: Server) -> None:
    engine.resize(1440, 900)
    open_page(engine, f"{server.url}/playground")
    before = engine.run("return document.querySelectorAll('[data-racer]').length")
    press(engine, '[name="optimizer"]:not(:checked)')
    wait_for(engine, f"return document.querySelectorAll('[data-racer]').length > {before}")

    assert engine.run("return document.querySelectorAll('[data-racer]').length") == before + 1


def test_every_kind_of_question_is_asked_and_answered(engine: Engine, server: Server) -> None:
    address = email()
    attempt, drawn = one_of_each_kind(server, address)
    engine.resize(390, 844)
    engine.visit(f"{server.url}/sign-in")
    fill(engine, '[name="email"]', address)
    fill(engine, '[name="password"]', PASSWORD)
    press(engine, "main form button[type=submit]")
    wait_for(engine, "return !location.pathname.includes('sign-in')")
    open_page(engine, f"{server.url}/attempts/{attempt}")
    for question in drawn:
        wait_for(engine, "return document.querySelector('html[data-live] .quiz-form') !== null")
        assert engine.run(TOO_WIDE) == [], question.kind
        give(engine, question)
        assert "Right" in text(engine, "html[data-live] .quiz-verdict"), question.kind
        press(engine, ".quiz-actions a.primary")
    assert "Perfect" in text(engine, ".quiz-score")


def one_of_each_kind(server: Server, address: str) -> tuple[str, list[Resolved]]:
    """An attempt of somebody who has just signed up."""
    HttpBrowser(server.url).ask("POST", "/sign-up", {"name": "Ada", "email": address, "password": PASSWORD})
    kinds = {question.kind: question for question in bank.load().questions}
    drawn = [resolve(question, "7") for question in kinds.values()]
    records = Database(f"sqlite:///{server.instance / 'downhill.sqlite3'}", server.key)
    who = Taker(HttpBrowser(server.url), records).learner(address)
    assert who is not None
    with records.write() as session:
        attempt = starting.start(session, who.id, "final", ALONE, drawn, 7, present())
    records.dispose()
    return attempt, drawn


def give(engine: Engine, question: Resolved) -> None:
    for name, texts in hands.right(question).items():
        if name == "choice":
            engine.run(CHOOSE.format(values=list(texts)))
        else:
            fill(engine, f'.quiz-form [name="{name}"]', texts[0])
    press(engine, ".quiz-form button[type=submit]")


def test_somebody_signs_up_and_sees_their_own_page(engine: Engine, server: Server) -> None:
    engine.visit(f"{server.url}/sign-up")
    for name, value in (("name", "Grace"), ("email", email()), ("password", PASSWORD)):
        fill(engine, f'[name="{name}"]', value)
    press(engine, "main form button[type=submit]")
    wait_for(engine, "return !location.pathname.includes('sign-up')")
    engine.visit(f"{server.url}/me")
    assert "Grace" in text(engine, "main")


def test_a_class_is_made_and_each_of_its_pages_fits(engine: Engine, server: Server) -> None:
    engine.visit(link(server, email()))
    fill(engine, '[name="password"]', PASSWORD)
    press(engine, "main form button[type=submit]")
    fill(engine, '[name="course"]', "Optimisation")
    fill(engine, '[name="name"]', "Monday group")
    press(engine, "main form button[type=submit]")
    assert len(re.sub(r"\W", "", text(engine, ".join-code"))) == 8
    tabs = engine.run("return [...document.querySelectorAll('.instructor-tabs a')].map(({ href }) => href)")
    for address, width in product(tabs, (320, 1440)):
        engine.resize(width, 900)
        open_page(engine, address)
        engine.run(OPEN_ALL)
        assert engine.run(TOO_WIDE) == [], (address, width)


def test_paper_takes_a_lesson_and_the_review(engine: Engine, server: Server) -> None:
    open_page(engine, f"{server.url}/review")
    if engine.pdf() is None:
        pytest.skip("WebKitGTK's driver knows no command for printing, as of 2.50")
    assert sheets(engine) == 2
    open_page(engine, f"{server.url}/lessons/momentum?still")
    wait_for(engine, DRAWN)
    assert 2 <= sheets(engine) <= 6


def sheets(engine: Engine) -> int:
    """How many sheets of paper the page takes. Firefox packs the list of them."""
    pdf = engine.pdf() or b""
    packed = (zlib.decompressobj().decompress(each) for each in STREAM.findall(pdf) if each[:1] == b"x")
    return len(A4.findall(pdf + b"".join(packed)))


def test_with_its_details_open_no_page_is_wider_than_the_window(
    app: Flask, engine: Engine, server: Server, sample: Sample
) -> None:
    for address, width in sample(product(pages(app), (320, 390, 1440)), 6):
        engine.resize(width, 900)
        engine.visit(f"{server.url}{address}")
        engine.run(OPEN_ALL)
        assert engine.run(TOO_WIDE) == [], (address, width)


HAT = """const link = document.createElement("a"); link.href = "/"; link.append("with ");
link.insertAdjacentHTML("beforeend", '<math><mover accent="true"><mi>m</mi><mo>^</mo></mover></math>');
document.querySelector("main").prepend(link);
const [letter, hat] = ["mi", "mo"].map((name) => link.querySelector(name).getBoundingClientRect());
return (letter.bottom - hat.top) / letter.height"""


def test_a_hat_stays_on_its_letter_inside_a_link(engine: Engine, server: Server) -> None:
    open_page(engine, f"{server.url}/review")
    in_link = engine.run(HAT)
    plain = engine.run(HAT.replace('createElement("a")', 'createElement("span")'))
    assert in_link == pytest.approx(plain, abs=0.15)
