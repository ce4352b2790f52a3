"""The quizzes' titles, by which it is also known that there is such a quiz."""

from app.attempts.progress import PRACTICE
from app.errors import NotFoundError
from quizzes.bank import Bank


class QuizNotFoundError(NotFoundError):
    """There is no such quiz."""

    def __init__(self) -> None:
        super().__init__("There is no such quiz. Every lesson has one, and there is a final quiz over all of them.")


def quiz_title(bank: Bank, quiz: str) -> str:
    """The title of a quiz; QuizNotFoundError where there is none."""
    if quiz == PRACTICE:
        return "Practice"
    try:
        return bank.quiz(quiz).title
    except KeyError:
        raise QuizNotFoundError from None
