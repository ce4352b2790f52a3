"""What holds of every draw: its size, its mix, what it covers, and that it repeats."""

from collections import Counter

import pytest

from quizzes import bank, draw
from quizzes.draw import LESSON, WHOLE_COURSE

LESSONS = [quiz.id for quiz in bank.load().quizzes if quiz.id != bank.FINAL]
SEEDS = [f"seed {number}" for number in range(40)]


@pytest.mark.parametrize("quiz", LESSONS)
def test_a_lesson_quiz_shows_different_questions_of_that_lesson_in_mixed_kinds(quiz: str) -> None:
    for seed in SEEDS:
        drawn = draw.draw(quiz, seed)
        assert len({each.question for each in drawn}) == LESSON.questions
        assert {each.lesson for each in drawn} == {quiz}
        assert len({each.kind for each in drawn}) >= 3


def test_the_final_covers_every_lesson_in_mixed_kinds() -> None:
    for seed in SEEDS:
        drawn = draw.draw(bank.FINAL, seed)
        assert len({each.question for each in drawn}) == WHOLE_COURSE.questions >= 10
        assert {each.lesson for each in drawn} == {*LESSONS}
        assert len({each.kind for each in drawn}) >= 5
        assert max(Counter(each.kind for each in drawn).values()) <= WHOLE_COURSE.of_a_kind


def test_the_final_asks_more_about_what_was_missed() -> None:
    missed = [question.id for question in bank.load().quiz("adagrad").questions[:4]]
    plain = sum(each.lesson == "adagrad" for seed in SEEDS for each in draw.draw(bank.FINAL, seed))
    more = sum(each.lesson == "adagrad" for seed in SEEDS for each in draw.draw(bank.FINAL, seed, missed=missed))
    assert more > 1.5 * plain


@pytest.mark.parametrize("quiz", [*LESSONS, bank.FINAL])
def test_a_second_attempt_is_another_quiz(quiz: str) -> None:
    for seed in SEEDS[:10]:
        first = {each.question for each in draw.draw(quiz, seed)}
        second = {each.question for each in draw.draw(quiz, seed + " again", seen=first)}
        assert len(first & second) <= (0 if quiz != bank.FINAL else 2)


def test_the_same_seed_draws_the_same_and_another_draws_otherwise() -> None:
    assert draw.draw("adam", "a") == draw.draw("adam", "a")
    assert len({draw.draw("adam", seed) for seed in SEEDS}) == len(SEEDS)


def test_every_question_of_the_course_is_drawn_sooner_or_later() -> None:
    drawn = {each.question for quiz in LESSONS for seed in SEEDS for each in draw.draw(quiz, seed)}
    drawn |= {each.question for number in range(200) for each in draw.draw(bank.FINAL, f"final {number}")}
    assert drawn == {question.id for question in bank.load().questions}


def test_an_unknown_quiz_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        draw.draw("sgd", "a")


def test_practice_asks_again_what_was_missed_and_nothing_unknown() -> None:
    drawn = draw.practice("a", ["adam-first-step", "adam-first-step", "gone-long-ago", "adagrad-drawback"])
    assert {each.question for each in drawn} == {"adam-first-step", "adagrad-drawback"}
    assert draw.practice("a", []) == ()
