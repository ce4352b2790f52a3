"""The warm-up: the pages that everybody asks for first are made once in each process, beside its first requests.

Whoever asks for one of them meanwhile waits for it, and does not make it again (app/single_flight.py).
"""

import logging
import threading

from flask import Flask

from app.lessons import catalogue
from app.web.context import site_of
from quizzes import draw
from quizzes.bank import FINAL

log = logging.getLogger(__name__)
AROUND = ("/before-you-start", "/playground", "/training", "/playground/map", "/training/why-adam")
"""What is asked for after the home page and the lessons; a race and trainings, which take seconds."""

QUIZZES = 40
"""How many final quizzes are drawn: their questions' variants are most of those that a class then meets."""


def warm_up(app: Flask) -> threading.Thread:
    """Make them in a thread of its own, which a process that stops does not wait for."""
    thread = threading.Thread(target=_make_all, args=(app,), name="warm-up", daemon=True)
    thread.start()
    return thread


def _make_all(app: Flask) -> None:
    make_pages(app)
    pose_questions(app)


def pose_questions(app: Flask) -> None:
    """What questions show is worked out once for each variant; the first attempts would take four times as long."""
    for number in range(QUIZZES):
        draw.draw(FINAL, f"warm-up {number}", bank=site_of(app).bank)


def make_pages(app: Flask) -> None:
    for path in ("/", *(f"/lessons/{each.slug}" for each in catalogue.catalogue()), *AROUND):
        try:
            _make(app, path)
        except Exception:
            log.exception("%s could not be made before it was asked for", path)


def _make(app: Flask, path: str) -> None:
    """By the view alone: nobody has asked, so that nothing is counted, logged or refused."""
    with app.test_request_context(path):
        app.dispatch_request()
