"""Every page is rendered for everybody who may open it, and a template that names what is not there fails."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask import Flask
from jinja2 import UndefinedError
from sqlalchemy import select, update

from app import create_app
from app.accounts import people
from app.challenges import tasks
from app.config import Config
from app.demo import simulated_class
from app.lessons import catalogue, further, tours
from app.models import Attempt, Invitation, Learner, Membership, Section, Status, Upload
from app.web.context import site_of
from quizzes import bank
from tests.databases import fresh
from tests.sampling import Sample
from tests.takers import PASSWORD, ClientBrowser, Taker, Teacher, enrol

TEMPLATES = Path(__file__).parents[2] / "templates"
UNREAD = {"static", "figures.figure", "figures.plot", "playground.race_chart", "health.healthz"}
"""What renders nothing and takes arguments of its own."""
SLUGS = {
    "further.page": tuple(page.slug for page in further.catalogue()),
    "tours.tour": tuple(each.slug for each in tours.tours()),
    "challenges.challenge": tuple(each.slug for each in tasks.catalogue())[:3],
}
"""What a slug is, where it is no lesson's."""
REFUSED = "web/errors/refused.html"
"""The server's adapter has it, before the application."""


@dataclass
class World:
    """A site in which everything has happened once, and three people in front of it."""

    app: Flask
    visitor: Taker
    learner: Taker
    teacher: Teacher
    values: dict[str, tuple[Any, ...]]
    """What an address's arguments may be."""

    def addresses(self) -> Iterator[str]:
        """Every address that can be asked for, with every combination of the values."""
        adapter = self.app.url_map.bind("localhost")
        for rule in self.app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint not in UNREAD:
                names = sorted(rule.arguments)
                values = self.values | ({"slug": SLUGS[rule.endpoint]} if rule.endpoint in SLUGS else {})
                for given in itertools.product(*(values[name] for name in names)):
                    yield adapter.build(rule.endpoint, dict(zip(names, given, strict=True)))


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("sweep")
    with fresh(request, "sqlite", folder) as url:
        app = create_app(Config(folder, url, "a key for the tests alone", compressed=False))
        app.testing = True
        made = _world(app)
        yield made
        made.teacher.database.dispose()


def _world(app: Flask) -> World:
    database = site_of(app).database
    visitor, learner = Taker(ClientBrowser(app), database), Taker(ClientBrowser(app), database)
    teacher = Teacher(ClientBrowser(app), database)
    teacher.sign_up("emmy@example.org", "Emmy")
    with database.write() as session:
        session.execute(update(Learner).values(instructor=True))
    teacher.get("/instructor")
    teacher.make()
    demo = simulated_class.make(database, datetime.now(UTC), 3)
    learner.sign_up("ada@example.org")
    enrol(database, teacher.section, "ada@example.org")
    teacher.invite("Sofia, sofia@example.org")
    teacher.post("/instructor/colleagues", {"name": "Maryam"})
    teacher.post(f"{teacher.home}/lists", {"names": "Name;E-Mail\nSofia;sofia@example.org\nCleo;c@example.org\nBob;"})
    attempts = _attempts(learner)
    return World(app, visitor, learner, teacher, _values(teacher, demo, attempts))


def _attempts(learner: Taker) -> tuple[str, ...]:
    """One that is finished, with every question wrong, one finished that was all right, and one under way."""
    poor, good = learner.start("final"), ""
    learner.finish(poor, right=0)
    good = learner.start("adam")
    learner.finish(good)
    going = learner.start("momentum")
    learner.answer(going, 1)
    learner.put(f"/attempts/{going}/items/2/draft", {"draft": "1", "number": "3"})
    return poor, good, going


def _values(teacher: Teacher, demo: str, attempts: tuple[str, ...]) -> dict[str, tuple[Any, ...]]:
    with teacher.database.write() as session:
        ada = session.scalars(select(Learner).where(Learner.email == "ada@example.org")).one()
        link = people.issue_link(session, ada.id, datetime.now(UTC))
        simulated = session.scalars(
            select(Attempt.public_id).join(Section).where(Section.public_id == demo, Attempt.status != Status.OPEN)
        )
        member = session.scalars(
            select(Learner.public_id).join(Membership).join(Section).where(Section.public_id == demo)
        )
        codes = session.scalars(select(Invitation.code))
        return {
            "section": (demo, teacher.section),
            "quiz": (*(quiz.id for quiz in bank.load().quizzes), "practice"),
            "attempt": (*attempts, *simulated.all()[:2]),
            "learner": (ada.public_id, *member.all()[:2]),
            "code": (teacher.code, *codes.all(), "nowhere"),
            "upload": (*session.scalars(select(Upload.public_id)), "nowhere"),
            "link": (link, "nowhere"),
            "token": (link,),
            "slug": tuple(lesson.slug for lesson in catalogue.catalogue()),
            "slot": (1, 2, 3, 4, 5, 6),
            "seed": (1, 2),
        }


