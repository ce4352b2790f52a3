"""Planting, claiming and taking over: what accounts withstand."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import people
from app.clock import present
from app.config import Config
from app.models import (
    Attempt,
    Browser,
    Learner,
    Status,
)
from app.web.context import site_of
from tests.abuse.conftest import NewTaker
from tests.abuse.evidence import join, new_link
from tests.conftest import MakeApp
from tests.takers import PASSWORD, ClientBrowser, Taker

NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}$x$"


def test_the_token_changes_at_sign_up_sign_in_and_a_new_password(taker: NewTaker) -> None:
    somebody = taker()
    somebody.start()
    tokens = [somebody.browser.token]
    somebody.sign_up("ada@example.org")
    tokens.append(somebody.browser.token)
    somebody.sign_in("ada@example.org")
    tokens.append(somebody.browser.token)
    somebody.post("/me/password", {"current": PASSWORD, "password": "another long one"})
    tokens.append(somebody.browser.token)
    assert None not in tokens
    assert len(set(tokens)) == 4
    sealed = people.seal(somebody.database.key, tokens[-1] or "")
    with somebody.database.read() as session:
        assert session.scalars(select(Browser.token_hash)).all() == [sealed]


def test_another_key_signs_everybody_out_and_leaves_links_alone(taker: NewTaker, make_app: MakeApp) -> None:
    """The command line may print links without knowing the server's key."""
    somebody = taker()
    somebody.sign_up("ada@example.org", "Lovelace")
    assert isinstance(somebody.browser, ClientBrowser)
    config: Config = site_of(somebody.browser.client.application).config
    there = Taker(ClientBrowser(make_app(replace(config, secret_key="another key for the tests"))), somebody.database)
    assert isinstance(there.browser, ClientBrowser)
    there.browser.client.set_cookie("learner", somebody.browser.token or "")
    assert "Lovelace" in somebody.get("/me").text
    assert "Lovelace" not in there.get("/me").text
    link = new_link(somebody, "ada@example.org")
    assert there.post(f"/reset/{link}", {"password": "another long one"}).status == 303
    assert "Lovelace" in there.get("/me").text


