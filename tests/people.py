"""A site in this process over each kind of database, and people to meet there."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from app.config import Config
from app.models import Learner
from app.web.context import site_of
from tests.conftest import MakeApp
from tests.takers import ClientBrowser, NewTaker, NewTeacher, Taker, Teacher


@pytest.fixture
def site(database_url: str, tmp_path: Path, make_app: MakeApp) -> Flask:
    config = Config(instance=tmp_path, database_url=database_url, secret_key="a key for the tests", compressed=False)
    app = make_app(config)
    app.testing = True
    return app


@pytest.fixture
def new_taker(site: Flask) -> NewTaker:
    return lambda: Taker(ClientBrowser(site), site_of(site).database)


@pytest.fixture
def new_teacher(site: Flask) -> NewTeacher:
    """An instructor with that address, signed in, without a section yet."""

    def make(email: str) -> Teacher:
        teacher = Teacher(ClientBrowser(site), site_of(site).database)
        teacher.sign_up(email, "Emmy")
        with teacher.database.write() as session:
            session.execute(update(Learner).where(Learner.email == email).values(instructor=True))
        return teacher

    return make
