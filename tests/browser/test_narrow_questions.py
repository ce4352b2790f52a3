"""Every variant of every question on the narrowest phone: nothing runs off the screen, or is hidden at its edge."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Page

from app.attempts.reading import Item
from app.clock import present
from app.taking.preview import _attempt_state
from app.taking.question_page import AnsweredPage, QuestionPage, blank
from quizzes import bank, checks, questions
from quizzes.questions import Resolved
from tests.browser.conftest import NewPage
from tests.conftest import Server

SHEETS = """{% extends "web/base.html" %}{% import "taking/quiz.html" as quiz with context %}
{% block title %}Questions{% endblock %}
{% block content %}{% for sheet in sheets %}
<article class="quiz flow" data-question="{{ sheet.item.resolved.question }}">
<form class="quiz-form kind-{{ sheet.shown.kind }}">{{ quiz.fields(sheet) }}</form>
{{ quiz.feedback(marked[loop.index0]) }}</article>{% endfor %}{% endblock %}"""
CUT = """() => [...document.querySelectorAll("article")].flatMap((article) =>
  [...article.querySelectorAll("p, li > div, label, label > span, legend, fieldset, .hint")]
    .filter((each) => each.clientWidth && !each.closest(".visually-hidden") && each.scrollWidth > each.clientWidth + 1)
    .map((each) => [article.dataset.question, each.className, each.textContent.replaceAll(/\\s+/g, " ")]))"""


class Plain(QuestionPage):
    """Without its picture, which is as wide as its page."""

    drawing = None


def sheet(item: Item) -> type[QuestionPage]:
    return QuestionPage if item.resolved.kind in ("point", "challenge") else Plain


@pytest.mark.parametrize("quiz", [quiz.id for quiz in bank.load().quizzes])
def test_every_variant_of_every_question_fits_the_narrowest_phone(
    app: Flask, new_page: NewPage, server: Server, quiz: str
) -> None:
    page = new_page(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    show(page, app, server, [*variants(quiz)])
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(CUT) == []


def variants(quiz: str) -> Iterator[Resolved]:
    for question in next(each for each in bank.load().quizzes if each.id == quiz).questions:
        seen = {}
        for seed in range(checks.SEEDS if question.varies else 1):
            resolved = questions.resolve(question, f"{seed}/{question.id}")
            seen[resolved.shown.stem, tuple(sorted(each.text for each in resolved.shown.options))] = resolved
        yield from seen.values()


def show(page: Page, app: Flask, server: Server, drawn: list[Resolved]) -> None:
    """All of these on one page of the real server's, before and after the answer."""
    attempt = _attempt_state("final", tuple(drawn), 1, present())
    items = [Item(slot, each, None, None, None, None, None, None, 0) for slot, each in enumerate(drawn, 1)]
    answered = [replace(each, answer=questions.model(each.resolved.key), fraction=1.0) for each in items]
    with app.test_request_context("/quizzes"):
        sheets = [sheet(item)(attempt, item, blank(attempt, item).typed) for item in items]
        marked = [AnsweredPage(attempt, item, {}) for item in answered]
        html = render_template_string(SHEETS, sheets=sheets, marked=marked)
    page.route("**/all-questions", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(f"{server.url}/all-questions")


SMALL = """() => [...document.querySelectorAll(".quiz-option mfrac, .quiz-what mfrac")]
  .filter((fraction) => !fraction.parentElement.closest("mfrac, msub, msup, msubsup"))
  .map((fraction) => [fraction.firstElementChild, fraction.closest("math")])
  .map((both) => both.map((each) => parseFloat(getComputedStyle(each).fontSize)))
  .filter(([inside, around]) => inside < around)"""


def test_fractions_in_options_have_the_size_of_the_text_around_them(app: Flask, page: Page, server: Server) -> None:
    """Where the whole question is what stands under which root, it is not to be read through a lens."""
    show(
        page,
        app,
        server,
        [each for quiz in bank.load().quizzes for each in variants(quiz.id) if each.kind == "formula"],
    )
    assert page.locator(".quiz-option mfrac").count() > 10
    assert page.evaluate(SMALL) == []
