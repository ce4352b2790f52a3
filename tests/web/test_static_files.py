"""Static files: one digest for the tree, compressed copies made once, kept by browsers for good."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app, paths
from app.config import Config
from app.web import static_files


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    (folder / "web").mkdir(parents=True)
    (folder / "web" / "main.css").write_text("a { color: red }\n" * 100)
    (folder / "dot.woff2").write_bytes(bytes(100))
    return folder


def test_the_digest_changes_with_any_file(tree: Path) -> None:
    before = static_files.digest_of(tree)
    (tree / "web" / "main.css").write_text("a { color: blue }")
    changed = static_files.digest_of(tree)
    (tree / "web" / "main.css").rename(tree / "main.css")

    assert len({before, changed, static_files.digest_of(tree)}) == 3


def test_pages_address_files_by_the_digest(app: Flask, client: FlaskClient) -> None:
    address = app.jinja_env.globals["asset"]("web/theme.js")  # type: ignore[operator]
    response = client.get(address, buffered=True)

    assert address == f"/static/{static_files.digest_of(paths.STATIC)}/web/theme.js"
    assert response.data == (paths.STATIC / "web" / "theme.js").read_bytes()
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_template_cannot_name_a_file_that_is_not_there(app: Flask) -> None:
    with pytest.raises(FileNotFoundError):
        app.jinja_env.globals["asset"]("web/nothing.css")  # type: ignore[operator]


def test_an_outdated_address_leads_to_the_present_file(client: FlaskClient) -> None:
    response = client.get("/static/0123456789abcdef/web/main.css")

    assert response.status_code == 302
    assert client.get(response.location, buffered=True).status_code == 200
    assert client.get("/static/0123456789abcdef/../../pyproject.toml").status_code == 404
    assert client.get("/static/0123456789abcdef/nothing.css").status_code == 404


@pytest.mark.parametrize("file", ["a" * 4000, "../pyproject.toml", "web/../../app/config.py", "web", ".."])
def test_an_address_under_static_tells_of_nothing_but_static_files(client: FlaskClient, file: str) -> None:
    assert client.get(f"/static/0123456789abcdef/{quote(file)}").status_code == 404


def test_a_static_address_with_a_nul_is_refused(client: FlaskClient) -> None:
    assert client.get("/static/0123456789abcdef/web/main.css%00").status_code == 400


def test_browsers_get_the_compressed_copy(config: Config, monkeypatch: pytest.MonkeyPatch, tree: Path) -> None:
    monkeypatch.setattr(paths, "STATIC", tree)
    client = create_app(replace(config, compressed=True)).test_client()
    response = client.get(
        f"/static/{static_files.digest_of(tree)}/web/main.css", headers={"Accept-Encoding": "br"}, buffered=True
    )

    assert response.headers["Content-Encoding"] == "br"
    assert brotli.decompress(response.data) == (tree / "web" / "main.css").read_bytes()


@pytest.mark.parametrize("packed", sorted(paths.STATIC.rglob("*.br")), ids=lambda path: path.name)
def test_a_file_that_brings_its_compressed_form_brings_the_right_one(packed: Path) -> None:
    assert brotli.decompress(packed.read_bytes()) == packed.with_suffix("").read_bytes()
