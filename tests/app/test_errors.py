"""What the site answers when a request goes wrong."""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient


def test_an_unknown_page_is_a_404_that_leads_on(client: FlaskClient) -> None:
    response = client.get("/lessons/gradient-ascent")

    assert response.status_code == 404
    assert 'href="/lessons/gradient-descent"' in response.text
    assert response.headers["Cache-Control"] == "no-store"


def test_an_unknown_address_of_the_api_is_a_problem_document(client: FlaskClient) -> None:
    response = client.get("/api/nothing")

    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert response.get_json(force=True)["status"] == 404


def test_a_method_that_an_address_does_not_take_is_told_which_it_takes(client: FlaskClient) -> None:
    response = client.delete("/healthz")

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_an_address_of_100_kilobytes_is_refused(client: FlaskClient) -> None:
    response = client.get("/api/trajectory?optimizer=" + "a" * 100_000)

    assert response.status_code == 414
    assert response.content_type == "application/problem+json"


def broken() -> str:
    raise ZeroDivisionError


def test_an_exception_becomes_a_calm_page_and_a_line_in_the_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.testing = False
    app.add_url_rule("/broken", view_func=broken)
    with caplog.at_level(logging.ERROR):
        response = app.test_client().get("/broken")

    assert response.status_code == 500
    assert "ZeroDivisionError" not in response.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("host", ["x" * 5000, "x" * 70 + ".example", "<script>", "a b", ".."])
def test_a_host_that_cannot_be_is_refused_or_passed_over_calmly(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, host: str
) -> None:
    for address in ("/", "/lessons//adam", "/nothing", "/api/optimizers"):
        response = client.get(address, headers={"Host": host})
        assert response.status_code in (200, 308, 400, 404), address
        assert "<script>" not in response.text
        assert "Content-Security-Policy" in response.headers
    assert [record for record in caplog.records if record.name != "downhill.requests"] == []


def test_an_error_page_stands_even_when_the_layout_is_broken(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    del app.jinja_env.globals["asset"]

    response = app.test_client().get("/nowhere")

    assert response.status_code == 404
    assert "There is no such page" in response.text
    assert "cannot be rendered" in caplog.text
