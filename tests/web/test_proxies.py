"""Behind proxies: links lead where the browser sees the site, under a path, another name, HTTPS and another port."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import paths
from app.config import Config
from tests.conftest import MakeApp
from tests.pages import pages
from tests.sampling import Sample

PUBLIC = "https://course.example.org:8443/downhill"
FORWARDED = {
    "X-Forwarded-For": "2001:db8::7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "course.example.org",
    "X-Forwarded-Port": "8443",
    "X-Forwarded-Prefix": "/downhill",
}
LINKS = re.compile(r"""\b(?:href|src|action|data-(?!root)[a-z]+)="(/[^"]*)\"""")


@pytest.fixture
def mounted(config: Config, make_app: MakeApp) -> FlaskClient:
    """A browser behind one proxy that shows the site under a path and does not pass the host on."""
    client = make_app(replace(config, proxies=1)).test_client()
    for name, value in FORWARDED.items():
        client.environ_base[f"HTTP_{name.upper().replace('-', '_')}"] = value
    client.environ_base["HTTP_HOST"] = "127.0.0.1:8000"
    client.environ_base["HTTP_ORIGIN"] = PUBLIC.removesuffix("/downhill")
    return client


def links(text: str) -> set[str]:
    return {unescape(link) for link in LINKS.findall(text)}


@pytest.mark.parametrize("passed_on", ["", "/downhill"], ids=["cut off", "handed on"])
def test_every_link_below_a_path_leads_there_and_has_an_answer(
    app: Flask, mounted: FlaskClient, sample: Sample, passed_on: str
) -> None:
    answers = {page: mounted.get(passed_on + page) for page in sample([*pages(app), "/me", "/x"], 12)}
    found = {page: links(answer.text) for page, answer in answers.items() if answer.status_code != 302}
    leads = {link.removeprefix("/downhill").partition("#")[0] for each in found.values() for link in each}

    assert {page: link for page, each in found.items() for link in each if not link.startswith("/downhill/")} == {}
    assert [page for page, each in found.items() if len(each) <= 8] == []
    assert {
        link: code
        for link in sample(sorted(leads), 60)
        if (code := mounted.get(link, buffered=True).status_code) in (404, 500)
    } == {}


def test_redirects_stay_below_the_path(app: Flask, mounted: FlaskClient, sample: Sample) -> None:
    on_stage = [page for page in pages(app) if page.startswith(("/lessons/", "/further/", "/playground"))]
    redirected = [mounted.get(f"{page}?lr=0,1", buffered=True) for page in sample(on_stage, 6)]
    others = ("/lessons", "/lessons/adam/", "/static/old/web/main.css", "/instructor/")
    moved = [each for each in map(mounted.get, others) if 300 <= each.status_code < 400]

    assert {each.status_code for each in redirected} == {302}
    assert moved
    for response in (*redirected, *moved):
        assert response.location.removeprefix(PUBLIC.removesuffix("/downhill")).startswith("/downhill/")


def test_a_form_is_taken_from_the_public_name_and_port(mounted: FlaskClient) -> None:
    response = mounted.post("/quizzes/momentum/attempts")

    assert response.status_code == 303
    assert response.location.startswith("/downhill/attempts/")
    assert mounted.post("/quizzes/momentum/attempts", headers={"Origin": "https://evil.example"}).status_code == 403


def test_kept_answers_are_kept_apart_by_the_path(config: Config, make_app: MakeApp) -> None:
    client = make_app(replace(config, proxies=1)).test_client()
    plain = client.get("/playground").text
    below = client.get("/playground", headers={"X-Forwarded-Prefix": "/downhill"}).text

    assert 'action="/downhill/' in below or 'href="/downhill/' in below
    assert "/downhill/" not in plain
    assert client.get("/playground").text == plain


def test_without_proxies_no_forwarded_header_is_believed(client: FlaskClient) -> None:
    assert "/downhill/" not in client.get("/", headers=FORWARDED).text


def test_a_proxy_that_hides_the_name_is_told_of_in_words(client: FlaskClient) -> None:
    response = client.post("/quizzes/momentum/attempts", headers={"Origin": "https://course.example.org"})

    assert response.status_code == 403
    assert "came from a page of https://course.example.org, and this site was asked for as localhost" in response.text
    assert "PROXIES" in response.text


@pytest.mark.parametrize("script", sorted(paths.STATIC.glob("*/*.js")), ids=lambda path: path.name)
def test_no_script_asks_at_the_root_of_the_host(script: Path) -> None:
    if script.parent.name in ("bundle", "vendor"):
        return
    assert re.findall(r"""["'`]/(?:api|lessons|attempts|quizzes|me|playground|static)\b""", script.read_text()) == []
