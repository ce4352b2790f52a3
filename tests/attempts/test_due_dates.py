"""A learner sees what is due, what is left and their own marks, on the quizzes' page and on their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from statistics import fmean

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.attempts import due_dates
from app.grading import gradebook
from app.grading.gradebook import GradebookQuery
from app.models import Counting, Section
from app.web.context import site_of
from quizzes import bank
from tests.classes.test_policies import QUIZ, policy, wall
from tests.takers import Taker
from tests.teachers import NewTaker, Teacher, enrol


@pytest.fixture
def learner(teacher: Teacher, new_taker: NewTaker) -> Taker:
    learner = new_taker()
    learner.sign_up("ada@example.org")
    enrol(teacher.database, teacher.section, "ada@example.org")
    return learner


EXCUSED = [(), (1,), (2,), (3,), (1, 3), (1, 2, 3)]


@pytest.mark.parametrize("excused", EXCUSED, ids=str)
def test_learner_and_instructor_see_the_same_mark_under_every_policy(
    teacher: Teacher, learner: Taker, excused: tuple[int, ...]
) -> None:
    """Attempts worth 2, 4 and 1 of 4; an attempt that is excused as a whole has no mark that could count."""
    made: dict[int, str] = {}
    for number, points in enumerate((2, 4, 1), 1):
        made[number] = learner.start(QUIZ)
        learner.finish(made[number], points)
    for number in excused:
        for slot in range(1, 5):
            form = {"excuse": "1", "reason": "The network failed.", "seen": "1"}
            assert teacher.post(f"{teacher.home}/attempts/{made[number]}/items/{slot}/grades", form).status == 303
    ada = learner.learner("ada@example.org")
    assert ada is not None
    place = [quiz.id for quiz in bank.load().quizzes].index(QUIZ)
    for revision, counting in enumerate(Counting):
        policy(teacher, revision, counting=counting.value)
        with teacher.database.read() as session:
            (mine,) = due_dates.agendas(session, ada.id, datetime.now(UTC))
            (line,) = gradebook.page(session, section_id(teacher), GradebookQuery(), datetime.now(UTC)).lines
        marks = [mark for number, mark in enumerate((0.5, 1.0, 0.25), 1) if number not in excused]
        right = dict(zip(Counting, (max(marks), marks[0], marks[-1], fmean(marks)), strict=True)) if marks else {}
        assert mine.duties[place].share == line.cells[place].share
        assert line.cells[place].share == (pytest.approx(right[counting]) if marks else None), counting


def section_id(teacher: Teacher) -> int:
    with teacher.database.read() as session:
        return session.scalars(select(Section.id).where(Section.public_id == teacher.section)).one()


def test_a_learner_sees_due_times_by_the_sections_clock_and_attempts_left(teacher: Teacher, learner: Taker) -> None:
    teacher.post(f"{teacher.home}/settings", {"course": "C", "name": "S", "time_zone": "Asia/Tokyo"})
    policy(teacher, due_at="2090-03-01T09:00", attempts="2", counting="last")
    for path in ("/quizzes", "/me"):
        page = learner.get(path).text
        assert "Wed 1 Mar 2090, 09:00" in page, path
        assert 'data-label="Attempts left">2<' in page, path
        assert "7 quizzes still to take" in page, path
    learner.finish(learner.start(QUIZ), right=2)
    page = learner.get("/quizzes").text
    assert "50&nbsp;%" in page
    assert 'data-label="Attempts left">1<' in page
    assert "6 quizzes still to take" in page


def test_a_mark_held_back_is_said_to_come_later(teacher: Teacher, learner: Taker) -> None:
    policy(teacher, due_at=wall(datetime.now(UTC) + timedelta(days=1)), feedback="after_due")
    learner.finish(learner.start(QUIZ))
    for path in ("/quizzes", "/me"):
        assert ">later<" in learner.get(path).text
        assert "100&nbsp;%" not in learner.get(path).text


def test_what_was_not_taken_in_time_says_so(teacher: Teacher, learner: Taker) -> None:
    policy(teacher, due_at=wall(datetime.now(UTC) - timedelta(days=1)))
    assert "not taken in time" in learner.get("/quizzes").text


def test_somebody_in_no_class_sees_no_agenda(new_taker: NewTaker) -> None:
    alone = new_taker()
    alone.sign_up("bob@example.org", "Bob")
    assert "Attempts left" not in alone.get("/quizzes").text


@contextmanager
def statements(site: Flask) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    engine = site_of(site).database.engine
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def test_every_page_asks_the_database_fewer_than_a_dozen_times(site: Flask, teacher: Teacher, learner: Taker) -> None:
    learner.finish(learner.start(QUIZ))
    ada = learner.learner("ada@example.org")
    assert ada is not None
    pages = ("", "/settings", "/roster", f"/roster/{ada.public_id}", "/policies", f"/policies/{QUIZ}", "/invitations")
    asked_by: list[tuple[Taker, str]] = [
        (teacher, f"{teacher.home}{page}") for page in (*pages, "/errata", "/projector")
    ]
    asked_by += [(teacher, "/instructor"), (teacher, "/instructor/colleagues"), (learner, "/me"), (learner, "/quizzes")]
    for person, path in asked_by:
        with statements(site) as asked:
            page = person.get(path)
        assert page.status == 200, path
        assert " method " not in page.text.replace('method="', ""), path
        assert len(asked) < 12, (path, asked)


def test_an_attempt_tells_its_times_by_the_sections_clock(teacher: Teacher, learner: Taker) -> None:
    teacher.post(f"{teacher.home}/settings", {"course": "C", "name": "S", "time_zone": "Asia/Tokyo"})
    policy(teacher, due_at="2090-03-01T09:00", feedback="after_due")
    said = "1 March 2090, 09:00 (Asia/Tokyo)"
    assert said in learner.get(f"/quizzes/{QUIZ}").text
    attempt = learner.start(QUIZ)
    assert said in learner.get(f"/attempts/{attempt}").text
    learner.finish(attempt)
    assert said in learner.get(f"/attempts/{attempt}/items/1").text
    assert said in learner.get(f"/attempts/{attempt}").text
