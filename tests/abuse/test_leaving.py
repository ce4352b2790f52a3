"""Leaving: what is exported, what is erased, and what a section's statistics keep."""

from sqlalchemy import func, select, update

from app.models import (
    Attempt,
    Grade,
    Learner,
    Membership,
    Response,
    Role,
)
from tests.abuse.conftest import NewTaker
from tests.abuse.evidence import dump, join, new_link, rows
from tests.takers import PASSWORD, Taker
from tests.teachers import Teacher, enrol


def test_forgetting_a_visitor_takes_one_click_and_leaves_the_work_to_nobody(taker: NewTaker) -> None:
    somebody = taker()
    attempt = somebody.start()
    page = somebody.post("/sign-out")
    assert page.status == 303
    assert somebody.browser.token is None
    assert somebody.get(f"/attempts/{attempt}").status == 404


def test_deleting_a_learner_alone_removes_every_row(taker: NewTaker) -> None:
    somebody = taker()
    attempt = somebody.start()
    somebody.answer(attempt, 1, somebody.wrong(attempt, 1))
    somebody.put(f"/attempts/{attempt}/items/2/draft", {"draft": "1", "number": "2"})
    somebody.sign_up("ada@example.org")
    new_link(somebody, "ada@example.org")
    assert somebody.post("/me/deletion", {"current": PASSWORD}).status == 303
    left = {name for name, count in rows(somebody).items() if count}
    assert left <= {"question_version", "bucket", "heartbeat"}


def test_deleting_a_member_keeps_the_section_s_figures_and_nothing_of_the_person(taker: NewTaker) -> None:
    somebody = taker()
    somebody.sign_up("ada@example.org", name="Ada Lovelace")
    section = join(somebody, "ada@example.org")
    attempt = somebody.start("adam")
    somebody.finish(attempt, right=2)
    figures = class_figures(somebody, section)
    assert somebody.post("/me/deletion", {"current": PASSWORD}).status == 303
    assert class_figures(somebody, section) == figures
    with somebody.database.read() as session:
        learner = session.scalars(select(Learner)).one()
    assert (learner.name, learner.email, learner.password_hash) == ("", None, None)
    assert learner.name_key == ""
    for secret in ("Lovelace", "ada@example.org"):
        assert secret not in dump(somebody)
    assert somebody.get(f"/attempts/{attempt}").status == 404
    assert taker().sign_in("ada@example.org").status == 400


def test_the_only_instructor_of_a_section_is_told_what_to_do_first(teacher: Teacher, learner: Taker) -> None:
    """Named in words on the page, before and after the try; an archived section holds nobody."""
    before = rows(teacher)
    refused = teacher.post("/me/deletion", {"current": PASSWORD})
    for page, status in ((teacher.get("/me/deletion"), 200), (refused, 409)):
        assert page.status == status
        assert "You are the only instructor" in page.text
        assert f"{teacher.home}/roster" in page.text
        assert "Secret section" in page.text
    assert {**rows(teacher), "bucket": 0} == {**before, "bucket": 0}
    teacher.post(f"{teacher.home}/archive")
    assert teacher.post("/me/deletion", {"current": PASSWORD}).status == 303
    assert learner.get("/me").status == 200


def test_an_instructor_with_a_colleague_may_leave(teacher: Teacher, taker: NewTaker) -> None:
    colleague = taker()
    colleague.sign_up("noether@example.org", "Noether")
    enrol(teacher.database, teacher.section, "noether@example.org", Role.ASSISTANT)
    assert teacher.post("/me/deletion", {"current": PASSWORD}).status == 409
    with teacher.database.write() as session:
        session.execute(update(Membership).where(Membership.role == Role.ASSISTANT).values(role=Role.INSTRUCTOR))
    assert teacher.post("/me/deletion", {"current": PASSWORD}).status == 303
    assert colleague.get(teacher.home).status == 200


def class_figures(taker: Taker, section: int) -> list[tuple[object, ...]]:
    with taker.database.read() as session:
        totals = select(Attempt.points, Attempt.out_of, Attempt.status).where(Attempt.section_id == section)
        marks = select(func.count(Grade.id), func.sum(Grade.fraction), func.count(Response.id.distinct())).outerjoin(
            Response, Response.item_id == Grade.item_id
        )
        return [tuple(row) for statement in (totals, marks) for row in session.execute(statement)]


def test_the_export_holds_everything_that_the_learner_did(taker: NewTaker) -> None:
    somebody = taker()
    attempt = somebody.start()
    somebody.answer(attempt, 1)
    somebody.put(f"/attempts/{attempt}/items/2/draft", {"draft": "1", "number": "0.777"})
    somebody.sign_up("ada@example.org", name="Ada Lovelace")
    page = somebody.get("/me/export.json")
    assert page.status == 200
    kind = somebody.item(attempt, 1).resolved.kind
    for held in ("Ada Lovelace", "ada@example.org", attempt, "0.777", '"fraction": 1', kind):
        assert held in page.text


def test_the_database_holds_no_token_that_a_cookie_or_link_holds(taker: NewTaker) -> None:
    somebody = taker()
    somebody.sign_up("ada@example.org")
    link = new_link(somebody, "ada@example.org")
    held = dump(somebody)
    assert link not in held
    assert (somebody.browser.token or "-") not in held
    assert PASSWORD not in held
