"""Previews: a quiz as a learner would see it, drawn from the seed in its address and kept nowhere."""

from datetime import datetime
from typing import NamedTuple

from app.attempts.quiz_titles import QuizNotFoundError
from app.attempts.reading import AttemptState, Item, SlotState
from app.models import Status
from app.taking.quiz_taking import QuestionInAttempt
from quizzes import draw, questions
from quizzes.bank import Bank
from quizzes.questions import Answer, Form, Resolved

LARGEST_SEED = 10**9


class Preview(NamedTuple):
    """A question of a previewed quiz, with the answer that its address holds, if any."""

    asked: QuestionInAttempt
    seed: int
    size: int


def previewed(bank: Bank, quiz: str, seed: int, slot: int, form: Form, now: datetime) -> Preview:
    """The question in a slot. Raises QuizNotFoundError, or AnswerError where the form holds no answer to it."""
    drawn = _drawn(bank, quiz, seed)
    if not 1 <= slot <= len(drawn):
        raise QuizNotFoundError
    shown = drawn[slot - 1]
    answer = questions.parse(shown.shown, form) if form else None
    return Preview(
        QuestionInAttempt(_attempt_state(quiz, drawn, slot, now), _item(shown, slot, answer)), seed, len(drawn)
    )


def _drawn(bank: Bank, quiz: str, seed: int) -> tuple[Resolved, ...]:
    if quiz not in {each.id for each in bank.quizzes} or not 0 <= seed <= LARGEST_SEED:
        raise QuizNotFoundError
    return draw.draw(quiz, str(seed), bank=bank)


def _attempt_state(quiz: str, drawn: tuple[Resolved, ...], slot: int, now: datetime) -> AttemptState:
    """An attempt that is no attempt: nothing of it is in the records."""
    places = tuple(
        SlotState(each, shown.lesson, shown.question, each < slot, None, None) for each, shown in enumerate(drawn, 1)
    )
    return AttemptState(
        id=0,
        public_id="preview",
        quiz=quiz,
        learner_id=0,
        section_id=None,
        number=1,
        status=Status.OPEN,
        opened_at=now,
        deadline=None,
        closed_at=None,
        examination=False,
        points=0.0,
        out_of=len(drawn),
        places=places,
    )


def _item(shown: Resolved, slot: int, answer: Answer | None) -> Item:
    fraction = questions.mark(shown.key, answer).fraction if answer else None
    return Item(slot, shown, answer, None, None, fraction, None, None, 0)
