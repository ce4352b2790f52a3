"""A demo class for the tests that only look at it."""

from collections.abc import Iterator

import pytest

from tests.app.instructor.classes import Class, demo_class
from tests.databases import KINDS


@pytest.fixture(scope="module", params=KINDS)
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    with demo_class(request, request.param, tmp_path_factory.mktemp("demo"), learners=14) as made:
        yield made


@pytest.fixture
def small_demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """A smaller one of a test's own, to change."""
    with demo_class(request, "sqlite", tmp_path_factory.mktemp("demo"), learners=3) as made:
        yield made
