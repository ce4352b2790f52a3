"""How much the tests try of what is large: a `quick` or `usual` run draws samples by a printed seed, `whole` is all."""

import os
import random
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import Protocol, TypeVar

import pytest
from hypothesis import HealthCheck, settings

Case = TypeVar("Case")


class Extent(Enum):
    QUICK = "quick"
    USUAL = "usual"
    WHOLE = "whole"


SHARE = {Extent.QUICK: 0.1, Extent.USUAL: 1.0, Extent.WHOLE: 10.0}
"""Of the examples that a property is tried on; and of a sample, but that the whole is everything."""
CASES_OF_A_TEST, TESTS_OF_A_MODULE = 1, 1
"""What a quick run takes at most."""
EXTENT, SEED = "TEST_EXTENT", "TEST_SEED"
SHARED = HealthCheck.function_scoped_fixture
"""One database for all examples of a test is meant so; and a busy machine is no reason to fail."""
NOT_QUICK = {"browser", "firefox", "webkit", "postgres", "package"}
SERVED = {
    *("abuse", "commands", "test_deployment.py", "test_habits.py", "test_monitoring.py"),
    *("test_run_all.py", "test_server_adapter.py", "test_serving.py", "test_silence.py"),
}
"""Folders and modules whose tests start processes of the site or of pytest; a quick run does not."""


class Sample(Protocol):
    def __call__(self, cases: Iterable[Case], most: int) -> list[Case]: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--extent", default="usual", choices=[each.value for each in Extent], help=__doc__)
    parser.addoption("--sample-seed", type=int, help="draws the samples of an earlier run again")


def pytest_configure(config: pytest.Config) -> None:
    """Extent and seed go to all workers by the environment: each must collect the same tests."""
    os.environ[EXTENT] = config.getoption("extent")
    if config.getoption("sample_seed") is not None:
        os.environ[SEED] = str(config.getoption("sample_seed"))
    os.environ.setdefault(SEED, str(random.SystemRandom().randrange(10**6)))
    settings.register_profile(
        "extent", max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow, SHARED]
    )
    settings.load_profile("extent")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"samples: --extent={_extent().value} --sample-seed={os.environ[SEED]}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A quick run leaves out what starts something big, and takes a few tests of each module, in one case each."""
    if _extent() is not Extent.QUICK:
        return
    light = [item for item in items if _is_light(item)]
    tests = _few(light, CASES_OF_A_TEST, _test_of)
    kept = {*_few(tests, TESTS_OF_A_MODULE, lambda item: item.nodeid.partition("::")[0])}
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


@pytest.fixture
def sample(request: pytest.FixtureRequest) -> Sample:
    """Draws at most so many of the cases in a usual run, a tenth of that in a quick one; all of them in a whole one."""

    def draw(cases: Iterable[Case], most: int) -> list[Case]:
        everything = list(cases)
        if _extent() is Extent.WHOLE:
            return everything
        return _drawn(everything, examples(most), request.node.nodeid)

    return draw


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """A seed for what a test makes up: the same again under the same --sample-seed."""
    return random.Random(f"{os.environ[SEED]} {request.node.nodeid}").randrange(2**32)


def examples(usual: int) -> int:
    """On how many examples a property is tried, if so many are usual: `@settings(max_examples=examples(60))`."""
    return max(1, round(usual * SHARE[_extent()]))


def _extent() -> Extent:
    return Extent(os.environ.get(EXTENT, "usual"))


def _test_of(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def _is_light(item: pytest.Item) -> bool:
    marks = {mark.name for mark in item.iter_markers()}
    return not NOT_QUICK & marks and not SERVED & {*item.path.parts}


def _few(items: list[pytest.Item], most: int, kin: Callable[[pytest.Item], str]) -> list[pytest.Item]:
    """At most so many of those that belong together."""
    families: dict[str, list[pytest.Item]] = {}
    for item in items:
        families.setdefault(kin(item), []).append(item)
    return [item for name, family in families.items() for item in _drawn(family, most, name)]


def _drawn(cases: Sequence[Case], most: int, name: str) -> list[Case]:
    """In their own order; each test draws for itself."""
    if len(cases) <= most:
        return list(cases)
    places = random.Random(f"{os.environ[SEED]} {name}").sample(range(len(cases)), most)
    return [cases[place] for place in sorted(places)]
