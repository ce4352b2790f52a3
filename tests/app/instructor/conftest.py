"""Instructors, their sections and their learners, on a site in this process over each kind of database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from app import create_app
from app.config import Config
from app.db import Database
from app.models import Learner, Membership, Role, Section
from tests.app.instructor.classes import Class, demo_class
from tests.app.takers import NOW, ClientBrowser, Page, Taker
from tests.databases import KINDS

NewTaker = Callable[[], Taker]


@dataclass
class Teacher(Taker):
    """An instructor with a browser and a section."""

    section: str = ""

    @property
    def home(self) -> str:
        return f"/instructor/sections/{self.section}"

    def make(self, course: str = "Optimisation", name: str = "Monday", time_zone: str = "UTC") -> Page:
        page = self.post("/instructor/sections", {"course": course, "name": name, "time_zone": time_zone})
        if page.status == 303:
            self.section = page.location.rpartition("/")[2]
        return page

    @property
    def code(self) -> str:
        with self.database.read() as session:
            return session.query(Section.join_code).filter_by(public_id=self.section).scalar() or ""


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    config = Config(instance=tmp_path, database_url=database_url, secret_key="a key for the tests", compressed=False)
    app = create_app(config)
    app.testing = True
    yield app
    app.extensions["downhill.database"].dispose()


@pytest.fixture
def new_taker(site: Flask) -> NewTaker:
    return lambda: Taker(ClientBrowser(site), site.extensions["downhill.database"])


@pytest.fixture
def new_teacher(site: Flask) -> Callable[[str], Teacher]:
    """An instructor with that address, signed in, without a section yet."""

    def make(email: str) -> Teacher:
        teacher = Teacher(ClientBrowser(site), site.extensions["downhill.database"])
        teacher.sign_up(email, "Emmy")
        with teacher.database.write() as session:
            session.execute(update(Learner).where(Learner.email == email).values(instructor=True))
        return teacher

    return make


@pytest.fixture
def teacher(new_teacher: Callable[[str], Teacher]) -> Teacher:
    """An instructor with a section."""
    teacher = new_teacher("emmy@example.org")
    teacher.make()
    return teacher


def enrol(database: Database, section: str, email: str, role: Role = Role.LEARNER) -> None:
    """Makes the account with this address a member of the section."""
    with database.write() as session:
        section_id = session.query(Section.id).filter_by(public_id=section).scalar()
        learner_id = session.query(Learner.id).filter_by(email=email).scalar()
        session.add(Membership(section_id=section_id, learner_id=learner_id, role=role, joined_at=NOW))


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
