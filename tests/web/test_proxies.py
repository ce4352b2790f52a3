"""Behind proxies: links lead where the browser sees the site, under a path, another name, HTTPS and another port."""

import re
from contextlib import ExitStack
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from app import paths
from app.config import Config
from app.web.server.lanes import Lane
from app.web.server.refusals import RefusedError
from app.web.server.request_bodies import Limits
from app.web.server.server_adapter import ServerAdapter
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
    answers = {page: mounted.get(passed_on + page) for page in sample([*pages(app), "/me", "/x"], 8)}
    found = {page: links(answer.text) for page, answer in answers.items() if answer.status_code != 302}
    leads = {link.removeprefix("/downhill").partition("#")[0] for each in found.values() for link in each}

    assert {page: link for page, each in found.items() for link in each if not link.startswith("/downhill/")} == {}
    assert [page for page, each in found.items() if len(each) <= 8] == []
    assert {
        link: code
        for link in sample(sorted(leads), 30)
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


@pytest.mark.parametrize("prefix", ["", "/downhill"], ids=["cut off", "handed on"])
def test_below_a_path_every_address_has_the_lane_that_it_has_at_the_root(
    config: Config, make_app: MakeApp, prefix: str
) -> None:
    """Or whoever runs the site below a path would have neither a budget of computing nor room for a class list."""
    app = make_app(replace(config, proxies=1))
    answers = app.extensions["downhill.answers"]
    adapter = ServerAdapter(app, 4, kept=answers.has, proxies=1)
    app.test_client().get("/api/trajectory?optimizer=adam", headers=FORWARDED, buffered=True)

    def lane(path: str, query: str = "") -> Lane:
        builder = EnvironBuilder(prefix + path, query_string=query, headers=[*FORWARDED.items()])
        return adapter._lane(seen(adapter, builder.get_environ()))

    assert lane("/api/race") is adapter._dear
    assert lane("/api/trajectory", "optimizer=nesterov") is adapter._computed
    assert lane("/api/trajectory", "optimizer=adam") is adapter._reading, "kept: nothing is computed"
    assert lane("/static/x/main.css") is adapter._files
    assert lane("/me/export.json") is adapter._exports
    list_sent = EnvironBuilder(
        f"{prefix}/instructor/sections/1/lists", method="POST", headers=[*FORWARDED.items(), ("Cookie", "a=b")]
    )
    assert Limits().largest(seen(adapter, list_sent.get_environ())) == Limits().list


def test_the_share_of_a_network_is_that_of_whom_the_proxy_names(config: Config, make_app: MakeApp) -> None:
    """Else everybody behind the proxy would have the share of one."""
    one, other = ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": name} for name in ("203.0.113.9", "2001:db8::7"))
    for environ in (one, other):
        environ |= {"PATH_INFO": "/", "REQUEST_METHOD": "POST", "CONTENT_LENGTH": "100"}
    adapter = ServerAdapter(make_app(config), 4, Limits(held=400, share=0.5, reserve=0), proxies=1)
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(adapter._room(seen(adapter, one)))
        with pytest.raises(RefusedError), adapter._room(seen(adapter, one)):
            pass
        stack.enter_context(adapter._room(seen(adapter, other)))


def seen(adapter: ServerAdapter, environ: dict[str, Any]) -> Any:
    """As the adapter takes it for."""
    adapter._see_through(environ)
    return environ
