"""A member takes a quiz in the section: what was begun alone stands aside, and the page says what holds."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.models import Attempt, Section, Status
from tests.classes.test_policies import QUIZ, policy, wall
from tests.demo_classes import counted
from tests.takers import NewTeacher, Taker
from tests.teachers import NewTaker, Teacher, enrol

PAGE = f"/quizzes/{QUIZ}"
START = f'action="{PAGE}/attempts"'


@pytest.fixture
def learner(new_taker: NewTaker) -> Taker:
    """Somebody with an account, in no section yet."""
    learner = new_taker()
    learner.sign_up("ada@example.org")
    return learner


@pytest.fixture
def member(teacher: Teacher, learner: Taker) -> Taker:
    enrol(teacher.database, teacher.section, "ada@example.org")
    return learner


def kept(taker: Taker, attempt: str) -> tuple[Status, int | None]:
    with taker.database.read() as session:
        found = session.scalars(select(Attempt).where(Attempt.public_id == attempt)).one()
        return found.status, found.section_id


def test_a_quiz_begun_alone_is_handed_in_when_its_member_starts_it_in_the_section(
    teacher: Teacher, learner: Taker
) -> None:
    alone = learner.start(QUIZ)
    learner.answer(alone, 1)
    enrol(teacher.database, teacher.section, "ada@example.org")
    page = learner.get(PAGE).text
    assert "began this quiz alone" in page
    assert START in page
    inside = learner.start(QUIZ, section=teacher.section)
    assert inside != alone
    assert kept(learner, alone) == (Status.SUBMITTED, None)
    learner.finish(inside)
    assert "100 %" in teacher.get(f"{teacher.home}/gradebook").text


def test_what_was_begun_alone_can_be_gone_on_with_until_then(teacher: Teacher, learner: Taker) -> None:
    alone = learner.start(QUIZ)
    enrol(teacher.database, teacher.section, "ada@example.org")
    assert f"/attempts/{alone}" in learner.get(PAGE).text
    learner.finish(alone)
    assert kept(learner, alone) == (Status.SUBMITTED, None)


def test_a_quiz_under_way_in_one_section_is_not_begun_in_another(
    teacher: Teacher, new_teacher: NewTeacher, member: Taker
) -> None:
    other = new_teacher("noether@example.org")
    other.make(name="Tuesday")
    enrol(other.database, other.section, "ada@example.org")
    here = member.start(QUIZ, section=teacher.section)
    refused = member.post(f"{PAGE}/attempts", {"section": other.section})
    assert refused.status == 409
    assert "under way in Monday" in refused.text
    member.finish(here)
    assert member.start(QUIZ, section=other.section) != here


def test_starting_twice_in_the_section_gives_the_same_attempt(teacher: Teacher, member: Taker) -> None:
    assert member.start(QUIZ, section=teacher.section) == member.start(QUIZ)
    assert "Go on where you were" in member.get(PAGE).text


@pytest.mark.parametrize("how", ["archived", "removed"])
def test_an_attempt_under_way_ends_when_its_section_or_the_membership_does(
    teacher: Teacher, member: Taker, how: str
) -> None:
    attempt = member.start(QUIZ)
    member.answer(attempt, 1)
    form = member.right(attempt, 2)
    ada = member.learner("ada@example.org")
    assert ada is not None
    path = "archive" if how == "archived" else f"roster/{ada.public_id}/removal"
    assert teacher.post(f"{teacher.home}/{path}").status == 303
    assert member.answer(attempt, 2, form).status == 409
    assert kept(member, attempt)[0] is Status.SUBMITTED
    assert "1/4" in member.get(f"/attempts/{attempt}").text
    assert member.start(QUIZ) != attempt


def test_an_attempt_whose_time_had_run_out_ends_as_of_then_when_its_section_is_archived(
    teacher: Teacher, member: Taker
) -> None:
    attempt = member.start(QUIZ)
    due = datetime.now(UTC) - timedelta(hours=3)
    with member.database.write() as session:
        session.execute(update(Attempt).values(deadline=due))
    teacher.post(f"{teacher.home}/archive")
    with member.database.read() as session:
        found = session.scalars(select(Attempt).where(Attempt.public_id == attempt)).one()
        assert (found.status, found.closed_at) == (Status.EXPIRED, due)


def hours(count: float) -> str:
    return wall(datetime.now(UTC) + timedelta(hours=count))


@pytest.mark.parametrize(
    ("fields", "said", "offered"),
    [
        ({}, "After each answer you see whether it is right", True),
        ({"opens_at": hours(24)}, "It opens", False),
        ({"due_at": hours(-24)}, "not taken in time", False),
        ({"due_at": hours(24)}, "Due", True),
        ({"minutes": "20", "attempts": "2"}, "20 minutes", True),
        ({"due_at": hours(24), "feedback": "after_due"}, "Marks and explanations are shown after", True),
    ],
)
def test_the_page_of_a_quiz_says_what_holds_and_offers_a_start_only_where_there_is_one(
    teacher: Teacher, member: Taker, fields: dict[str, str], said: str, offered: bool
) -> None:
    policy(teacher, 0, QUIZ, **fields)
    page = member.get(PAGE).text
    assert said in page
    assert (START in page) is offered
    assert member.post(f"{PAGE}/attempts").status == (303 if offered else 409)


def test_the_page_says_when_all_attempts_are_used(teacher: Teacher, member: Taker) -> None:
    policy(teacher, attempts="1")
    assert "One attempt" in member.get(PAGE).text
    member.finish(member.start(QUIZ))
    page = member.get(PAGE).text
    assert "no attempt left" in page
    assert START not in page


def test_each_of_several_sections_says_its_own_terms(teacher: Teacher, new_teacher: NewTeacher, member: Taker) -> None:
    other = new_teacher("noether@example.org")
    other.make(name="Tuesday")
    enrol(other.database, other.section, "ada@example.org")
    policy(teacher, due_at=hours(24), feedback="after_due")
    policy(other, opens_at=hours(24))
    page = member.get(PAGE).text
    assert page.count(START) == 1
    assert "Start in Monday" in page
    for said in ("Marks and explanations are shown after", "After each answer", "It opens"):
        assert said in page, said
    with member.database.read() as session:
        assert session.query(Section).count() == 2


@pytest.mark.parametrize(("attempts", "said"), [("", "as often as you like"), ("3", "2 more attempts"), ("1", "last")])
def test_handing_in_early_is_asked_about_first(teacher: Teacher, member: Taker, attempts: str, said: str) -> None:
    policy(teacher, attempts=attempts)
    attempt = member.start(QUIZ)
    member.answer(attempt, 1)
    assert "/submission" not in "".join(re.findall(r"<form.*?>", member.get(f"/attempts/{attempt}").text))
    page = member.get(f"/attempts/{attempt}/submission")
    assert page.status == 200
    assert "3 of 4 questions have no answer yet" in page.text
    assert said in page.text
    assert kept(member, attempt)[0] is Status.OPEN
    assert member.post(f"/attempts/{attempt}/submission").status == 303
    assert member.get(f"/attempts/{attempt}/submission").location.endswith(f"/attempts/{attempt}")


def test_nobody_is_asked_about_anothers_attempt(member: Taker, new_taker: NewTaker) -> None:
    assert new_taker().get(f"/attempts/{member.start(QUIZ)}/submission").status == 404


def test_practice_asks_nothing_on_which_a_section_holds_feedback_back(teacher: Teacher, learner: Taker) -> None:
    """Missed alone before joining: its explanation would be that of the section's quiz."""
    learner.finish(learner.start(QUIZ), right=0)
    assert learner.post("/quizzes/practice/attempts").status == 303
    learner.post(f"/attempts/{learner.start('practice')}/submission")
    policy(teacher, due_at=hours(24), feedback="after_due")
    enrol(teacher.database, teacher.section, "ada@example.org")
    assert learner.post("/quizzes/practice/attempts").status == 409
    assert "There are none now" in learner.get("/quizzes/practice").text
    learner.finish(learner.start("momentum"), right=0)
    assert "4 questions that you missed" in learner.get("/quizzes/practice").text


def test_a_policy_reads_the_attempts_that_it_lengthens_in_one_statement(teacher: Teacher, new_taker: NewTaker) -> None:
    takers = [new_taker() for _ in range(3)]
    for number, taker in enumerate(takers):
        taker.sign_up(f"n{number}@example.org")
        enrol(teacher.database, teacher.section, f"n{number}@example.org")
        policy(teacher, number, QUIZ, minutes=str(10 + number))
        taker.start(QUIZ)
    with counted(teacher.database) as statements:
        policy(teacher, 3, QUIZ, minutes="60")
    asked = [each for each in statements if "FROM attempt" in each and "attempt.deadline <=" not in each]
    assert len(asked) == 1
