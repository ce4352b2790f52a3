"""What every answer carries, and which requests are refused before any view sees them."""

from dataclasses import replace

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from app.config import Config
from app.web.security import HEADERS, LARGEST_BODY
from tests.conftest import MakeApp


@pytest.mark.parametrize("address", ["/healthz", "/nothing", "/api/nothing"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers

    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_scripts_come_from_this_site_alone() -> None:
    policy = HEADERS["Content-Security-Policy"].split("; ")

    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.fixture
def changing(app: Flask) -> FlaskClient:
    app.add_url_rule("/change", methods=["POST"], view_func=lambda: "changed")
    return app.test_client()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[::1"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "", "Host": ""}, 403),
        ({"Origin": "http://", "Host": "<>"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
    ],
)
def test_a_change_needs_proof_that_it_comes_from_this_site(
    changing: FlaskClient, headers: dict[str, str], status: int
) -> None:
    assert changing.post("/change", headers=headers).status_code == status


def test_an_oversized_body_is_refused_unread(app: Flask) -> None:
    app.add_url_rule("/change", methods=["POST"], view_func=lambda: str(len(request.form)))
    body = {"answer": "a" * LARGEST_BODY}

    assert app.test_client().post("/change", data=body, headers={"Origin": "http://localhost"}).status_code == 413


@pytest.mark.parametrize(
    ("production", "below", "told"),
    [
        (True, False, "max-age=31536000"),
        (True, True, "max-age=31536000; includeSubDomains"),
        (False, False, None),
        (False, True, None),
    ],
)
def test_in_production_browsers_stay_on_https(
    config: Config, make_app: MakeApp, production: bool, below: bool, told: str | None
) -> None:
    app = make_app(replace(config, production=production, hsts_subdomains=below))

    assert app.test_client().get("/healthz").headers.get("Strict-Transport-Security") == told


def test_forwarded_headers_are_believed_only_behind_a_proxy(config: Config, make_app: MakeApp) -> None:
    for proxies, seen in ((0, "127.0.0.1"), (1, "10.1.2.3")):
        app = make_app(replace(config, proxies=proxies))
        app.add_url_rule("/from", view_func=lambda: str(request.remote_addr))
        assert app.test_client().get("/from", headers={"X-Forwarded-For": "10.1.2.3"}).text == seen
