"""Open pages: what teaches is there for everybody, whoever they are, while no record can be read or written."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.database.availability import Loss, UnavailableError
from app.database.sessions import Database
from app.lessons import catalogue
from tests.test_imports import TEACH


def open_pages(app: Flask) -> list[str]:
    """The address of every page and document of the rooms that teach; some have a part that is no such thing."""
    found = [rule for rule in app.url_map.iter_rules() if _teaches(app, rule) and "GET" in (rule.methods or ())]
    return [re.sub("<.*?>", "momentum", rule.rule) for rule in found]


def _teaches(app: Flask, rule: Rule) -> bool:
    room = app.view_functions[rule.endpoint].__module__.split(".")[1]
    return room in TEACH


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    def raise_it(*_: object) -> None:
        raise UnavailableError(Loss.NOTHING)

    for way in ("read", "write", "read_connection", "write_grouped"):
        monkeypatch.setattr(Database, way, raise_it)


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("cookie", [None, "somebody's"])
def test_every_page_that_teaches_is_there_without_the_records(
    app: Flask, client: FlaskClient, cookie: str | None
) -> None:
    if cookie:
        client.set_cookie("learner", cookie)
    pages = [*open_pages(app), *(f"/lessons/{lesson.slug}" for lesson in catalogue.catalogue())]

    assert len(pages) > 15
    assert {page: status for page in pages if (status := client.get(page).status_code) >= 500} == {}
    assert [client.get(page).status_code for page in ("/", "/lessons/momentum", "/playground", "/review")] == [200] * 4
