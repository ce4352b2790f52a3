"""A list of names becomes personal links; each is good once, for whoever follows it."""

import csv
import io
import re

import pytest
from sqlalchemy import update

from app.classes import invitations
from app.models import Invitation, Learner, Membership, Role
from tests.takers import NOW, NewTeacher, Page, Taker
from tests.teachers import NewTaker, Teacher, enrol


def invite(teacher: Teacher, names: str, role: str = "learner") -> Page:
    return teacher.invite(names, role)


def codes(teacher: Teacher) -> list[str]:
    with teacher.database.read() as session:
        return [each.code for each in session.query(Invitation).order_by(Invitation.id)]


def test_a_list_makes_one_link_each_and_once_more_none(teacher: Teacher) -> None:
    assert "?made=2&" in invite(teacher, "Ada;a@b.co\nBob;b@b.co").location
    page = invite(teacher, "Bob;b@b.co\nCleo;c@b.co")
    assert "?made=1&" in page.location
    text = teacher.get(page.location).text
    assert "1 invitation made" in text
    assert all(f"http://localhost/invitations/{code}" in text for code in codes(teacher))


def test_names_on_a_list_stay_text(teacher: Teacher) -> None:
    invite(teacher, '<script>alert(1)</script>\n"><img src=x onerror=alert(1)>\n{{ 7 * 7 }}')
    page = teacher.get(f"{teacher.home}/invitations").text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "{{ 7 * 7 }}" in page
    assert "<script>alert" not in teacher.get(f"/invitations/{codes(teacher)[0]}").text


def test_whoever_follows_the_link_joins_with_their_own_account(teacher: Teacher, new_taker: NewTaker) -> None:
    invite(teacher, "Ada;ada@example.org")
    (code,) = codes(teacher)
    learner = new_taker()
    assert "Sign up" in learner.get(f"/invitations/{code}").text
    assert learner.post(f"/invitations/{code}").location == f"/sign-up?next=/invitations/{code}"
    learner.sign_up("countess@example.org", "Augusta")
    assert learner.post(f"/invitations/{code}").location == "/quizzes"
    assert learner.post(f"/invitations/{code}").status == learner.get(f"/invitations/{code}").status == 404
    roster = teacher.get(f"{teacher.home}/roster").text
    assert "invited as Ada" in roster
    assert "countess@example.org" in roster
    assert "taken by Augusta" in teacher.get(f"{teacher.home}/invitations").text


def test_an_address_on_a_list_binds_no_account(teacher: Teacher, new_taker: NewTaker) -> None:
    known = new_taker()
    known.sign_up("ada@example.org")
    invite(teacher, "Ada;ada@example.org")
    new_taker().sign_up("bob@example.org", "Bob")
    with teacher.database.read() as session:
        assert session.query(Membership).count() == 1
    assert teacher.section not in known.get("/quizzes").text


@pytest.mark.parametrize("how", ["withdrawn", "expired", "archived"])
def test_an_invitation_that_no_longer_holds_lets_nobody_in(teacher: Teacher, new_taker: NewTaker, how: str) -> None:
    invite(teacher, "Ada")
    (code,) = codes(teacher)
    match how:
        case "withdrawn":
            assert teacher.post(f"{teacher.home}/invitations/{code}/withdrawal").status == 303
        case "archived":
            teacher.post(f"{teacher.home}/archive")
        case _:
            with teacher.database.write() as session:
                session.execute(update(Invitation).values(expires_at=NOW))
    learner = new_taker()
    learner.sign_up("ada@example.org")
    assert learner.post(f"/invitations/{code}").status == 404


def test_an_assistant_comes_by_invitation_under_a_new_session(teacher: Teacher, new_taker: NewTaker) -> None:
    invite(teacher, "Grace", "assistant")
    (code,) = codes(teacher)
    helper = new_taker()
    helper.sign_up("grace@example.org", "Grace")
    before = helper.browser.token
    assert helper.post(f"/invitations/{code}").location == "/instructor"
    assert helper.browser.token != before
    assert helper.get(teacher.home).status == 200
    assert helper.get("/instructor/sections/new").status == 404
    assert code not in helper.get(f"{teacher.home}/invitations").text


