"""Static copies: complete under their name, shared by processes, and never taken away from one that serves them."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import brotli
import pytest

from app.web.server.static_copies import static_copy
from tests.conftest import ROOT

SERVE = """
import sys
from pathlib import Path
from app.web.server.static_copies import static_copy
kept = static_copy(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
print(sum(file.is_file() for file in kept.folder.rglob("*")), flush=True)
sys.stdin.read()
"""
PROCESSES = 6


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    (folder / "web").mkdir(parents=True)
    (folder / "web" / "main.css").write_text("a { color: red }\n" * 100)
    (folder / "dot.woff2").write_bytes(bytes(100))
    return folder


def test_files_are_compressed_beside_themselves_where_that_helps(tree: Path, tmp_path: Path) -> None:
    copy = static_copy(tree, tmp_path / "shelf", "one").folder
    names = sorted(file.relative_to(copy).as_posix() for file in copy.rglob("*") if file.is_file())

    assert names == ["dot.woff2", "web/main.css", "web/main.css.br", "web/main.css.gz"]
    assert brotli.decompress((copy / "web" / "main.css.br").read_bytes()) == (tree / "web" / "main.css").read_bytes()


def test_a_copy_that_nobody_serves_is_cleared_away_and_no_other(tree: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    kept = static_copy(tree, shelf, "one")
    kept_too = static_copy(tree, shelf, "two")
    assert standing(shelf) == ["one", "two"]

    del kept
    newest = static_copy(tree, shelf, "three")
    assert standing(shelf) == sorted(copy.folder.name for copy in (kept_too, newest))


def test_a_copy_that_was_never_finished_is_cleared_away(tree: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    (shelf / ".abandoned" / "web").mkdir(parents=True)
    kept = static_copy(tree, shelf, "one")

    assert standing(shelf) == [kept.folder.name]


def test_processes_of_two_versions_share_a_shelf_from_the_start(tree: Path, tmp_path: Path) -> None:
    shelf, served = tmp_path / "shelf", []
    try:
        for number in range(PROCESSES):
            command = [sys.executable, "-c", SERVE, str(tree), str(shelf), ("one", "two")[number % 2]]
            served.append(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        told = [process.stdout.readline() for process in served if process.stdout]
        assert told == ["4\n"] * PROCESSES
        os.kill(served[0].pid, signal.SIGKILL)
        served[0].wait()
        newest = static_copy(tree, shelf, "three")
        assert standing(shelf) == ["one", "three", "two"]
        assert newest.folder.is_dir()
    finally:
        for process in served:
            process.communicate("")
    newest = static_copy(tree, shelf, "three")
    assert standing(shelf) == ["three"]
    shutil.rmtree(newest.folder)


def standing(shelf: Path) -> list[str]:
    return sorted(folder.name for folder in shelf.iterdir())
