"""Another attempt: offered where one is left, and nowhere that the server then refuses."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.models import Attempt, Membership, Section
from tests.classes.test_policies import QUIZ, policy, wall
from tests.takers import NewTaker, NewTeacher, Taker, Teacher, enrol

FORM = re.compile(r'<form method="post" action="/quizzes/gradient-descent/attempts">(.*?)</form>', re.DOTALL)
SECTION = re.compile(r'name="section" value="([^"]+)"')


@pytest.fixture
def member(teacher: Teacher, new_taker: NewTaker) -> Taker:
    member = new_taker()
    member.sign_up("ada@example.org")
    enrol(teacher.database, teacher.section, "ada@example.org")
    return member


def hours(count: float) -> str:
    return wall(datetime.now(UTC) + timedelta(hours=count))


def offers(taker: Taker, path: str) -> list[dict[str, str]]:
    """What each button that begins this quiz would send."""
    forms = FORM.findall(taker.get(path).text)
    return [{"section": found[1]} if (found := SECTION.search(form)) else {} for form in forms]


CASES = [
    ({}, True, "as often as you like"),
    ({"attempts": "3"}, True, "2 attempts are left"),
    ({"attempts": "2"}, True, "One attempt is left"),
    ({"attempts": "1"}, False, "No attempt is left"),
    ({"attempts": "2", "due_at": hours(-1)}, False, "It was due"),
    ({"attempts": "2", "opens_at": hours(24)}, False, "It opens"),
]


@pytest.mark.parametrize(("fields", "offered", "said"), CASES)
def test_the_result_the_quiz_and_ones_own_page_offer_what_the_server_takes(
    teacher: Teacher, member: Taker, fields: dict[str, str], offered: bool, said: str
) -> None:
    attempt = member.start(QUIZ)
    member.finish(attempt, right=1)
    policy(teacher, 0, **fields)
    result = f"/attempts/{attempt}"
    assert said in member.get(result).text
    for path in (result, f"/quizzes/{QUIZ}", "/quizzes", "/me"):
        assert offers(member, path) == ([{"section": teacher.section}] if offered else []), path
    begun = member.post(f"/quizzes/{QUIZ}/attempts", {"section": teacher.section})
    assert begun.status == (303 if offered else 409)


def test_with_any_number_of_attempts_a_member_begins_a_second_and_a_third(member: Taker) -> None:
    """The case of issue 8: "no limit" was read as "none left"."""
    for number in range(1, 4):
        for path in (f"/quizzes/{QUIZ}", "/me"):
            assert len(offers(member, path)) == 1, (number, path)
        attempt = member.start(QUIZ, **offers(member, f"/quizzes/{QUIZ}")[0])
        member.finish(attempt)
        assert f"attempt {number}" in member.get(f"/attempts/{attempt}").text


def test_each_page_says_how_many_are_left(teacher: Teacher, member: Taker) -> None:
    policy(teacher, 0, attempts="3")
    attempt = member.start(QUIZ)
    member.finish(attempt)
    assert "2 attempts are left" in member.get(f"/attempts/{attempt}").text
    assert "2 attempts left" in member.get(f"/quizzes/{QUIZ}").text
    assert 'data-label="Attempts left">2<' in member.get("/me").text


def test_somebody_alone_tries_again_from_the_result(new_taker: NewTaker) -> None:
    alone = new_taker()
    attempt = alone.start(QUIZ)
    alone.finish(attempt)
    assert offers(alone, f"/attempts/{attempt}") == [{}]
    assert alone.start(QUIZ) != attempt


def test_work_done_alone_leads_a_member_to_the_class(teacher: Teacher, new_taker: NewTaker) -> None:
    learner = new_taker()
    learner.sign_up("bo@example.org")
    attempt = learner.start(QUIZ)
    learner.finish(attempt)
    enrol(teacher.database, teacher.section, "bo@example.org")
    page = learner.get(f"/attempts/{attempt}").text
    assert offers(learner, f"/attempts/{attempt}") == []
    assert "Take it in your class" in page
    assert offers(learner, f"/quizzes/{QUIZ}") == [{"section": teacher.section}]


@pytest.mark.parametrize("leaves", [True, False])
def test_who_left_the_class_is_offered_only_what_is_theirs(teacher: Teacher, member: Taker, leaves: bool) -> None:
    attempt = member.start(QUIZ)
    member.finish(attempt)
    with teacher.database.write() as session:
        if leaves:
            session.execute(update(Membership).where(Membership.role == "learner").values(left_at=datetime.now(UTC)))
        else:
            session.execute(update(Section).values(archived_at=datetime.now(UTC)))
    for form in offers(member, f"/attempts/{attempt}"):
        assert member.post(f"/quizzes/{QUIZ}/attempts", form).status == 303
    assert offers(member, f"/quizzes/{QUIZ}") == [{}]


def test_what_is_under_way_is_gone_on_with(member: Taker) -> None:
    done = member.start(QUIZ)
    member.finish(done)
    going = member.start(QUIZ)
    page = member.get(f"/attempts/{done}").text
    assert f'href="/attempts/{going}">Go on with the attempt under way' in page
    assert offers(member, f"/attempts/{done}") == []


def test_while_it_is_under_way_in_one_class_the_other_offers_no_start(
    teacher: Teacher, new_teacher: NewTeacher, member: Taker
) -> None:
    other = new_teacher("noether@example.org")
    other.make(name="Tuesday")
    enrol(other.database, other.section, "ada@example.org")
    done = member.start(QUIZ, section=other.section)
    member.finish(done)
    member.start(QUIZ, section=teacher.section)
    for path in (f"/quizzes/{QUIZ}", f"/attempts/{done}", "/me"):
        assert offers(member, path) == [], path
    assert "Under way in Monday" in member.get(f"/quizzes/{QUIZ}").text
    assert member.post(f"/quizzes/{QUIZ}/attempts", {"section": other.section}).status == 409


def test_practice_is_offered_again_only_while_something_is_missed(new_taker: NewTaker) -> None:
    alone = new_taker()
    attempt = alone.start(QUIZ)
    alone.finish(attempt, right=3)
    for right in (0, None):
        practice = alone.start("practice")
        alone.finish(practice, right=right)
        offered = "Practise more" in alone.get(f"/attempts/{practice}").text
        assert offered is (right == 0)
        assert alone.post("/quizzes/practice/attempts").status == (303 if offered else 409)
        with alone.database.write() as session:
            session.execute(
                update(Attempt).where(Attempt.status == "open").values(status="submitted", closed_at=datetime.now(UTC))
            )


def grant(teacher: Teacher, member: Taker, **fields: str) -> str:
    """The member's page on the desk, once these exceptions are saved."""
    ada = member.learner("ada@example.org")
    assert ada is not None
    page = f"{teacher.home}/roster/{ada.public_id}"
    assert teacher.post(f"{page}/exceptions", {f"{name}-{QUIZ}": value for name, value in fields.items()}).status == 303
    return teacher.get(page).text