@pytest.mark.parametrize("who", ["visitor", "learner", "teacher"])
def test_every_address_answers_everybody_without_a_failure(world: World, sample: Sample, who: str) -> None:
    person = getattr(world, who)

    assert {
        each: page.status for each in sample(world.addresses(), 120) if (page := person.get(each)).status >= 500
    } == {}


def test_forms_say_what_is_wrong_with_them(world: World) -> None:
    teacher, learner = world.teacher, world.learner
    refused = [
        world.visitor.post("/sign-up", {}),
        world.visitor.post("/sign-in", {}),
        world.visitor.post(f"/reset/{world.values['token'][0]}", {"password": "short"}),
        learner.post("/me/password", {}),
        learner.post("/me/deletion", {}),
        learner.answer(world.values["attempt"][2], 2, {}),
        teacher.post("/instructor/sections", {}),
        teacher.post(f"{teacher.home}/settings", {}),
        teacher.post(f"{teacher.home}/copies", {"days": "soon"}),
        teacher.post(f"{teacher.home}/lists", {}),
        teacher.post("/instructor/colleagues", {}),
        teacher.post(f"{teacher.home}/policies/adam", {"due_at": "tomorrow"}),
        teacher.post(f"{teacher.home}/roster/{world.values['learner'][0]}/exceptions", {"minutes-adam": "many"}),
        teacher.post(f"{teacher.home}/attempts/{world.values['attempt'][0]}/items/1/grades", {}),
    ]

    assert [page.status for page in refused] == [400] * len(refused)


def test_what_comes_too_late_is_told_how_things_stand(world: World) -> None:
    going, learner, teacher = world.values["attempt"][2], world.learner, world.teacher
    policy = {"counting": "best", "feedback": "now", "revision": "7"}
    late = [
        learner.answer(going, 1, learner.wrong(going, 1), "another key"),
        teacher.post(f"{teacher.home}/policies/adam", policy),
    ]
    stopped = learner.start("nesterov")
    answer = learner.right(stopped, 1)
    learner.post(f"/attempts/{stopped}/submission")
    late.append(learner.answer(stopped, 1, answer))

    assert [page.status for page in late] == [409, 409, 409]


def test_an_archived_section_is_shown(world: World) -> None:
    teacher = Teacher(world.teacher.browser, world.teacher.database)
    teacher.make(name="Old")
    teacher.post(f"{teacher.home}/archive")

    assert [teacher.get(path).status for path in (teacher.home, "/instructor")] == [200, 200]


def test_every_template_is_rendered_for_somebody(world: World) -> None:
    """Every address is asked for by everybody, until none is missing."""
    stranger = world.app.test_client()
    stranger.get("/", headers={"Host": "x" * 5000})
    unsent = f"/attempts/{world.values['attempt'][0]}/items/1/responses"
    stranger.post(unsent, data={"choice": "a"}, headers={"Origin": "http://localhost"})
    ask_for_a_code(world.learner)
    people = (world.teacher, world.learner, world.visitor)
    for person, address in itertools.product(people, _in_turns(world.addresses())):
        if not _unseen(world.app):
            break
        person.get(address)

    assert _unseen(world.app) == set()


def _unseen(app: Flask) -> set[str]:
    """The templates that were not rendered yet."""
    there = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")} - {REFUSED}
    return there - {name for _, name in app.jinja_env.cache or ()}


def _in_turns(addresses: Iterator[str]) -> list[str]:
    """One of each kind, then another of each kind, and so on."""
    kinds = [list(kind) for _, kind in itertools.groupby(addresses, lambda each: each.split("/")[1])]
    return [each for turn in itertools.zip_longest(*kinds) for each in turn if each is not None]


def ask_for_a_code(learner: Taker) -> None:
    """Set up a second factor, and come to the page between the password and the code."""
    learner.post("/me/second-factor", {"current": PASSWORD})
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', learner.get("/me/second-factor").text)
    assert secret
    code = pyotp.TOTP(secret[1].replace(" ", "")).now()
    assert learner.post("/me/second-factor/confirmation", {"code": code}).status == 303
    email = re.search(r"Where (\S+@\S+) is signed in", learner.get("/me/sign-ins").text)
    assert email
    learner.sign_in(email[1])
    assert learner.get("/sign-in/code").status == 200


def test_a_name_that_is_not_there_fails_with_its_place(app: Flask) -> None:
    template = app.jinja_env.from_string("{% if nobody_gave_this %}yes{% endif %}")

    with pytest.raises(UndefinedError, match="nobody_gave_this"):
        template.render()


def test_a_templates_globals_are_one_dict_and_stay_its_own(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ zip([1], [2]) | list }} {{ mine }}", globals={"mine": "too"})

    assert type(template.globals) is dict
    assert template.render() == "[(1, 2)] too"
    assert "mine" not in app.jinja_env.globals


def test_templates_get_their_filters_and_globals_in_one_place() -> None:
    adding = re.compile(r"template_(?:filter|global|test)|context_processor|jinja_env\.(?:filters|globals|tests)")
    found = [path.stem for path in (TEMPLATES.parent / "app").rglob("*.py") if adding.search(path.read_text())]

    assert found == []
