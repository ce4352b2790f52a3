"""People who take quizzes or teach, through a test client or over HTTP, and look into the records for what is right."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any, NamedTuple, Protocol

import requests
from flask import Flask
from sqlalchemy import select

from app.attempts import reading
from app.attempts.reading import Item
from app.database.sessions import Database
from app.models import Attempt, AttemptItem, Learner, Membership, Role, Section
from quizzes import questions
from quizzes.questions import Form

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
PASSWORD = "a long enough one"


class Page(NamedTuple):
    """An answer of the site."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def location(self) -> str:
        return self.headers["Location"]

    @property
    def cookies(self) -> str:
        return self.headers.get("Set-Cookie", "")


class Browser(Protocol):
    """Whatever keeps cookies and asks for pages, without following redirects."""

    def ask(self, method: str, path: str, data: Any = None, headers: Mapping[str, str] | None = None) -> Page: ...

    @property
    def token(self) -> str | None: ...


class ClientBrowser:
    """A browser on the application in this process."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def ask(self, method: str, path: str, data: Any = None, headers: Mapping[str, str] | None = None) -> Page:
        headers = {"Origin": "http://localhost"} if headers is None else headers
        response = self.client.open(path, method=method, data=data, headers=dict(headers))
        return Page(response.status_code, response.text, dict(response.headers))

    @property
    def token(self) -> str | None:
        cookie = self.client.get_cookie("learner")
        return cookie.value if cookie else None


class HttpBrowser:
    """A browser on a real server."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()

    def ask(self, method: str, path: str, data: Any = None, headers: Mapping[str, str] | None = None) -> Page:
        headers = {"Origin": self.url} if headers is None else headers
        response = self.session.request(
            method, self.url + path, data=data, headers=dict(headers), allow_redirects=False, timeout=30
        )
        return Page(response.status_code, response.text, response.headers)

    @property
    def token(self) -> str | None:
        return self.session.cookies.get("learner")


@dataclass
class Taker:
    """A person with a browser, and the database behind the site to look things up in."""

    browser: Browser
    database: Database

    def get(self, path: str) -> Page:
        return self.browser.ask("GET", path)

    def post(self, path: str, data: Any = None) -> Page:
        return self.browser.ask("POST", path, data or {})

    def put(self, path: str, data: Any = None) -> Page:
        return self.browser.ask("PUT", path, data or {})

    def start(self, quiz: str = "gradient-descent", **fields: str) -> str:
        """The id of the attempt that is open afterwards."""
        page = self.post(f"/quizzes/{quiz}/attempts", fields)
        assert page.status == 303, page.text
        return page.location.rpartition("/")[2]

    def item(self, attempt: str, slot: int) -> Item:
        with self.database.read() as session:
            learner = session.scalar(select(Attempt.learner_id).where(Attempt.public_id == attempt))
            found = reading.attempt_state(session, learner, attempt)
            return reading.item(session, found.id, slot)

    def right(self, attempt: str, slot: int) -> dict[str, Any]:
        """The form that holds the right answer."""
        resolved = self.item(attempt, slot).resolved
        return form(questions.format_answer(resolved.shown, questions.model(resolved.key)))

    def wrong(self, attempt: str, slot: int) -> dict[str, Any]:
        """A form whose answer can be read and is not right."""
        resolved = self.item(attempt, slot).resolved
        return form(wrong_form(resolved))

    def answer(self, attempt: str, slot: int, data: dict[str, Any] | None = None, key: str = "") -> Page:
        data = data if data is not None else self.right(attempt, slot)
        return self.post(f"/attempts/{attempt}/items/{slot}/responses", {**data, **({"key": key} if key else {})})

    def finish(self, attempt: str, right: int | None = None) -> None:
        """Answers every question, the first `right` of them as they should be."""
        for slot in range(1, self.size(attempt) + 1):
            good = right is None or slot <= right
            page = self.answer(attempt, slot, self.right(attempt, slot) if good else self.wrong(attempt, slot))
            assert page.status == 303, page.text

    def size(self, attempt: str) -> int:
        with self.database.read() as session:
            statement = select(AttemptItem.id).join(Attempt).where(Attempt.public_id == attempt)
            return len(session.scalars(statement).all())

    def sign_up(self, email: str, name: str = "Ada", password: str = PASSWORD) -> Page:
        return self.post("/sign-up", {"name": name, "email": email, "password": password})

    def sign_in(self, email: str, password: str = PASSWORD) -> Page:
        return self.post("/sign-in", {"email": email, "password": password})

    def sign_out(self) -> Page:
        return self.post("/sign-out")

    def learner(self, email: str) -> Learner | None:
        with self.database.read() as session:
            return session.scalars(select(Learner).where(Learner.email == email)).one_or_none()


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

    def invite(self, names: str, role: str = "learner") -> Page:
        """Uploads a list, takes everybody on it, also the doubtful, and makes the invitations; the first refusal."""
        page = self.post(f"{self.home}/lists", {"names": names, "role": role})
        if page.status != 303:
            return page
        shown = self.get(page.location).text
        fields = re.findall(r'name="((?:name|address|number)-\d+)" type="text" value="([^"]*)"', shown)
        chosen = {name: unescape(value) for name, value in fields}
        chosen |= {f"row-{name.partition('-')[2]}": "invite" for name, _ in fields}
        decided = self.post(f"{page.location}/decisions", chosen)
        return self.post(f"{page.location}/invitations") if decided.status == 303 else decided

    @property
    def code(self) -> str:
        with self.database.read() as session:
            return session.query(Section.join_code).filter_by(public_id=self.section).scalar() or ""


NewTeacher = Callable[[str], Teacher]


def enrol(database: Database, section: str, email: str, role: Role = Role.LEARNER) -> None:
    """Makes the account with this address a member of the section."""
    with database.write() as session:
        section_id = session.query(Section.id).filter_by(public_id=section).scalar()
        learner_id = session.query(Learner.id).filter_by(email=email).scalar()
        session.add(Membership(section_id=section_id, learner_id=learner_id, role=role, joined_at=NOW))


def form(fields: Form) -> dict[str, Any]:
    return {name: list(texts) for name, texts in fields.items()}


def wrong_form(resolved: questions.Resolved) -> Form:
    """An answer to this question that gets no full marks."""
    shown, key = resolved.shown, resolved.key
    match resolved.kind:
        case "single" | "formula" | "path":
            return {"choice": [next(option.id for option in shown.options if option.id not in key.right)]}
        case "multiple":
            return {"choice": [option.id for option in shown.options if option.id not in key.right]}
        case "numeric":
            return {"number": [str((key.number or 0.0) + 1000)]}
        case "point":
            return {"x": ["1e6"], "y": ["1e6"]}
        case "order":
            return {f"place-{option}": [str(place)] for place, option in enumerate(reversed(key.right), 1)}
    return {control.name: [repr(control.value)] for control in shown.controls}


def hidden_key(page: Page) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.text)
    assert found
    return unescape(found[1])