def test_in_production_the_cookie_is_bound_to_this_host_and_https(taker: NewTaker, make_app: MakeApp) -> None:
    somebody = taker()
    assert isinstance(somebody.browser, ClientBrowser)
    config: Config = site_of(somebody.browser.client.application).config
    there = make_app(replace(config, production=True)).test_client()
    headers = {"Origin": "https://localhost"}
    kept = there.post("/quizzes/adam/attempts", headers=headers, base_url="https://localhost")
    name, *rest = kept.headers["Set-Cookie"].split("; ")
    assert name.startswith("__Host-learner=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {*rest}
    assert not any(each.startswith("Domain") for each in rest)
    assert there.get(kept.location, base_url="https://localhost").status_code == 200


def test_a_token_planted_before_sign_in_opens_nothing_after_it(taker: NewTaker) -> None:
    victim, planter = taker(), taker()
    planter.start()
    planted = planter.browser.token or ""
    assert isinstance(victim.browser, ClientBrowser)
    taker().sign_up("ada@example.org")
    victim.browser.client.set_cookie("learner", planted)
    assert victim.sign_in("ada@example.org").status == 303
    assert "ada@example.org" not in planter.get("/me").text


def test_a_new_password_ends_every_other_session(taker: NewTaker) -> None:
    here, there = taker(), taker()
    here.sign_up("ada@example.org")
    there.sign_in("ada@example.org")
    assert "ada@example.org" in there.get("/me").text
    page = here.post("/me/password", {"current": PASSWORD, "password": "another long one"})
    assert page.status == 303
    assert "ada@example.org" in here.get("/me").text
    assert "ada@example.org" not in there.get("/me").text
    assert there.sign_in("ada@example.org").status == 400
    assert there.sign_in("ada@example.org", "another long one").status == 303


def test_signing_out_everywhere_ends_every_session(taker: NewTaker) -> None:
    here, there = taker(), taker()
    here.sign_up("ada@example.org")
    there.sign_in("ada@example.org")
    here.post("/sign-out", {"everywhere": "1"})
    for each in (here, there):
        assert "ada@example.org" not in each.get("/me").text


def test_the_password_is_asked_for_before_it_is_changed(taker: NewTaker) -> None:
    somebody = taker()
    somebody.sign_up("ada@example.org")
    page = somebody.post("/me/password", {"current": "not this one", "password": "another long one"})
    assert page.status == 400
    assert taker().sign_in("ada@example.org").status == 303


def test_a_reset_link_works_once_and_signs_everybody_else_out(taker: NewTaker) -> None:
    somebody, visitor = taker(), taker()
    somebody.sign_up("ada@example.org")
    link = new_link(somebody, "ada@example.org")
    assert visitor.get(f"/reset/{link}").status == 200
    assert visitor.post(f"/reset/{link}", {"password": "short"}).status == 400
    assert visitor.post(f"/reset/{link}", {"password": "another long one"}).status == 303
    assert visitor.post(f"/reset/{link}", {"password": "yet another one"}).status == 404
    assert "ada@example.org" not in somebody.get("/me").text
    assert "ada@example.org" in visitor.get("/me").text
    assert taker().sign_in("ada@example.org", "another long one").status == 303


def test_a_reset_link_ages_and_an_older_one_ends_with_a_new_password(taker: NewTaker) -> None:
    somebody = taker()
    somebody.sign_up("ada@example.org")
    first, second = new_link(somebody, "ada@example.org"), new_link(somebody, "ada@example.org")
    taker().post(f"/reset/{second}", {"password": "another long one"})
    assert taker().get(f"/reset/{first}").status == 404
    third = new_link(somebody, "ada@example.org")
    with somebody.database.read() as session, pytest.raises(people.LinkSpentError):
        people.link_owner(session, third, present() + people.LINK_LASTS)


SAME = [" ada@example.org ", "ADA@Example.ORG", "ａda@example.org", "\tada@example.org\n", "ada@example.org\u3000"]


@pytest.mark.parametrize("email", SAME)
def test_a_look_alike_or_padded_address_is_the_same_account(client_taker: Taker, app: Flask, email: str) -> None:
    client_taker.sign_up("ada@example.org")
    other = Taker(ClientBrowser(app), client_taker.database)
    assert other.sign_up(email).status == 409
    assert other.sign_in(email).status == 303


FOREIGN = [
    "аda@example.org", "ada\u200b@example.org", "ada@exаmple.org", "ada@@example.org", "ada", "a b@example.org", "@",
    "ada@example..org", "x" * 300 + "@example.org", "ada@example.org\x01", "ada@example.org, eve@example.org",
]  # fmt: skip


@pytest.mark.parametrize("email", FOREIGN, ids=lambda email: repr(email[:20]))
def test_an_address_with_foreign_letters_or_none_at_all_is_refused(client_taker: Taker, email: str) -> None:
    page = client_taker.sign_up(email)
    assert page.status == 400
    assert 'id="field-email-error"' in page.text


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200b", "x" * 81, "x" * 100_000])
def test_a_name_that_is_empty_or_too_long_is_refused(client_taker: Taker, name: str) -> None:
    assert client_taker.sign_up("ada@example.org", name=name).status == 400


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaa", "x" * 201, "ada@example.org", "x" * 100_000])
def test_a_weak_or_endless_password_is_refused(client_taker: Taker, password: str) -> None:
    assert client_taker.sign_up("ada@example.org", password=password).status == 400
    assert client_taker.learner("ada@example.org") is None


def test_script_in_a_name_is_inert_on_every_page_that_shows_it(taker: NewTaker) -> None:
    somebody = taker()
    somebody.sign_up("ada@example.org", name=NASTY)
    link = new_link(somebody, "ada@example.org")
    pages = [somebody.get(path) for path in ("/me", "/me/deletion", "/me/password", f"/reset/{link}", "/quizzes")]
    pages.append(somebody.post("/sign-up", {"name": NASTY, "email": NASTY, "password": "x"}))
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "49" not in re.sub(r"[0-9a-f]{32}|\d{4}-\d\d-\d\d|/static/\S+", "", page.text)


def test_script_in_a_section_s_name_is_inert(taker: NewTaker) -> None:
    somebody = taker()
    somebody.sign_up("ada@example.org")
    join(somebody, "ada@example.org", NASTY)
    attempt = somebody.start("adam")
    somebody.finish(attempt)
    for path in ("/quizzes/adam", "/me", f"/attempts/{attempt}"):
        assert "<script>alert" not in somebody.get(path).text


def test_signing_up_cannot_claim_another_browser_s_work(taker: NewTaker) -> None:
    worker, thief = taker(), taker()
    attempt = worker.start()
    page = thief.post(
        "/sign-up",
        {"name": "Eve", "email": "eve@example.org", "password": PASSWORD, "learner_id": "1", "attempt": attempt},
    )
    assert page.status == 303
    assert thief.get(f"/attempts/{attempt}").status == 404
    assert worker.get(f"/attempts/{attempt}").status == 200


def test_signing_up_keeps_the_row_and_the_work(taker: NewTaker) -> None:
    somebody = taker()
    attempt = somebody.start()
    somebody.answer(attempt, 1)
    with somebody.database.read() as session:
        before = session.scalar(select(Attempt.learner_id))
    somebody.sign_up("ada@example.org")
    learner = somebody.learner("ada@example.org")
    assert learner is not None
    assert learner.id == before
    assert somebody.get(f"/attempts/{attempt}").status == 200


def test_a_second_sign_up_in_the_same_browser_takes_nothing_from_the_first(taker: NewTaker) -> None:
    somebody = taker()
    attempt = somebody.start()
    somebody.sign_up("ada@example.org")
    somebody.sign_up("eve@example.org")
    assert somebody.get(f"/attempts/{attempt}").status == 404
    somebody.sign_in("ada@example.org")
    assert somebody.get(f"/attempts/{attempt}").status == 200


def test_signing_in_merges_the_work_and_leaves_one_open_attempt(taker: NewTaker) -> None:
    home, lab = taker(), taker()
    older = home.start()
    home.answer(older, 1)
    home.sign_up("ada@example.org")
    newer, other = lab.start(), lab.start("adam")
    lab.answer(newer, 1)
    lab.sign_in("ada@example.org")
    with lab.database.read() as session:
        found = session.execute(
            select(Attempt.public_id, Attempt.status, Attempt.number).order_by(Attempt.quiz, Attempt.number)
        ).all()
        assert session.scalar(select(func.count(Learner.id))) == 1
    assert [tuple(each) for each in found] == [
        (other, Status.OPEN, 1),
        (older, Status.SUBMITTED, 1),
        (newer, Status.OPEN, 2),
    ]
    for each in (older, newer, other):
        assert home.get(f"/attempts/{each}").status == 200
