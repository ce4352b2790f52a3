"""Instructors with a section, and demo classes, over each kind of database."""

from collections.abc import Iterator

import pytest

from tests.databases import KINDS
from tests.demo_classes import Class, demo_class
from tests.takers import NewTaker, NewTeacher, Teacher, enrol

__all__ = ["NewTaker", "Teacher", "enrol"]


@pytest.fixture
def teacher(new_teacher: NewTeacher) -> Teacher:
    """An instructor with a section."""
    teacher = new_teacher("emmy@example.org")
    teacher.make()
    return teacher


@pytest.fixture(scope="module", params=KINDS)
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """A demo class for tests that only look at it."""
    with demo_class(request, request.param, tmp_path_factory.mktemp("demo"), learners=14) as made:
        yield made


@pytest.fixture(params=KINDS)
def small_demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """A smaller one of a test's own, to change."""
    with demo_class(request, request.param, tmp_path_factory.mktemp("demo"), learners=3) as made:
        yield made