def test_extra_minutes_that_the_due_time_cuts_are_said_to_both(teacher: Teacher, member: Taker) -> None:
    due = datetime.now(UTC) + timedelta(minutes=20)
    policy(teacher, 0, due_at=wall(due), minutes="30")
    said = grant(teacher, member, minutes="15")
    assert "All 45 minutes only if begun by" in said
    page = member.get(f"/quizzes/{QUIZ}").text
    assert "45 minutes, 15 of them for you alone." in page
    assert re.search(r"Started now, it ends when it is due: (19|20) minutes from now.", page)
    attempt = member.start(QUIZ)
    page = member.get(f"/attempts/{attempt}").text
    assert f"{due:%H:%M} (UTC)" in page
    assert "before your 45 minutes are over" in page
    assert "yours alone" not in page
    said = grant(teacher, member, minutes="15")
    assert re.search(r"cuts the attempt under way: it has (19|20) of its 45 minutes", said)


def test_moving_the_due_time_in_the_same_form_gives_the_minutes(teacher: Teacher, member: Taker) -> None:
    due = datetime.now(UTC) + timedelta(minutes=20)
    policy(teacher, 0, due_at=wall(due), minutes="30")
    attempt = member.start(QUIZ)
    said = grant(teacher, member, minutes="15")
    enough = re.search(r'Due for them <time datetime="([^"]+)"', said)
    assert enough
    moved = datetime.fromisoformat(enough[1])
    assert "cuts" not in grant(teacher, member, minutes="15", due=wall(moved))
    page = member.get(f"/attempts/{attempt}").text
    assert "This end is yours alone" in page
    assert "minutes are over" not in page
    with teacher.database.read() as session:
        found = session.query(Attempt).one()
        assert found.deadline == found.opened_at + timedelta(minutes=45)
    assert "That is for you alone" in member.get(f"/quizzes/{QUIZ}").text


def test_an_answer_in_the_last_second_of_the_named_minute_counts(teacher: Teacher, member: Taker) -> None:
    """Due 23:59 ended at 23:59:00."""
    now = datetime.now(UTC)
    if now.second > 50:
        now += timedelta(minutes=1)
    policy(teacher, 0, due_at=wall(now), opens_at=wall(now - timedelta(minutes=1)))
    attempt = member.start(QUIZ)
    assert member.answer(attempt, 1).status == 303