def test_an_instructor_invites_another_who_sees_nothing_of_theirs(teacher: Teacher, new_taker: NewTaker) -> None:
    assert teacher.post("/instructor/colleagues", {"name": " "}).status == 400
    teacher.post("/instructor/colleagues", {"name": "Sofia"})
    shown = re.search(r"/invitations/([\w-]{22})", teacher.get("/instructor/colleagues").text)
    assert shown
    colleague = new_taker()
    colleague.sign_up("sofia@example.org", "Sofia")
    assert colleague.get("/instructor").status == 404
    assert colleague.post(f"/invitations/{shown[1]}").location == "/instructor"
    assert "Make your first class" in colleague.get("/instructor").text
    assert colleague.get(teacher.home).status == 404


def test_a_link_for_a_colleague_is_withdrawn_by_whoever_made_it(
    teacher: Teacher, new_teacher: NewTeacher, new_taker: NewTaker
) -> None:
    teacher.post("/instructor/colleagues", {"name": "Sofia"})
    found = re.search(r"/colleagues/([\w-]{22})/withdrawal", teacher.get("/instructor/colleagues").text)
    assert found
    withdrawal = f"/instructor{found[0]}"
    colleague = new_taker()
    colleague.sign_up("sofia@example.org", "Sofia")
    assert colleague.post(withdrawal).status == 404
    assert new_teacher("other@example.org").post(withdrawal).status == 303
    assert colleague.get(f"/invitations/{found[1]}").status == 200
    assert teacher.post(withdrawal).status == 303
    assert colleague.post(f"/invitations/{found[1]}").status == 404
    assert "Sofia" not in teacher.get("/instructor/colleagues").text


def test_deleting_an_account_takes_its_invitation_along(teacher: Teacher, new_taker: NewTaker) -> None:
    invite(teacher, "Ada Lovelace")
    learner = new_taker()
    learner.sign_up("ada@example.org")
    learner.post(f"/invitations/{codes(teacher)[0]}")
    learner.post("/me/deletion", {"current": "a long enough one"})
    with teacher.database.read() as session:
        assert session.query(Invitation).count() == 0
        assert session.query(Learner).filter_by(email="ada@example.org").count() == 0


def test_a_section_has_so_many_open_invitations_and_no_more(teacher: Teacher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MOST_NAMES", 3)
    assert invite(teacher, "A\nB\nC").status == 303
    assert invite(teacher, "D").status == 409


def test_a_role_that_there_is_not_is_refused_and_nobody_is_invited(teacher: Teacher) -> None:
    answer = invite(teacher, "Ada", "owner")
    assert answer.status == 400
    assert "Choose one of the options." in answer.text
    with teacher.database.read() as session:
        assert session.query(Invitation).count() == 0


def table(reader: Taker, teacher: Teacher) -> list[dict[str, str]]:
    page = reader.get(f"{teacher.home}/invitations.csv")
    assert page.status == 200
    assert page.headers["Content-Type"].startswith("text/csv")
    assert page.headers["Cache-Control"] == "no-store"
    return list(csv.DictReader(io.StringIO(page.text, newline="")))


def test_the_table_has_each_link_and_what_became_of_it(teacher: Teacher, new_taker: NewTaker) -> None:
    teacher.invite("Name;E-Mail\nZoë;z@x.org\n=1+1;m@x.org\nMax;")
    ada = new_taker()
    ada.sign_up("ada@example.org")
    first, second, third = table(teacher, teacher)
    assert [line["Name"] for line in (first, second, third)] == ["'=1+1", "Max", "Zoë"]
    path = second["Link"].removeprefix("http://localhost")
    assert ada.post(path).status == 303
    *still_open, taken = table(teacher, teacher)
    assert (taken["Name"], taken["State"], taken["Link"]) == ("Max", "taken", "")
    assert {line["State"] for line in still_open} == {"open"}


def test_an_assistant_reads_the_table_without_the_links(teacher: Teacher, new_taker: NewTaker) -> None:
    teacher.invite("Max")
    assistant = new_taker()
    assistant.sign_up("assistant@example.org")
    enrol(teacher.database, teacher.section, "assistant@example.org", Role.ASSISTANT)
    assert [(line["Name"], line["Link"]) for line in table(assistant, teacher)] == [("Max", "")]
