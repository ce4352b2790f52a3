"""The wheel: everything that the site needs goes into it, and it serves from outside the checkout."""

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
import requests

from tests.conftest import ROOT, free_port

pytestmark = pytest.mark.package

SOURCES = ("app", "migrations", "optimizers", "quizzes", "static", "templates")
LEFT_OUT = {"__pycache__", "node_modules", "instance"}
PATIENCE = 300
"""Seconds that pip may take."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that nothing is left in the checkout."""
    copy = tmp_path_factory.mktemp("source") / "downhill"
    shutil.copytree(
        ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "build", "*.egg-info", ".*_cache", *LEFT_OUT)
    )
    target = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(copy)]
    told = subprocess.run(build, capture_output=True, text=True, timeout=PATIENCE)
    assert told.returncode == 0, told.stdout + told.stderr
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment into which the locked packages and the wheel were installed; the folder of its commands."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    commands = folder / "bin"
    _pip(commands, "--require-hashes", "--no-deps", "-r", str(ROOT / "requirements.lock"))
    _pip(commands, "--no-deps", "--no-index", str(wheel))
    return commands


def test_every_file_that_the_site_reads_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    moved = {"static": "app/static", "templates": "app/templates"}

    for top in SOURCES:
        for path in (ROOT / top).rglob("*"):
            relative = path.relative_to(ROOT)
            if path.is_file() and not LEFT_OUT & {*relative.parts} and not path.name.startswith("."):
                assert str(Path(moved.get(top, top), relative.relative_to(top))) in inside


def test_the_tests_are_not_in_the_wheel(wheel: Path) -> None:
    assert not [
        name for name in zipfile.ZipFile(wheel).namelist() if name.startswith(("tests", "benchmarks", "instance"))
    ]


def test_an_installed_course_serves_its_home_page(installed: Path, tmp_path: Path) -> None:
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PORT": str(port)}
    log = tmp_path / "log"
    with log.open("wb") as out:
        process = subprocess.Popen([installed / "course", "run"], cwd=tmp_path, env=environment, stdout=out, stderr=out)
    try:
        page = _first_answer(f"http://127.0.0.1:{port}/", process)
    finally:
        process.terminate()
        process.wait(15)

    assert page is not None, log.read_text()
    assert page.status_code == 200
    assert "Downhill" in page.text
    assert list(tmp_path.rglob("downhill.sqlite3"))


def _first_answer(address: str, process: "subprocess.Popen[bytes]") -> requests.Response | None:
    """The server's answer once it gives one; None if it stops before."""
    wait = requests.Session()
    wait.mount(
        "http://", requests.adapters.HTTPAdapter(max_retries=requests.adapters.Retry(connect=8, backoff_factor=0.1))
    )
    with wait:
        try:
            return wait.get(address, timeout=30) if process.poll() is None else None
        except requests.ConnectionError:
            return None


def _pip(commands: Path, *arguments: str) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PIP_TARGET", "PIP_PREFIX")
    }
    command = [str(commands / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert told.returncode == 0, told.stdout + told.stderr
