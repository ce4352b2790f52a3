"""Where a change comes from and where a page leads to: nothing from elsewhere, nowhere but here."""

import re
from urllib.parse import quote

import pytest
from flask import Flask

from app.accounts import authentication
from app.web import cookies
from tests.abuse.conftest import NewTaker
from tests.abuse.evidence import rows
from tests.takers import PASSWORD, ClientBrowser, Page, Taker

CHANGES = [
    ("POST", "/quizzes/adam/attempts"),
    ("POST", "/attempts/{attempt}/items/1/responses"),
    ("PUT", "/attempts/{attempt}/items/1/draft"),
    ("POST", "/attempts/{attempt}/submission"),
    ("POST", "/sign-up"),
    ("POST", "/sign-in"),
    ("POST", "/sign-in/code"),
    ("POST", "/sign-out"),
    ("POST", "/me/sign-ins/x/end"),
    ("POST", "/me/second-factor"),
    ("POST", "/me/second-factor/confirmation"),
    ("POST", "/me/second-factor/removal"),
    ("POST", "/me/password"),
    ("POST", "/me/deletion"),
    ("POST", "/reset/x"),
]


@pytest.mark.parametrize(("method", "path"), CHANGES, ids=lambda value: value)
def test_a_change_without_proof_of_origin_fails(client_taker: Taker, method: str, path: str) -> None:
    attempt = client_taker.start()
    client_taker.sign_up("ada@example.org")
    before = rows(client_taker)
    for headers in (
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-site"},
        {"Referer": "http://localhost/"},
    ):
        page = client_taker.browser.ask(method, path.format(attempt=attempt), {"draft": "1"}, headers)
        assert page.status == 403, headers
    assert rows(client_taker) == before


def test_every_address_that_changes_something_is_among_those_tested(app: Flask) -> None:
    own = ("quizzes.", "accounts.", "me.", "sign_ins.")
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(own)]
    changing = {
        (method, re.sub(r"<[^>]*attempt>", "{attempt}", re.sub(r"<int:slot>", "1", rule.rule)))
        for rule in rules
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    }
    known = {
        (method, path.replace("/adam/", "/<quiz>/").replace("/x", "/<link>").replace("/<link>/end", "/<sign_in>/end"))
        for method, path in CHANGES
    }
    assert changing == known


def test_get_changes_nothing(client_taker: Taker, app: Flask) -> None:
    attempt = client_taker.start()
    client_taker.answer(attempt, 1)
    client_taker.sign_up("ada@example.org")
    client_taker.get("/me")  # from now on it is noted that this browser is used
    before = {table: count for table, count in rows(client_taker).items() if table != "bucket"}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint.startswith(("quizzes.", "accounts.", "me.", "sign_ins.")):
            path = rule.rule.replace("<attempt>", attempt).replace("<int:slot>", "1").replace("<quiz>", "adam")
            client_taker.get(path.replace("<link>", "x"))
    assert {table: count for table, count in rows(client_taker).items() if table != "bucket"} == before
    assert client_taker.get(f"/attempts/{attempt}").status == 200


ELSEWHERE = [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)",
    "/%2fevil.example", "/%5cevil.example", "/%252fevil.example", "/\tevil", "/\n/evil.example", "evil.example",
    "/.//evil.example", "http:evil.example", "///evil.example", " /me", "/%09/evil.example", "",
]  # fmt: skip


@pytest.mark.parametrize("address", ELSEWHERE)
def test_next_takes_local_paths_only(client_taker: Taker, address: str) -> None:
    client_taker.sign_up("ada@example.org")
    assert authentication.local(address) is None
    page = client_taker.post("/sign-in", {"email": "ada@example.org", "password": PASSWORD, "next": address})
    assert (page.status, page.location) == (303, "/me")
    page = client_taker.get(f"/sign-in?next={quote(address)}")
    assert "evil" not in page.text


def test_next_leads_to_a_local_path(client_taker: Taker) -> None:
    client_taker.sign_up("ada@example.org")
    for address in ("/quizzes/adam", "/lessons/adam?lr=0.1&start=1,2", "/me"):
        fields = {"email": "ada@example.org", "password": PASSWORD, "next": address}
        assert client_taker.post("/sign-in", fields).location == address


def test_personal_pages_are_kept_by_nobody(taker: NewTaker) -> None:
    somebody = taker()
    attempt = somebody.start()
    for path in ("/quizzes", "/quizzes/adam", f"/attempts/{attempt}", "/me", "/me/export.json", "/sign-in"):
        assert somebody.get(path).headers["Cache-Control"] == "no-store"


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(taker: NewTaker) -> None:
    page = taker().post("/quizzes/adam/attempts")
    assert "HttpOnly" in page.cookies
    assert "SameSite=Lax" in page.cookies
    assert "Path=/" in page.cookies


def test_an_endless_cookie_is_nobody_s(client_taker: Taker) -> None:
    assert isinstance(client_taker.browser, ClientBrowser)
    client_taker.browser.client.set_cookie("learner", "x" * (cookies.LONGEST + 1))
    page: Page = client_taker.get("/me")
    assert "Nothing is recorded" in page.text
