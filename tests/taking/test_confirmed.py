"""What a page called saved counts when the attempt ends, and every page says so, the class's too."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.clock import present
from app.grading import verification
from app.models import Attempt, AttemptItem, Draft, Response, Status
from quizzes import bank
from tests.classes.test_policies import QUIZ
from tests.takers import NewTaker, Taker, Teacher, enrol


@pytest.fixture
def member(teacher: Teacher, new_taker: NewTaker) -> Taker:
    member = new_taker()
    member.sign_up("ada@example.org")
    enrol(teacher.database, teacher.section, "ada@example.org")
    return member


def save(taker: Taker, attempt: str, slot: int, fields: dict[str, object], number: int = 1) -> int:
    return taker.put(f"/attempts/{attempt}/items/{slot}/draft", {**fields, "draft": str(number)}).status


def run_out(taker: Taker, attempt: str) -> None:
    with taker.database.write() as session:
        over = present() - timedelta(seconds=1)
        session.execute(update(Attempt).where(Attempt.public_id == attempt).values(deadline=over))


def saved_draft(taker: Taker) -> str:
    attempt = taker.start(QUIZ)
    assert save(taker, attempt, 1, taker.right(attempt, 1)) == 204
    return attempt


def test_a_saved_draft_is_marked_when_the_time_runs_out(member: Taker) -> None:
    """Issue 8: "Draft saved", then "Not answered", 0 of 4."""
    attempt = saved_draft(member)
    run_out(member, attempt)
    page = member.get(f"/attempts/{attempt}").text
    assert "1/4" in page
    assert page.count("Not answered") == 3
    assert "Right" in member.get(f"/attempts/{attempt}/items/1").text


@pytest.mark.parametrize("path", ["/me", "/quizzes", "/me/export.json", f"/quizzes/{QUIZ}"])
def test_whoever_looks_first_sees_it_counted(member: Taker, path: str) -> None:
    attempt = saved_draft(member)
    run_out(member, attempt)
    member.get(path)
    with member.database.read() as session:
        found = session.scalars(select(Attempt)).one()
        assert (found.status, found.points, found.closed_at) == (Status.EXPIRED, 1.0, found.deadline)


@pytest.mark.parametrize("path", ["gradebook", "gradebook.csv", "items", f"items/{QUIZ}", ""])
def test_the_class_sees_it_counted_too(teacher: Teacher, member: Taker, path: str) -> None:
    attempt = saved_draft(member)
    run_out(member, attempt)
    assert teacher.get(f"{teacher.home}/{path}".rstrip("/")).status == 200
    with member.database.read() as session:
        assert session.scalars(select(Attempt.points)).one() == 1.0
        assert list(verification.differences(session)) == []
    assert "25" in teacher.get(f"{teacher.home}/gradebook.csv").text


def test_a_mark_by_hand_finds_the_draft_marked_before_it(teacher: Teacher, member: Taker) -> None:
    attempt = saved_draft(member)
    run_out(member, attempt)
    grade = {"mark": "0.5", "reason": "Half of it.", "seen": "0"}
    assert teacher.post(f"{teacher.home}/attempts/{attempt}/items/1/grades", grade).status == 409
    assert teacher.post(f"{teacher.home}/attempts/{attempt}/items/1/grades", {**grade, "seen": "1"}).status == 303


def test_handing_in_and_archiving_count_it(teacher: Teacher, member: Taker) -> None:
    attempt = saved_draft(member)
    asked = member.get(f"/attempts/{attempt}/submission").text
    assert "3 of 4 questions have no answer yet" in asked
    assert "at question 1 is saved, and is marked as your answer" in asked
    member.post(f"/attempts/{attempt}/submission")
    assert "1/4" in member.get(f"/attempts/{attempt}").text
    attempt = saved_draft(member)
    teacher.post(f"{teacher.home}/archive")
    assert "1/4" in member.get(f"/attempts/{attempt}").text


def numeric(taker: Taker) -> tuple[str, int]:
    """An attempt that has come to a question that takes a number."""
    quiz = next(each for each in bank.load().quizzes if any(item.kind == "numeric" for item in each.questions))
    while True:
        attempt = taker.start(quiz.id)
        for slot in range(1, taker.size(attempt) + 1):
            if taker.item(attempt, slot).resolved.kind == "numeric":
                return attempt, slot
            taker.answer(attempt, slot)


def test_a_draft_that_cannot_be_read_is_shown_as_typed_and_earns_nothing(teacher: Teacher, member: Taker) -> None:
    attempt, slot = numeric(member)
    assert save(member, attempt, slot, {"number": "<b>a third</b>"}) == 204
    run_out(member, attempt)
    page = member.get(f"/attempts/{attempt}").text
    assert "Could not be read: &lt;b&gt;a third&lt;/b&gt;" in page
    assert "Could not be read: &lt;b&gt;a third" in teacher.get(f"{teacher.home}/attempts/{attempt}").text
    with member.database.read() as session:
        here = Attempt.public_id == attempt
        assert session.scalars(select(Attempt.points).where(here)).one() == slot - 1
        given = select(Response.id).join(AttemptItem).join(Attempt).where(here)
        assert len(session.scalars(given).all()) == slot - 1


def test_an_untouched_form_is_not_an_answer(member: Taker) -> None:
    attempt = member.start(QUIZ)
    assert save(member, attempt, 1, {"number": ""}) == 204
    run_out(member, attempt)
    assert member.get(f"/attempts/{attempt}").text.count("Not answered") == 4


def test_an_answer_that_comes_late_finds_the_draft_counted(member: Taker) -> None:
    attempt = saved_draft(member)
    run_out(member, attempt)
    page = member.answer(attempt, 1, member.wrong(attempt, 1))
    assert page.status == 409
    assert "1/4" in member.get(f"/attempts/{attempt}").text


def test_a_second_page_is_told_the_number_to_go_on_from(member: Taker) -> None:
    attempt = member.start(QUIZ)
    address = f"/attempts/{attempt}/items/1/draft"
    for number in (1, 2, 3):
        assert save(member, attempt, 1, member.right(attempt, 1), number) == 204
    refused = member.put(address, {**member.wrong(attempt, 1), "draft": "1"})
    assert (refused.status, refused.text.strip()) == (409, '{"number":3,"receipt":"older"}')
    assert save(member, attempt, 1, member.wrong(attempt, 1), 4) == 204
    member.answer(attempt, 1)
    refused = member.put(address, {**member.wrong(attempt, 1), "draft": "9"})
    assert '"receipt":"answered"' in refused.text
    run_out(member, attempt)
    refused = member.put(f"/attempts/{attempt}/items/2/draft", {"draft": "1"})
    assert '"receipt":"ended"' in refused.text


@pytest.mark.parametrize("number", ["", "-1", "1e3", "x", "1234567890"])
def test_a_draft_without_a_number_is_refused_in_words(member: Taker, number: str) -> None:
    attempt = member.start(QUIZ)
    page = member.put(f"/attempts/{attempt}/items/1/draft", {"choice": "x", "draft": number})
    assert page.status == 400
    assert "cannot be kept as a draft" in page.text
    with member.database.read() as session:
        assert session.query(Draft).count() == 0


def test_without_a_session_an_answer_is_given_back_with_a_way_to_send_it(member: Taker, new_taker: NewTaker) -> None:
    """Issue 8: a bare 404. Nothing tells whether there is such an attempt."""
    attempt = member.start(QUIZ)
    nobody, somebody = new_taker(), new_taker()
    somebody.sign_up("bo@example.org", "Bo")
    sent = {"number": '"><b>1/3', "key": "key-12345"}
    for person, status, address in ((nobody, 401, attempt), (nobody, 401, "none"), (somebody, 404, attempt)):
        page = person.post(f"/attempts/{address}/items/1/responses", sent)
        assert page.status == status
        assert 'name="number" value="&#34;&gt;&lt;b&gt;1/3"' in page.text
        assert 'name="key" value="key-12345"' in page.text
        assert f'action="/attempts/{address}/items/1/responses"' in page.text
        assert "/sign-in?next=" in page.text
        assert person.post(f"/attempts/{address}/submission").status == status
    assert nobody.put(f"/attempts/{attempt}/items/1/draft", {"draft": "1"}).status == 401
    with member.database.read() as session:
        assert session.query(Response).count() == session.query(Draft).count() == 0
        assert session.scalars(select(Attempt.status)).one() is Status.OPEN


def test_what_was_given_back_is_sent_again_after_signing_in(member: Taker) -> None:
    attempt = member.start(QUIZ)
    answer = {**member.right(attempt, 1), "key": "key-12345"}
    member.sign_out()
    assert member.answer(attempt, 1, answer).status == 401
    member.sign_in("ada@example.org")
    for _ in range(2):
        assert member.answer(attempt, 1, answer).status == 303
    with member.database.read() as session:
        assert session.query(Response).count() == 1
