"""One class's records are closed to another's instructors and to every learner, and GET changes nothing."""

import pytest
from flask import Flask
from sqlalchemy import inspect, text, update

from app.models import Attempt, Learner, Role
from tests.abuse.conftest import NewTeacher
from tests.takers import ClientBrowser, Taker
from tests.teachers import Teacher, enrol

QUIZ = "gradient-descent"
HOSTILE = "</script><script>alert(1)</script>{{ 7*7 }}\"'><img src=x onerror=alert(1)>"


def addresses(site: Flask, teacher: Teacher, method: str) -> list[str]:
    """Every address under a section that takes the method, filled in with what the section really has."""
    with teacher.database.read() as session:
        ada = session.query(Learner.public_id).filter_by(email="ada@example.org").scalar()
        attempt = session.query(Attempt.public_id).order_by(Attempt.id.desc()).limit(1).scalar()
    real = {
        "section": teacher.section, "learner": ada, "attempt": attempt, "quiz": QUIZ, "slot": 1, "seed": 1,
        "code": "x", "token": "x", "question": "descent-one-step", "chart": "scores", "name": "scores",
    }  # fmt: skip
    found = []
    with site.test_request_context():
        adapter = site.url_map.bind("localhost")
        for rule in site.url_map.iter_rules():
            if "section" in rule.arguments and rule.rule.startswith("/instructor") and method in (rule.methods or ()):
                values = {name: real.get(name, "x") for name in rule.arguments}
                found.append(adapter.build(rule.endpoint, values, method=method))
    return sorted(found)


@pytest.mark.usefixtures("learner")
def test_an_instructor_of_one_section_sees_nothing_of_another(
    site: Flask, teacher: Teacher, new_teacher: NewTeacher
) -> None:
    other = new_teacher("noether@example.org")
    for path in addresses(site, teacher, "GET"):
        page = other.get(path)
        assert page.status in (302, 404), path
        if page.status == 302:
            page = other.get(page.location)
            assert page.status == 404, path
        assert "Secret section" not in page.text, path
        assert "Ada Secret" not in page.text, path


def test_a_learner_gets_nowhere_at_the_instructors_addresses(site: Flask, teacher: Teacher, learner: Taker) -> None:
    for path in addresses(site, teacher, "GET"):
        page = learner.get(path)
        page = learner.get(page.location) if page.status == 302 else page
        assert page.status in (403, 404), path
    assert learner.get("/instructor").status == learner.get("/instructor/colleagues").status == 404
    for path in ("/instructor/sections", "/instructor/colleagues"):
        assert learner.post(path, {"course": "C", "name": "N", "time_zone": "UTC"}).status == 404


def test_no_stranger_learner_or_assistant_changes_anything(
    site: Flask, teacher: Teacher, learner: Taker, new_teacher: NewTeacher
) -> None:
    helper, other = Taker(ClientBrowser(site), teacher.database), new_teacher("noether@example.org")
    helper.sign_up("grace@example.org", "Grace")
    enrol(teacher.database, teacher.section, "grace@example.org", Role.ASSISTANT)
    nobody = Taker(ClientBrowser(site), teacher.database)
    paths = addresses(site, teacher, "POST")
    assert len(paths) > 12
    before = records(teacher)
    for person, allowed in ((other, {404}), (learner, {404}), (helper, {403, 404}), (nobody, {404})):
        for path in paths:
            assert person.post(path, {"to": other.section}).status in allowed, path
    assert records(teacher) == before


@pytest.mark.usefixtures("learner")
def test_nothing_changes_without_proof_of_origin_and_no_get_changes_anything(site: Flask, teacher: Teacher) -> None:
    before = records(teacher)
    for path in addresses(site, teacher, "POST"):
        for headers in ({}, {"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert teacher.browser.ask("POST", path, {}, headers).status == 403, path
    for path in [*addresses(site, teacher, "GET"), f"/join/{teacher.code}", "/instructor", "/quizzes", "/me"]:
        teacher.get(path)
    assert records(teacher) == before


def records(teacher: Teacher) -> dict[str, list[str]]:
    """Everything in the database, but for the counters against guessing, the log, and when a browser was last used."""
    with teacher.database.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names()) - {"bucket", "log_entry"}
        columns = {name: "token_hash, learner_id" if name == "browser" else "*" for name in tables}
        return {
            name: sorted(map(str, connection.execute(text(f"SELECT {columns[name]} FROM {name}")))) for name in tables
        }


def test_names_of_people_courses_and_sections_stay_text_everywhere(
    site: Flask, teacher: Teacher, learner: Taker
) -> None:
    name = HOSTILE[:80]
    with teacher.database.write() as session:
        session.execute(update(Learner).where(Learner.email == "ada@example.org").values(name=name))
    assert (
        teacher.post(
            f"{teacher.home}/settings", {"course": HOSTILE[:120], "name": HOSTILE[:120], "time_zone": "UTC"}
        ).status
        == 303
    )
    paths = [*addresses(site, teacher, "GET"), "/instructor", "/instructor/sections/new"]
    pages = {path: teacher.get(path) for path in paths}
    pages |= {path: learner.get(path) for path in ("/me", "/quizzes", f"/quizzes/{QUIZ}", f"/join/{teacher.code}")}
    for path, page in pages.items():
        assert page.status in (200, 302, 404), path
        if "html" in page.headers["Content-Type"]:
            assert "<script>alert" not in page.text, path
            assert "<img src=x" not in page.text, path
            assert ">49" not in page.text, path


def test_an_answer_of_script_is_inert_on_the_instructors_pages(site: Flask, teacher: Teacher, learner: Taker) -> None:
    attempt = learner.start("adam")
    learner.answer(attempt, 1, {"choice": [HOSTILE], "number": HOSTILE, "x": HOSTILE, "y": HOSTILE})
    learner.put(f"/attempts/{attempt}/items/1/draft", {"draft": "1", "number": HOSTILE})
    for path in addresses(site, teacher, "GET"):
        assert "<script>alert" not in teacher.get(path).text, path
