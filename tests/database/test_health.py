"""Whether the site says truthfully how it is."""

from dataclasses import replace
from pathlib import Path

from flask.testing import FlaskClient

import migrations
from app.config import Config
from app.web.context import site_of
from tests.conftest import MakeApp


def test_a_migrated_site_is_well(client: FlaskClient) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.text) == (200, "ok\n")
    assert response.headers["Cache-Control"] == "no-store"


def test_a_site_that_is_not_migrated_says_what_to_do(config: Config, tmp_path: Path, make_app: MakeApp) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    app = make_app(replace(config, database_url=url))
    client = app.test_client()
    assert (client.get("/healthz").status_code, "course upgrade" in client.get("/healthz").text) == (503, True)

    migrations.upgrade(site_of(app).database.writer)
    assert client.get("/healthz").status_code == 200


def test_a_database_that_does_not_answer_is_told_without_its_address(config: Config, make_app: MakeApp) -> None:
    url = "postgresql+psycopg://somebody:secret@127.0.0.1:1/nowhere?connect_timeout=1"
    response = make_app(replace(config, database_url=url)).test_client().get("/healthz")

    assert (response.status_code, response.text) == (503, "the database does not answer\n")
