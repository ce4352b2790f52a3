"""Kept answers: what is pure comes back the same, compressed when asked, with an ETag, in bounded memory."""

import gzip
from collections.abc import Iterator

import brotli
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from app.web.response_cache import POPULAR, PURE, Answer, AnswerStore, PureAnswers

LONG = "a landscape of two parameters " * 100


class Counted:
    """An application that counts how often it is asked."""

    def __init__(self) -> None:
        self.times = 0
        self.app = Flask(__name__)
        self.app.add_url_rule("/pure", view_func=self.pure)
        self.app.add_url_rule("/personal", view_func=self.personal)
        self.app.add_url_rule("/table", view_func=self.table)
        self.app.wsgi_app = PureAnswers(self.app.wsgi_app)  # type: ignore[method-assign]

    def pure(self) -> Response:
        self.times += 1
        return Response(LONG, headers={PURE: "yes"}, content_type="application/json")

    def personal(self) -> Response:
        self.times += 1
        return Response(LONG, headers={"Cache-Control": "no-store"})

    def table(self) -> Iterator[str]:
        yield from ("one\n", "two\n")


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def browser(counted: Counted) -> FlaskClient:
    return counted.app.test_client()


def test_a_pure_answer_is_computed_once(counted: Counted, browser: FlaskClient) -> None:
    assert browser.get("/pure?a=1").data == browser.get("/pure?a=1").data == LONG.encode()
    assert counted.times == 1
    browser.get("/pure?a=2")
    assert counted.times == 2


def test_the_mark_of_a_pure_answer_stays_inside(browser: FlaskClient) -> None:
    assert PURE not in browser.get("/pure").headers


def test_who_has_the_answer_is_told_so(browser: FlaskClient) -> None:
    etag = browser.get("/pure").headers["ETag"]

    for wanted in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        response = browser.get("/pure", headers={"If-None-Match": wanted})
        assert (response.status_code, response.data, response.headers["ETag"]) == (304, b"", etag)
    assert browser.get("/pure", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_head_has_the_headers_of_a_get_and_no_body(browser: FlaskClient) -> None:
    head, get = browser.head("/pure"), browser.get("/pure")

    assert head.data == b""
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.parametrize(
    ("accepted", "coding", "opened"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ],
)
def test_the_body_is_compressed_as_the_browser_takes_it(
    browser: FlaskClient, accepted: str, coding: str | None, opened: type[bytes]
) -> None:
    response = browser.get("/pure", headers={"Accept-Encoding": accepted})

    assert response.headers.get("Content-Encoding") == coding
    assert response.headers["Vary"] == "Accept-Encoding"
    assert opened(response.data) == LONG.encode()


def test_each_coding_has_an_etag_of_its_own(browser: FlaskClient) -> None:
    tags = {browser.get("/pure", headers={"Accept-Encoding": coding}).headers["ETag"] for coding in ("br", "gzip", "")}

    assert len(tags) == 3


def test_what_is_asked_for_often_is_packed_tightly_and_stays_the_same(counted: Counted, browser: FlaskClient) -> None:
    headers = {"Accept-Encoding": "br"}
    told = [browser.get("/pure?a=3", headers=headers) for _ in range(POPULAR + 3)]
    assert counted.times == 1
    assert {brotli.decompress(each.data) for each in told} == {LONG.encode()}
    assert told[-1].data == brotli.compress(LONG.encode())
    assert len(told[-1].data) < len(told[0].data)
    again = browser.get("/pure?a=3", headers={**headers, "If-None-Match": told[-1].headers["ETag"]})
    assert (again.status_code, told[0].headers["ETag"] == told[-1].headers["ETag"]) == (304, False)


def test_a_personal_answer_is_neither_kept_nor_compressed(counted: Counted, browser: FlaskClient) -> None:
    for _ in range(2):
        response = browser.get("/personal", headers={"Accept-Encoding": "br"})
        assert "Content-Encoding" not in response.headers
    assert counted.times == 2


def test_a_streamed_answer_passes_through(browser: FlaskClient) -> None:
    assert browser.get("/table").text == "one\ntwo\n"
    assert browser.head("/table").data == b""


def test_the_least_recently_used_answers_make_room() -> None:
    store = AnswerStore(10_000)
    keys = [(f"/{number}", "", "") for number in range(100)]
    for key in keys:
        store.put(key, Answer("200 OK", (), b"x" * 1000))
        store.get(keys[0])

    assert store.used <= 10_000
    assert store.get(keys[0]) is not None
    assert store.get(keys[-1]) is not None
    assert store.get(keys[1]) is None


def test_what_lies_ready_is_known_by_its_address_and_coding_whoever_may_have_it() -> None:
    store = AnswerStore(10_000)
    store.put(("/api/race", "seed=1", "br", "inside"), Answer("200 OK", (), b"x"))

    assert store.has("/api/race", "seed=1", "br")
    assert not store.has("/api/race", "seed=1", "gzip")
    assert not store.has("/api/race", "seed=2", "br")
