"""The `course` command in its own process, and the server that it starts."""

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.conftest import ROOT, Server, kill_server, start_server, stop_server
from tests.takers import PASSWORD, HttpBrowser


def course(instance: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "INSTANCE": str(instance), **settings}
    command = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def test_help_lists_the_commands(tmp_path: Path) -> None:
    told = course(tmp_path, "--help")

    assert told.returncode == 0
    assert {"run", "upgrade"} <= set(told.stdout.split())


def test_upgrading_twice_does_no_harm(tmp_path: Path) -> None:
    for _ in range(2):
        told = course(tmp_path, "upgrade")
        assert told.returncode == 0
        assert "The database is at revision" in told.stdout


def test_what_a_site_keeps_is_its_owners_alone(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    instance.mkdir(mode=0o755)
    (instance / "downhill.sqlite3").touch(0o644)
    assert course(instance, "upgrade").returncode == 0
    assert instance.stat().st_mode & 0o777 == 0o700
    assert {
        file.name: oct(file.stat().st_mode & 0o077) for file in instance.iterdir() if file.stat().st_mode & 0o077
    } == {}


def test_a_setting_that_makes_no_sense_is_a_sentence_not_a_traceback(tmp_path: Path) -> None:
    told = course(tmp_path, "run", PORT="http")

    assert told.returncode == 1
    assert told.stderr == "Error: PORT takes a whole number from 0 to 65535\n"


@pytest.mark.parametrize("broken", ["no database at all", ""])
def test_a_database_that_cannot_be_opened_is_a_sentence_too(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "downhill.sqlite3"
    file.write_text(broken * 1000) if broken else file.mkdir()
    for command in ("run", "upgrade"):
        told = course(tmp_path, command)
        assert told.returncode == 1
        assert told.stderr.startswith(f"Error: the database at sqlite:///{file} cannot be used: ")
        assert "Traceback" not in told.stderr


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    course(tmp_path, "upgrade")
    with contextlib.closing(sqlite3.connect(tmp_path / "downhill.sqlite3")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = 'tomorrow'")
    told = course(tmp_path, "run")
    assert told.returncode == 1
    assert told.stderr.startswith("Error: the database")
    assert "Traceback" not in told.stderr


def test_a_port_in_use_is_a_sentence_too(tmp_path: Path, server: Server) -> None:
    told = course(tmp_path, "run", PORT=server.url.rpartition(":")[2])

    assert told.returncode == 1
    assert "cannot listen on 127.0.0.1" in told.stderr


def test_the_server_says_where_it_is_and_what_to_do_first(server: Server) -> None:
    """As it can be typed where the server was started: without a command of that name, by its module."""
    assert f"Downhill is at {server.url}/" in server.log
    assert "python -m app.cli add-instructor you@example.org" in re.sub(r"python[\d.]* ", "python ", server.log)


def test_the_server_is_well_and_compresses_its_static_files(server: Server) -> None:
    page = requests.get(f"{server.url}/nowhere", timeout=10)
    address = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    style = requests.get(server.url + address, headers={"Accept-Encoding": "br"}, timeout=10)

    assert requests.get(f"{server.url}/healthz", timeout=10).text == "ok\n"
    assert style.headers["Content-Encoding"] == "br"


def test_100_kilobytes_of_query_are_refused_at_once(server: Server) -> None:
    answer = requests.get(f"{server.url}/api/trajectory", params={"optimizer": "a" * 100_000}, timeout=10)

    assert answer.status_code in (400, 414, 431)
    assert answer.elapsed.total_seconds() < 1


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_the_server_stops_when_told(tmp_path: Path, name: str) -> None:
    server = start_server(tmp_path)
    server.process.send_signal(signal.Signals[name])

    assert server.process.wait(15) == 0


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds worker processes through /proc")
def test_what_was_committed_survives_a_kill(tmp_path: Path) -> None:
    account = {"name": "Ada", "email": "ada@example.org", "password": PASSWORD}
    server = start_server(tmp_path)
    assert HttpBrowser(server.url).ask("POST", "/sign-up", account).status == 303
    kill_server(server)
    again = start_server(tmp_path)
    try:
        assert HttpBrowser(again.url).ask("POST", "/sign-in", account).status == 303
    finally:
        stop_server(again)
