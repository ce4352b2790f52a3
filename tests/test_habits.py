"""What the commands of the house promise: what hooks call, how editors write, how samples are drawn."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sampling import Sample

ROOT = Path(__file__).parent.parent
TARGETS = {*re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)}
TEXTS = ("*.py", "*.toml", "*.html", "*.css", "*.js", "*.md", "*.json", "*.yaml")


def written() -> list[Path]:
    """What people write; what programs make is theirs."""
    folders = ["app", "benchmarks", "docs", "migrations", "optimizers", "quizzes", "static", "templates", "tests"]
    found = [path for folder in folders for pattern in TEXTS for path in (ROOT / folder).rglob(pattern)]
    return sorted(path for path in [*found, *ROOT.glob("*.md"), *ROOT.glob("*.toml")] if "vendor" not in path.parts)


def test_git_calls_the_commands_that_people_call() -> None:
    called = re.findall(r"entry: make (\w+)", (ROOT / ".pre-commit-config.yaml").read_text())

    assert called == ["lint", "quick"]
    assert {*called} <= TARGETS


def test_the_make_file_names_its_targets_at_its_top() -> None:
    named = re.search(r"^# make (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert named
    assert phony
    assert {*named[1].split(" | ")} == {*phony[1].split()} == TARGETS


def test_files_end_in_a_line_and_lines_in_a_letter() -> None:
    """As .editorconfig says to editors."""
    texts = {path: path.read_text("utf-8") for path in written()}

    assert [path for path, text in texts.items() if text and not text.endswith("\n")] == []
    assert [path for path, text in texts.items() if re.search(r"[ \t\r]$", text, re.MULTILINE)] == []


def test_the_project_says_on_which_pythons_it_was_tried() -> None:
    tried = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', (ROOT / "pyproject.toml").read_text())
    offered = re.search(r"for version in (.*);", (ROOT / ".ci" / "try-pythons").read_text())

    assert offered
    assert "3.11" in tried
    assert {*tried} <= {*offered[1].split()}


def collected(seed: int) -> list[str]:
    folder = "tests/attempts"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--collect-only",
        "--extent=quick",
        f"--sample-seed={seed}",
        folder,
    ]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [line for line in told.splitlines() if line.startswith(folder)]


def test_a_quick_run_draws_few_tests_and_the_same_ones_by_the_same_seed() -> None:
    drawn = collected(1)
    modules = [name.partition("::")[0] for name in drawn]

    assert drawn == collected(1) != collected(2)
    assert max(modules.count(module) for module in modules) <= 5


def test_a_sample_keeps_its_order_and_its_size(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_EXTENT", "usual")
    drawn = sample(range(1000), 20)

    assert drawn == sorted({*drawn})
    assert len(drawn) == 20
    monkeypatch.setenv("TEST_EXTENT", "whole")
    assert sample(range(1000), 20) == [*range(1000)]
