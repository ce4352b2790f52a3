"""Backups: made while people answer, proved by restoring them."""

import itertools
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.database import backup
from app.database.backup import BackupError
from app.database.sessions import Database
from app.grading import verification
from tests.conftest import ROOT, Server, start_server, stop_server
from tests.takers import HttpBrowser, Taker


def course(server: Server, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.cli", *words]
    return subprocess.run(command, cwd=ROOT, env=server.environment, capture_output=True, text=True, timeout=120)


@contextmanager
def site(folder: Path) -> Iterator[tuple[Server, Database]]:
    """A real server with its records in that folder."""
    server = start_server(folder)
    database = Database(f"sqlite:///{folder / 'downhill.sqlite3'}", server.key)
    try:
        yield server, database
    finally:
        database.dispose()
        stop_server(server)


@contextmanager
def somebody_answering(server: Server, database: Database) -> Iterator[None]:
    """Meanwhile somebody takes a quiz, and writes and rewrites an answer in the next."""
    enough = threading.Event()
    under_way = threading.Event()

    def take() -> None:
        taker = Taker(HttpBrowser(server.url), database)
        taker.finish(taker.start())
        attempt = taker.start()
        for number in itertools.count():
            taker.put(f"/attempts/{attempt}/items/1/draft", {"draft": str(number + 1), "choice": str(number)})
            under_way.set()
            if enough.is_set():
                return

    thread = threading.Thread(target=take)
    thread.start()
    try:
        assert under_way.wait(60)
        yield
    finally:
        enough.set()
        thread.join(60)


def test_a_copy_made_while_people_answer_is_restored_with_all_that_was_saved_before(
    server: Server, tmp_path: Path
) -> None:
    second, copy = tmp_path / "second", tmp_path / "copy.sqlite3"
    second.mkdir()
    database = Database(f"sqlite:///{server.instance / 'downhill.sqlite3'}", server.key)
    ada = Taker(HttpBrowser(server.url), database)
    attempt = ada.start()
    assert ada.answer(attempt, 1).status == 303
    with somebody_answering(server, database):
        made = course(server, "backup", str(copy))
    assert (made.returncode, "checked" in made.stdout) == (0, True), made.stderr
    assert ada.answer(attempt, 2).status == 303  # after the copy: it is lost with the rest
    database.dispose()
    empty = {**server.environment, "INSTANCE": str(second)}
    back = subprocess.run(
        [sys.executable, "-m", "app.cli", "restore", str(copy)], cwd=ROOT, env=empty, capture_output=True, text=True
    )
    assert (back.returncode, "follows from the records" in back.stdout) == (0, True), back.stderr
    shutil.copy(server.instance / "secret-key", second / "secret-key")
    with site(second) as (restored, database):
        ada.browser, ada.database = _same_browser(restored, ada), database
        for slot in range(2, ada.size(attempt) + 1):
            assert ada.answer(attempt, slot).status == 303
        assert ada.get(f"/attempts/{attempt}").status == 200
        with database.read() as session:
            assert list(verification.differences(session)) == []


def _same_browser(server: Server, taker: Taker) -> HttpBrowser:
    browser = HttpBrowser(server.url)
    browser.session.cookies.update({"learner": taker.browser.token or ""})
    return browser


def test_a_copy_never_replaces_a_file(sqlite: Database, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"
    kept.write_text("something of somebody's")
    with pytest.raises(BackupError, match="is there already"):
        backup.copy(str(sqlite.url), kept)
    assert kept.read_text() == "something of somebody's"


def test_what_cannot_be_copied_whole_leaves_nothing(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.sqlite3"
    damaged.write_bytes(b"SQLite format 3\0" + b"nonsense " * 1000)
    with pytest.raises(BackupError, match="could not be copied"):
        backup.copy(f"sqlite:///{damaged}", tmp_path / "copy.sqlite3")
    assert [each.name for each in tmp_path.iterdir()] == ["damaged.sqlite3"]


def test_a_broken_reference_is_found_in_the_copy(sqlite: Database, tmp_path: Path) -> None:
    with closing(sqlite3.connect(str(sqlite.url.database))) as connection, connection:
        connection.execute(
            "INSERT INTO membership (section_id, learner_id, role, joined_at) VALUES (1, 1, 'learner', '')"
        )
    with pytest.raises(BackupError, match="not sound"):
        backup.copy(str(sqlite.url), tmp_path / "copy.sqlite3")


@pytest.mark.parametrize(
    ("url", "words"),
    [("postgresql+psycopg://somebody@nowhere/records", "pg_dump"), ("sqlite:///nowhere.sqlite3", "not there")],
)
def test_what_is_not_there_to_copy_is_said(url: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=words):
        backup.copy(url, tmp_path / "copy.sqlite3")


def test_a_copy_is_restored_into_an_empty_place_only(sqlite: Database, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    backup.copy(str(sqlite.url), copy)
    with pytest.raises(BackupError, match="is there already: a copy is restored into an empty place only"):
        backup.restore(copy, str(sqlite.url), _as_it_is)
    with pytest.raises(BackupError, match="pg_restore"):
        backup.restore(copy, "postgresql+psycopg://somebody@nowhere/records", _as_it_is)
    with pytest.raises(BackupError, match="is not there"):
        backup.restore(tmp_path / "nothing", f"sqlite:///{tmp_path / 'new.sqlite3'}", _as_it_is)


def test_a_copy_that_does_not_hold_leaves_nothing(sqlite: Database, tmp_path: Path) -> None:
    copy, place = tmp_path / "copy.sqlite3", tmp_path / "place"
    backup.copy(str(sqlite.url), copy)

    def refuse(_url: str) -> None:
        raise BackupError("it does not hold")

    with pytest.raises(BackupError, match="does not hold"):
        backup.restore(copy, f"sqlite:///{place / 'new.sqlite3'}", refuse)
    copy.write_bytes(copy.read_bytes()[:5000] + b"nonsense" * 1000)
    with pytest.raises(BackupError, match="could not be restored"):
        backup.restore(copy, f"sqlite:///{place / 'new.sqlite3'}", _as_it_is)
    assert [*place.iterdir()] == []


@pytest.mark.parametrize("made_by", ["nobody", "somebody else"])
def test_what_is_no_copy_of_ours_is_refused_in_words(made_by: str, tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(file)) as other, other:
        if made_by == "somebody else":
            other.execute("CREATE TABLE recipe (name TEXT)")
    environment = {**os.environ, "INSTANCE": str(tmp_path / "instance")}
    command = [sys.executable, "-m", "app.cli", "restore", str(file)]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert told.returncode == 1
    assert "no copy of the site's records" in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "instance" / "downhill.sqlite3").exists()


def _as_it_is(_url: str) -> None:
    """Nothing more is proved."""
