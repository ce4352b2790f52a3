"""The bundle: one script and one style sheet, made of the sources as they are; the sources where they have changed."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from app import paths
from app.config import Config
from app.web import static_files
from tests.conftest import MakeApp
from tests.machine import ROOT

MADE = ("chunk.mjs", "others.mjs", "plot-view.mjs", "main.css", "SOURCES")


def test_the_bundle_was_made_from_the_sources_as_they_are() -> None:
    """`make bundle` makes it again."""
    assert static_files.is_fresh(paths.STATIC)


@pytest.mark.skipif(not (ROOT / "node_modules/esbuild").exists(), reason="what npm installs is not there")
def test_the_sources_give_the_same_bundle_again(tmp_path: Path) -> None:
    shutil.copytree(paths.STATIC, tmp_path / "static", ignore=shutil.ignore_patterns("vendor", "fonts"))
    (tmp_path / "node_modules").symlink_to((ROOT / "node_modules").resolve())
    shutil.copy(ROOT / "package.json", tmp_path)
    for name in MADE:
        (tmp_path / "static" / "bundle" / name).unlink()
    subprocess.run(["node", "static/bundle/build.mjs"], cwd=tmp_path, check=True, stdin=subprocess.DEVNULL)

    for name in MADE:
        assert (tmp_path / "static/bundle" / name).read_bytes() == (paths.STATIC / "bundle" / name).read_bytes(), name


@pytest.mark.parametrize("changed", ["web/tokens.css", "runs/sweeps.js"])
def test_whoever_changes_a_source_is_served_the_sources(tmp_path: Path, changed: str) -> None:
    folder = tmp_path / "static"
    shutil.copytree(paths.STATIC, folder, ignore=shutil.ignore_patterns("vendor", "fonts"))
    assert static_files.is_fresh(folder)
    (folder / changed).write_text((folder / changed).read_text("utf-8") + "\n", "utf-8")
    assert not static_files.is_fresh(folder)


@pytest.mark.parametrize("bundled", [True, False])
def test_a_page_loads_one_script_and_one_style_sheet_or_the_sources(
    config: Config, make_app: MakeApp, bundled: bool
) -> None:
    page = make_app(replace(config, bundled=bundled)).test_client().get("/lessons/momentum").text

    assert ("/bundle/chunk.mjs" in page, "/bundle/main.css" in page) == (bundled, bundled)
    assert ("/web/main.css" in page, "/runs/run-store.js" in page) == (not bundled, not bundled)
