"""What is told to somebody whose request never reaches the site."""

import json
import re
from typing import Any

import pytest

from app import paths
from app.web.server import lanes, request_bodies
from app.web.server.refusals import TITLES, RefusedError
from app.web.static_files import files_prefix

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def request(method: str = "GET", path: str = "/quizzes", accept: str = BROWSER) -> Any:
    return {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_ACCEPT": accept}


def test_a_refusal_says_when_to_come_back() -> None:
    reply = RefusedError(503, "Busy.", 7.2).reply(request())

    assert dict(reply.headers)["Retry-After"] == "8"
    assert b"8 seconds" in reply.body
    assert dict(RefusedError(503, "Busy.", 1e6).reply(request()).headers)["Retry-After"] == "60"
    assert "Retry-After" not in dict(RefusedError(400, "No.").reply(request()).headers)


@pytest.mark.parametrize("status", TITLES)
def test_people_get_a_page_that_can_be_read(status: int) -> None:
    status, headers, body = RefusedError(status, "Because of <that>.", 5).reply(request())
    page = body.decode()

    assert dict(headers)["Content-Type"] == "text/html; charset=utf-8"
    assert re.search(r'<html lang="en">.*name="viewport".*<h1>[^<]+</h1>', page, re.DOTALL)
    assert "Because of &lt;that&gt;." in page
    assert not re.search(r"<script|<style|style=", page)


def test_whoever_sent_something_is_told_how_it_is_sent_again() -> None:
    sent, asked = (RefusedError(503, "Busy.", 5).reply(request(method)).body for method in ("POST", "GET"))

    assert b"What you typed is not lost. Wait 5 seconds, then reload this page" in sent
    assert b"typed" not in asked
    assert b'<a href="">ask again</a>' in asked


def test_programs_get_a_problem_document_and_others_the_sentence() -> None:
    reply = RefusedError(503, "Busy.", 5).reply(request(path="/api/race"))
    assert json.loads(reply.body) == {
        "type": "about:blank",
        "title": TITLES[503],
        "status": 503,
        "detail": "Busy.",
    }
    assert RefusedError(503, "Busy.", 5).reply(request(accept="*/*")).body == b"Busy."


@pytest.mark.parametrize("words", [lanes.BUSY, request_bodies.FULL, request_bodies.LATE])
def test_a_refusal_of_what_was_sent_says_that_nothing_was_changed(words: str) -> None:
    assert "Nothing was changed" in words


def test_its_page_has_the_sites_look_from_files_that_are_there() -> None:
    page = RefusedError(503, "Busy.", 7).reply(request("POST") | {"SCRIPT_NAME": "/course"}).body.decode()
    linked = re.findall(r'(?:src|href)="/course(/static/[^"]+)"', page)
    assert len(linked) == 2
    assert all((paths.STATIC / link.removeprefix(files_prefix())).is_file() for link in linked)
