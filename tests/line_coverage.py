"""Which lines of the product the tests of this process run: a plugin of pytest (`-p tests.line_coverage`).

SlipCover plants probes that fall silent once their line was seen, so that the tests take a tenth longer; with a tracer
of every call they took twice as long. Each process writes what it saw.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from slipcover import FileMatcher, ImportManager, Slipcover
from slipcover.importer import wrap_spec_from_file_location

from tests.machine import ROOT

SOURCES = [str(ROOT / name) for name in ("app", "migrations", "optimizers", "quizzes")]
PROCESSES = [str(ROOT / name) for name in ("app/cli.py", "app/commands/*", "app/wsgi.py")]
"""Run by the tests as processes of their own, which nobody watches."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lines-into", type=Path, metavar="FOLDER", help="where each process writes which lines it ran")


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    yield
    folder: Path = session.config.getoption("--lines-into")
    (folder / f"lines-{os.getpid()}.json").write_text(json.dumps(_coverage.get_coverage()))


def _watched() -> Slipcover:
    """From here on each module that is imported, migrations included, is watched; who hands out tells of the others."""
    hands_out = "PYTEST_XDIST_WORKER" not in os.environ
    coverage = Slipcover(source=SOURCES if hands_out else None, omit=PROCESSES)
    matcher = FileMatcher(sources=SOURCES, omit=PROCESSES)
    ImportManager(coverage, matcher).__enter__()
    wrap_spec_from_file_location(coverage, matcher)
    return coverage


_coverage = _watched()
