"""Three engines that drive the same pages; one that is not on this machine is skipped, and says so."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engines.chromium import Chromium
from tests.engines.engine import Engine
from tests.engines.firefox import Firefox
from tests.engines.webkit import WebKit

MARKS = {"chromium": pytest.mark.browser, "firefox": pytest.mark.firefox, "webkit": pytest.mark.webkit}
Make = Callable[[Path], Engine]


def program(*names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"no {names[0]} here")
    return found


@pytest.fixture(scope="module", params=[pytest.param(name, marks=mark) for name, mark in MARKS.items()])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A window of each engine, which is expected to have found nothing wrong in the end."""
    folder = tmp_path_factory.mktemp(request.param)
    match request.param:
        case "firefox":
            engine: Engine = Firefox(program("firefox-esr", "firefox"), folder)
        case "webkit":
            program("Xvfb")
            engine = WebKit(program("WebKitWebDriver"), folder)
        case _:
            engine = Chromium(request.getfixturevalue("chromium"))
    yield engine
    engine.close()
    assert list(engine.faults) == []
