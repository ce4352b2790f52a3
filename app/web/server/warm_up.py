"""The warm-up: the pages that everybody asks for first are made once in each process, beside its first requests.

Whoever asks for one of them meanwhile waits for it, and does not make it again (app/single_flight.py).
"""

import logging
import threading

from flask import Flask

from app.lessons import catalogue

log = logging.getLogger(__name__)
AROUND = ("/before-you-start", "/playground", "/training", "/playground/map", "/training/why-adam")
"""What is asked for after the home page and the lessons; a race and trainings, which take seconds."""


def warm_up(app: Flask) -> threading.Thread:
    """Make them in a thread of its own, which a process that stops does not wait for."""
    thread = threading.Thread(target=make_pages, args=(app,), name="warm-up", daemon=True)
    thread.start()
    return thread


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
