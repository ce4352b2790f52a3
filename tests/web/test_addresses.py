"""Every address with a slash behind it, and every address above another, leads to a page."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as some
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from app.web.addresses import PROGRAMS

SAMPLES = {"slug": "adam", "quiz": "adam", "code": "K7PM2QXA"}


def rules(app: Flask) -> Iterator[Rule]:
    """The rules of the addresses that people see."""
    return (rule for rule in app.url_map.iter_rules() if str(rule).split("/")[1] not in PROGRAMS)


def sample(rule: Rule) -> str:
    made = rule.build({name: SAMPLES.get(name, 1) for name in rule.arguments})
    assert made is not None
    return made[1]


def above(address: str) -> Iterator[str]:
    """Every address above this one but the first page's."""
    segments = address.strip("/").split("/")
    return ("/" + "/".join(segments[:length]) for length in range(1, len(segments)))


def is_page(app: Flask, address: str) -> bool:
    try:
        app.url_map.bind("localhost").match(address.partition("#")[0].partition("?")[0], method="GET")
    except HTTPException:
        return False
    return True


def test_a_slash_too_many_does_no_harm(app: Flask, client: FlaskClient) -> None:
    pages = {sample(rule) for rule in rules(app) if "GET" in (rule.methods or ())} - {"/"}
    assert len(pages) > 40
    for address in pages:
        answer = client.get(f"{address}/?lr=0.1&x=%C3%A4")
        assert (answer.status_code, answer.location) == (302, f"{address}?lr=0.1&x=%C3%A4")


def test_an_address_above_others_leads_to_a_page(app: Flask, client: FlaskClient) -> None:
    every = {found for rule in rules(app) for found in above(sample(rule))}
    assert {"/lessons", "/attempts", "/instructor/sections", "/instructor/sections/1/previews"} <= every
    for address in [*every, *(f"{each}/" for each in every)]:
        if not is_page(app, address):
            answer = client.get(address)
            assert answer.status_code == 302, address
            assert is_page(app, answer.location), address


def test_the_lessons_stand_on_the_first_page(client: FlaskClient) -> None:
    assert client.get("/lessons").location == client.get("/lessons/").location == "/#lessons"
    assert 'id="lessons"' in client.get("/").text


@pytest.mark.parametrize(
    "address", ["/nothing", "/nothing/", "/lessons/nothing", "/lessons/nothing/", "/api/landscapes/", "/instructors/"]
)
def test_what_is_not_there_is_said_not_to_be_there(client: FlaskClient, address: str) -> None:
    assert client.get(address, follow_redirects=True).status_code == 404


@given(
    begin=some.sampled_from(["/", "/%2F/", "/%5C", "/lessons/", "/instructor/sections/", "/quizzes//"]),
    address=some.text(some.characters(exclude_categories=["Cs"]), max_size=30),
)
def test_nobody_is_led_to_another_site(client: FlaskClient, begin: str, address: str) -> None:
    answer = client.get(begin + quote(address) + "/")
    location = answer.headers.get("Location", "/")
    assert answer.status_code < 500
    assert location.startswith(("/", "http://localhost/"))
    assert not location.startswith(("//", "/\\"))


def test_a_change_is_never_led_elsewhere(client: FlaskClient) -> None:
    assert client.post("/review/", headers={"Origin": "http://localhost"}).status_code == 404


@pytest.mark.parametrize("address", ["/", "/quizzes", "/me"])
def test_a_learner_finds_the_way_into_a_class(client: FlaskClient, address: str) -> None:
    assert 'href="/join"' in client.get(address).text
