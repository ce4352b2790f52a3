"""Quizzes by their titles."""

import pytest

from app.attempts.progress import PRACTICE
from app.attempts.quiz_titles import QuizNotFoundError, quiz_title
from quizzes import bank


def test_every_quiz_has_the_title_of_its_bank() -> None:
    assert all(quiz_title(bank.load(), each.id) == each.title for each in bank.load().quizzes)
    assert quiz_title(bank.load(), PRACTICE) == "Practice"


@pytest.mark.parametrize("quiz", ["", "Adam", "nowhere", "../final"])
def test_what_is_no_quiz_is_said_so(quiz: str) -> None:
    with pytest.raises(QuizNotFoundError):
        quiz_title(bank.load(), quiz)
