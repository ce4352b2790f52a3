"""A policy is set by the section's clock, obeyed by attempts, and never lost to a second instructor."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.models import Attempt, Membership, Policy, Role, Section, Status
from tests.takers import Taker
from tests.teachers import NewTaker, Teacher, enrol

RULES = {"opens_at": "", "due_at": "", "minutes": "", "attempts": "", "counting": "best", "feedback": "now"}
QUIZ = "gradient-descent"


def policy(teacher: Teacher, revision: int = 0, quiz: str = QUIZ, **fields: str) -> Any:
    return teacher.post(f"{teacher.home}/policies/{quiz}", {**RULES, "revision": str(revision), **fields})


def kept(teacher: Teacher) -> Policy:
    with teacher.database.read() as session:
        return session.query(Policy).one()


def wall(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def learner(teacher: Teacher, new_taker: NewTaker) -> Taker:
    learner = new_taker()
    learner.sign_up("ada@example.org")
    enrol(teacher.database, teacher.section, "ada@example.org")
    return learner


def test_times_are_those_of_the_sections_clock(teacher: Teacher) -> None:
    teacher.post(f"{teacher.home}/settings", {"course": "C", "name": "S", "time_zone": "America/New_York"})
    assert policy(teacher, opens_at="2026-07-01T08:00", due_at="2026-12-01T23:59").status == 303
    assert kept(teacher).opens_at == datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert kept(teacher).due_at == datetime(2026, 12, 2, 4, 59, tzinfo=UTC)
    assert "Tue 1 Dec 2026, 23:59" in teacher.get(f"{teacher.home}/policies").text
    assert 'value="2026-12-01T23:59"' in teacher.get(f"{teacher.home}/policies/{QUIZ}").text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"opens_at": "2026-11-02T10:00", "due_at": "2026-11-02T10:00"}, "Due comes after it opens."),
        ({"feedback": "after_due"}, "Feedback after it is due needs a due time."),
        ({"due_at": "tomorrow"}, "Write a date and a time"),
        ({"due_at": "2026-02-30T10:00"}, "There is no such date or time."),
        ({"due_at": "2026-03-29T02:30"}, "the clocks go forward over it"),
        ({"due_at": "9999-12-31T23:59"}, "Choose a year"),
        ({"minutes": "0"}, "Write a whole number from 1 to 600"),
        ({"minutes": "1e3"}, "Write a whole number from 1 to 600"),
        ({"minutes": "1,000"}, "“1,000” can be read as 1.000 or as 1000"),
        ({"minutes": "90/2"}, "“90/2” is a fraction, and a whole number is wanted."),
        ({"minutes": "NaN"}, "“NaN” is not read as a number"),
        ({"attempts": "三"}, "Write a whole number from 1 to 50"),
        ({"attempts": "2,5"}, "“2,5” is not a whole number. Write a whole number from 1 to 50"),
        ({"counting": "worst"}, "Choose one of the options."),
    ],
)
def test_what_makes_no_sense_is_named_and_kept_in_the_form(
    teacher: Teacher, fields: dict[str, str], message: str
) -> None:
    teacher.post(f"{teacher.home}/settings", {"course": "C", "name": "S", "time_zone": "Europe/Berlin"})
    page = policy(teacher, 0, QUIZ, **{"minutes": "17", **fields})
    assert page.status == 400
    assert message in page.text
    assert 'value="17"' in page.text or "minutes" in fields
    with teacher.database.read() as session:
        assert session.query(Policy).count() == 0


@pytest.mark.parametrize("text", ["45", "４５", "4,5×10¹", " 45 ", "45.0", "٤٥"])
def test_a_whole_number_may_be_typed_as_people_type_it(teacher: Teacher, text: str) -> None:
    assert policy(teacher, minutes=text).status == 303
    assert kept(teacher).minutes == 45


@pytest.mark.parametrize("quiz", ["practice", "nothing"])
def test_only_a_quiz_of_the_course_has_a_policy(teacher: Teacher, quiz: str) -> None:
    assert teacher.get(f"{teacher.home}/policies/{quiz}").status == 404
    assert policy(teacher, quiz=quiz).status == 404


def test_the_second_of_two_instructors_is_told_and_nothing_is_lost(
    teacher: Teacher, new_teacher: Callable[[str], Teacher]
) -> None:
    other = new_teacher("noether@example.org")
    other.section = teacher.section
    enrol(teacher.database, teacher.section, "noether@example.org", Role.INSTRUCTOR)
    for start in (0, 1):  # the first policy ever, and a change to one
        assert policy(teacher, start, minutes="20").status == 303
        page = policy(other, start, minutes="35")
        assert page.status == 409
        assert kept(teacher).minutes == 20
        assert "20 minutes" in page.text
        assert 'value="35"' in page.text
        assert f'name="revision" value="{start + 1}"' in page.text
    assert policy(other, 2, minutes="35").status == 303
    assert kept(teacher).minutes == 35


def test_an_attempt_obeys_the_policy(teacher: Teacher, learner: Taker) -> None:
    soon = datetime.now(UTC) + timedelta(days=2)
    policy(teacher, opens_at=wall(soon), due_at=wall(soon + timedelta(days=1)), attempts="1")
    early = learner.post(f"/quizzes/{QUIZ}/attempts")
    assert early.status == 409
    assert "opens" in early.text
    policy(teacher, 1, attempts="1")
    learner.finish(learner.start(QUIZ))
    assert learner.post(f"/quizzes/{QUIZ}/attempts").status == 409
    policy(teacher, 2, due_at=wall(soon - timedelta(days=4)))
    assert "was due" in learner.post(f"/quizzes/{QUIZ}/attempts").text


def test_a_changed_policy_leaves_finished_attempts_and_lengthens_open_ones(teacher: Teacher, learner: Taker) -> None:
    due = (datetime.now(UTC) + timedelta(days=1)).replace(second=0, microsecond=0)
    policy(teacher, due_at=wall(due), feedback="after_due")
    learner.finish(learner.start(QUIZ))
    learner.start(QUIZ)
    policy(teacher, 1, due_at=wall(due - timedelta(hours=5)), feedback="after_due")
    minute = timedelta(minutes=1)
    assert deadlines(teacher) == [due + minute, due + minute]
    later = due + timedelta(days=3)
    policy(teacher, 2, due_at=wall(later), feedback="after_due")
    assert deadlines(teacher) == [due + minute, later + minute]


def deadlines(teacher: Teacher) -> list[datetime | None]:
    with teacher.database.read() as session:
        return [each.deadline for each in session.query(Attempt).order_by(Attempt.id)]


def test_until_the_quiz_is_due_no_page_of_the_learner_tells_a_mark(teacher: Teacher, learner: Taker) -> None:
    due = datetime.now(UTC) + timedelta(days=1)
    policy(teacher, due_at=wall(due), feedback="after_due")
    attempt = learner.start(QUIZ)
    learner.finish(attempt)
    for path in (f"/attempts/{attempt}", f"/attempts/{attempt}/items/1", "/me", "/quizzes", f"/quizzes/{QUIZ}"):
        page = learner.get(path)
        assert page.status == 200, path
        assert "4/4" not in page.text, path
        assert "★" not in page.text, path
    assert '"points": null' in learner.get("/me/export.json").text


def test_extra_time_lengthens_the_attempt_that_is_open(teacher: Teacher, learner: Taker) -> None:
    policy(teacher, minutes="10")
    learner.start(QUIZ)
    granted = learner.learner("ada@example.org")
    assert granted is not None
    page = teacher.post(f"{teacher.home}/roster/{granted.public_id}/exceptions", {f"minutes-{QUIZ}": "15"})
    assert page.status == 303
    with teacher.database.read() as session:
        attempt = session.query(Attempt).one()
        assert attempt.deadline == attempt.opened_at + timedelta(minutes=25)
        assert attempt.status is Status.OPEN


def test_a_later_due_date_is_one_learners_own(teacher: Teacher, learner: Taker, new_taker: NewTaker) -> None:
    other = new_taker()
    other.sign_up("bob@example.org", "Bob")
    enrol(teacher.database, teacher.section, "bob@example.org")
    now = datetime.now(UTC)
    policy(teacher, due_at=wall(now - timedelta(days=1)))
    ada = learner.learner("ada@example.org")
    assert ada is not None
    fields = {f"due-{QUIZ}": wall(now + timedelta(days=1))}
    assert teacher.post(f"{teacher.home}/roster/{ada.public_id}/exceptions", fields).status == 303
    assert learner.post(f"/quizzes/{QUIZ}/attempts").status == 303
    assert other.post(f"/quizzes/{QUIZ}/attempts").status == 409


def test_an_archived_section_gives_no_terms(teacher: Teacher, learner: Taker) -> None:
    policy(teacher, attempts="1")
    with teacher.database.write() as session:
        session.execute(update(Section).values(archived_at=datetime.now(UTC)))
        assert session.query(Membership).count() == 2
    assert learner.post(f"/quizzes/{QUIZ}/attempts").status == 303
    with teacher.database.read() as session:
        assert session.query(Attempt.section_id).scalar() is None
