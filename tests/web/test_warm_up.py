"""The warm-up: what everybody asks for first lies ready; nothing is counted, and one failure spoils nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from app.lessons import catalogue
from app.web.context import site_of
from app.web.keeping.kept_pages import KeptPages
from app.web.server import warm_up
from quizzes import draw, questions
from quizzes.bank import FINAL
from tests.conftest import ROOT

ASK_FOR_THREADS = """
import threading
import app.wsgi
print(any(thread.name == "warm-up" for thread in threading.enumerate()))
"""
LESSONS = [f"/lessons/{each.slug}" for each in catalogue.catalogue()]


def lies_ready(site: Flask, path: str) -> bool:
    pages: KeptPages = site.extensions["downhill.kept_pages"]
    return pages.has({"PATH_INFO": path, "QUERY_STRING": "", "SCRIPT_NAME": ""})


def counted(site: Flask) -> list[str]:
    lines: list[str] = site.extensions["downhill.metrics"].text().splitlines()
    return [line for line in lines if "request" in line]


def test_the_pages_that_everybody_asks_for_first_lie_ready_and_nothing_is_counted(
    site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm_up, "AROUND", ("/before-you-start", "/playground/map"))
    paths = [*LESSONS, *warm_up.AROUND]
    assert not any(lies_ready(site, path) for path in paths)
    before = counted(site)

    warm_up.warm_up(site).join()

    assert [path for path in paths if not lies_ready(site, path)] == []
    assert counted(site) == before
    assert counted(site)
    assert all(site.test_client().get(path).status_code == 200 for path in ("/", *paths))


@pytest.mark.parametrize("path", warm_up.AROUND)
def test_what_is_made_beforehand_is_a_page_that_is_kept(site: Flask, path: str) -> None:
    endpoint, _ = site.url_map.bind("localhost").match(path)
    assert hasattr(site.view_functions[endpoint], "__wrapped__")


def test_a_page_that_cannot_be_made_spoils_no_other(
    site: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(warm_up, "AROUND", ("/no-such-page", "/before-you-start"))
    warm_up.make_pages(site)

    assert lies_ready(site, "/before-you-start")
    assert [record.getMessage() for record in caplog.records] == [
        "/no-such-page could not be made before it was asked for"
    ]


def test_most_questions_of_a_class_are_posed_beforehand(site: Flask, seed: int) -> None:
    questions.pose.cache_clear()
    warm_up.pose_questions(site)
    beforehand = questions.pose.cache_info()
    for number in range(10):
        draw.draw(FINAL, f"{seed} {number}", bank=site_of(site).bank)
    met = questions.pose.cache_info()
    assert met.hits - beforehand.hits > 2 * (met.misses - beforehand.misses)


@pytest.mark.parametrize(("given", "begun"), [("1", "True"), ("0", "False")])
def test_a_process_that_serves_begins_with_it_where_the_setting_says_so(tmp_path: Path, given: str, begun: str) -> None:
    environment = {**os.environ, "INSTANCE": str(tmp_path), "WARM_UP": given}
    command = [sys.executable, "-c", ASK_FOR_THREADS]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == begun
