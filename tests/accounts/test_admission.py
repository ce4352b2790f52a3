"""Signing in for the whole site: who may require it, what strangers then get, and that kept answers do not leak."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.accounts import admission
from app.accounts.views.admission import OPEN
from app.database.sessions import Database
from app.models import Admission, Learner, Role
from app.web import access
from app.web.access import AccessControl
from tests.demo_classes import counted
from tests.pages import pages
from tests.takers import NOW, PASSWORD, ClientBrowser, Taker
from tests.teachers import NewTaker, Teacher, enrol

RUN = "/api/trajectory?optimizer=adam&landscape=bowl"
SWITCH = "/instructor/admission"


def shut(teacher: Teacher) -> None:
    assert teacher.post(SWITCH, {"sign_in": "required"}).status == 303


def free(teacher: Teacher) -> None:
    assert teacher.post(SWITCH, {"sign_in": "free"}).status == 303


def member(new_taker: NewTaker) -> Taker:
    somebody = new_taker()
    somebody.sign_up("ada@example.org")
    return somebody


def test_the_site_is_open_until_an_instructor_decides(teacher: Teacher, new_taker: NewTaker) -> None:
    assert new_taker().get("/").status == 200
    page = teacher.get(SWITCH)
    assert "Everybody." in page.text
    assert SWITCH in teacher.get("/instructor").text


def test_each_decision_is_recorded_with_who_took_it_and_when(teacher: Teacher) -> None:
    for change in (shut, shut, free):
        change(teacher)
    with teacher.database.read() as session:
        rows = session.query(Admission).order_by(Admission.id).all()
        actor = session.query(Learner.id).filter_by(email="emmy@example.org").scalar()
    assert [(row.sign_in_required, row.actor_id) for row in rows] == [(True, actor), (False, actor)]
    assert "Emmy" in teacher.get(SWITCH).text


def test_the_record_stays_when_who_decided_leaves(teacher: Teacher, new_taker: NewTaker) -> None:
    shut(teacher)
    teacher.post(f"{teacher.home}/archive")
    assert teacher.post("/me/deletion", {"current": PASSWORD}).status == 303
    with teacher.database.read() as session:
        assert [(each.sign_in_required, each.by) for each in admission.decisions(session)] == [(True, "")]
    assert new_taker().get("/").status == 303


def test_only_instructors_decide(teacher: Teacher, new_taker: NewTaker) -> None:
    learner, assistant, visitor = member(new_taker), new_taker(), new_taker()
    assistant.sign_up("assistant@example.org")
    enrol(teacher.database, teacher.section, "assistant@example.org", Role.ASSISTANT)
    visitor.start()
    for person in (learner, assistant, visitor):
        assert person.post(SWITCH, {"sign_in": "required"}).status == 404
    assert [person.get(SWITCH).status for person in (learner, assistant)] == [404, 404]
    with teacher.database.read() as session:
        assert session.query(Admission).count() == 0


def test_strangers_are_sent_to_sign_in_from_every_page_and_come_back(
    site: Flask, teacher: Teacher, new_taker: NewTaker
) -> None:
    member(new_taker)
    shut(teacher)
    rules = {rule.rule: rule.endpoint for rule in site.url_map.iter_rules()}
    for address in [*pages(site), "/quizzes/adam", "/playground.csv", "/me/export.json", "/nowhere"]:
        page = new_taker().get(address)
        if rules.get(address) in OPEN:
            assert page.status == 200 or page.location == "/sign-in", address
        else:
            assert (page.status, page.headers["Cache-Control"]) == (303, "no-store"), address
            assert page.location.startswith("/sign-in"), address
    there = new_taker()
    sent = there.get("/lessons/adam?lr=0.1").location
    assert sent == "/sign-in?next=/lessons/adam?lr%3D0.1"
    assert "asks everybody to sign in" in there.get(sent).text
    landed = there.post("/sign-in", {"email": "ada@example.org", "password": PASSWORD, "next": "/lessons/adam?lr=0.1"})
    assert landed.location == "/lessons/adam?lr=0.1"
    assert there.get(landed.location).status == 200


def test_an_answer_from_somebody_signed_out_is_given_back(teacher: Teacher, new_taker: NewTaker) -> None:
    somebody = member(new_taker)
    attempt = somebody.start()
    shut(teacher)
    somebody.sign_out()
    page = somebody.answer(attempt, 1, {"number": "0.125"}, key="key-12345")
    assert page.status == 401
    assert 'name="number" value="0.125"' in page.text
    assert f"/sign-in?next=/attempts/{attempt}" in page.text


def test_what_stays_open_exists(site: Flask) -> None:
    assert {rule.endpoint for rule in site.url_map.iter_rules()} >= OPEN


def test_the_ways_in_stay_open(teacher: Teacher, new_taker: NewTaker) -> None:
    shut(teacher)
    code = teacher.code
    for address in ("/sign-in", "/sign-up", "/join", f"/join/{code}", "/healthz"):
        assert new_taker().get(address).status == 200, address
    newcomer = new_taker()
    assert newcomer.post(f"/join/{code}").location.startswith("/sign-up?next=")
    assert newcomer.sign_up("new@example.org").status == 303
    assert newcomer.post(f"/join/{code}").status == 303
    assert newcomer.get("/quizzes").status == 200


def test_programs_are_told_401_by_every_address_of_the_api(site: Flask, teacher: Teacher, new_taker: NewTaker) -> None:
    shut(teacher)
    rules = [rule.rule for rule in site.url_map.iter_rules() if rule.rule.startswith("/api/") and not rule.arguments]
    assert rules
    for address in (*rules, RUN, "/api/figures/loss", "/api/nowhere"):
        page = new_taker().get(address)
        assert page.status == 401, address
        assert page.headers["Content-Type"] == "application/problem+json"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["WWW-Authenticate"]


def test_a_kept_answer_reaches_nobody_outside(teacher: Teacher, new_taker: NewTaker) -> None:
    """It was asked for in public and by somebody signed in before, whole, by HEAD and by its tag."""
    stranger, insider = new_taker(), member(new_taker)
    public = stranger.get(RUN)
    assert (public.status, public.headers["Cache-Control"][:6]) == (200, "public")
    shut(teacher)
    private = insider.get(RUN)
    assert (private.status, private.text) == (200, public.text)
    assert private.headers["Cache-Control"] == "private, no-cache"
    tag = {"If-None-Match": public.headers["ETag"]}
    assert stranger.get(RUN).status == 401
    assert stranger.browser.ask("HEAD", RUN).status == 401
    assert stranger.browser.ask("GET", RUN, headers=tag).status == 401
    again = insider.browser.ask("GET", RUN, headers=tag)
    assert (again.status, again.headers["Cache-Control"]) == (304, "private, no-cache")
    free(teacher)
    assert stranger.get(RUN).headers["Cache-Control"].startswith("public")


def test_a_visitor_with_a_cookie_is_outside_and_keeps_their_work_by_signing_up(
    teacher: Teacher, new_taker: NewTaker
) -> None:
    visitor = new_taker()
    attempt = visitor.start()
    shut(teacher)
    assert visitor.get(RUN).status == 401
    assert visitor.post(f"/attempts/{attempt}/items/1/responses", {"choice": "x"}).location == "/sign-in"
    assert visitor.put(f"/attempts/{attempt}/items/1/draft", {"draft": "1"}).status == 401
    assert visitor.sign_up("new@example.org").status == 303
    assert visitor.get(f"/attempts/{attempt}").status == 200


def test_who_signs_out_is_outside_at_once(teacher: Teacher, new_taker: NewTaker) -> None:
    insider = member(new_taker)
    shut(teacher)
    assert insider.get(RUN).status == 200
    token = insider.browser.token or ""
    insider.sign_out()
    assert insider.get(RUN).status == 401
    assert isinstance(insider.browser, ClientBrowser)
    insider.browser.client.set_cookie("learner", token)
    assert insider.get(RUN).status == 401


def test_a_decision_of_another_process_holds_soon(
    site: Flask, teacher: Teacher, new_taker: NewTaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "GOOD_FOR", 0.0)
    site.extensions["downhill.access_control"].shut(False)
    stranger = new_taker()
    assert stranger.get(RUN).status == 200
    with teacher.database.write() as session:
        actor = session.query(Learner.id).filter_by(email="emmy@example.org").scalar()
        admission.decide(session, True, actor, NOW)
    assert stranger.get(RUN).status == 401


def test_nothing_is_asked_of_the_database_while_nobody_must_sign_in(
    site: Flask, teacher: Teacher, new_taker: NewTaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "GOOD_FOR", 3600.0)
    site.extensions["downhill.access_control"].shut(False)
    stranger = new_taker()
    stranger.get(RUN)
    with counted(teacher.database) as statements:
        for _ in range(3):
            stranger.get(RUN)
    assert statements == []


def test_while_one_request_waits_for_the_database_the_others_go_on(
    site: Flask, teacher: Teacher, new_taker: NewTaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut(teacher)
    keeper: AccessControl = site.extensions["downhill.access_control"]
    keeper._good_until = 0.0
    seen = []

    def slow(_session: object) -> bool:
        seen.append(new_taker().get(RUN).status)
        return False

    monkeypatch.setattr(admission, "sign_in_required", slow)
    assert new_taker().get(RUN).status == 200
    assert seen == [401]


def test_a_decision_taken_while_the_database_is_asked_is_the_one_that_holds(
    site: Flask, new_taker: NewTaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper: AccessControl = site.extensions["downhill.access_control"]
    keeper._good_until = 0.0

    def meanwhile(_session: object) -> bool:
        keeper.shut(True)
        return False

    monkeypatch.setattr(admission, "sign_in_required", meanwhile)
    assert new_taker().get(RUN).status == 401


@pytest.mark.parametrize("change", [shut, free])
def test_a_database_that_does_not_answer_leaves_things_as_they_were(
    teacher: Teacher,
    new_taker: NewTaker,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Teacher], None],
) -> None:
    monkeypatch.setattr(access, "GOOD_FOR", 0.0)
    change(teacher)

    def silent(_database: Database) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    stranger = new_taker()
    assert stranger.get(RUN).status == (401 if change is shut else 200)
    monkeypatch.setattr(Database, "read", silent)
    assert stranger.get(RUN).status == (401 if change is shut else 200)
