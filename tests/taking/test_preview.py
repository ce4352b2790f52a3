"""An instructor sees a quiz as a learner does, and nothing of it is recorded."""

import re

import pytest

from app.models import Attempt, Learner, QuestionVersion, Response
from quizzes import bank, draw, questions
from tests.teachers import NewTaker, Teacher, enrol

QUIZZES = [quiz.id for quiz in bank.load().quizzes]


def where(teacher: Teacher, quiz: str, seed: int, slot: int) -> str:
    return f"{teacher.home}/previews/{quiz}/{seed}/{slot}"


@pytest.mark.parametrize("quiz", QUIZZES)
def test_every_question_is_shown_and_its_answer_told_without_a_record(teacher: Teacher, quiz: str) -> None:
    for slot, shown in enumerate(draw.draw(quiz, "7"), 1):
        page = teacher.get(where(teacher, quiz, 7, slot))
        assert page.status == 200
        assert "kept nowhere" in page.text
        form = questions.format_answer(shown.shown, questions.model(shown.key))
        query = "&".join(f"{name}={text}" for name, texts in form.items() for text in texts)
        assert "★" in teacher.get(f"{where(teacher, quiz, 7, slot)}?{query}").text
    with teacher.database.read() as session:
        assert [session.query(table).count() for table in (Attempt, Response, QuestionVersion)] == [0, 0, 0]
        assert session.query(Learner).count() == 1


def test_a_draw_is_another_each_time_and_stays_itself(teacher: Teacher) -> None:
    places = {teacher.get(f"{teacher.home}/previews/adam").location for _ in range(5)}
    assert len(places) == 5
    place = places.pop()
    assert re.fullmatch(rf"{teacher.home}/previews/adam/\d+/1", place)
    assert teacher.get(place).text == teacher.get(place).text


def test_an_answer_that_cannot_be_read_is_asked_again(teacher: Teacher) -> None:
    slot = next(slot for slot, each in enumerate(draw.draw("gradient-descent", "7"), 1) if each.kind == "numeric")
    page = teacher.get(f"{where(teacher, 'gradient-descent', 7, slot)}?number=many")
    assert page.status == 200
    assert "There is a problem" in page.text


@pytest.mark.parametrize("path", ["practice/1/1", "nothing/1/1", "adam/1/0", "adam/1/5", "adam/99999999999999999999/1"])
def test_what_is_no_question_of_a_quiz_is_not_found(teacher: Teacher, path: str) -> None:
    assert teacher.get(f"{teacher.home}/previews/{path}").status == 404


def test_a_learner_previews_nothing(teacher: Teacher, new_taker: NewTaker) -> None:
    learner = new_taker()
    learner.sign_up("ada@example.org")
    enrol(teacher.database, teacher.section, "ada@example.org")
    assert learner.get(where(teacher, "adam", 7, 1)).status == 404
