"""Draws the questions of one attempt from a seed: mixed kinds, in the final every lesson, more of what was missed."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from quizzes.bank import FINAL, Bank, load
from quizzes.dice import Dice
from quizzes.questions import resolve
from quizzes.shapes import Resolved
from quizzes.source import Question


@dataclass(frozen=True)
class Composition:
    """How many questions an attempt has, and at most how many of one kind."""

    questions: int
    of_a_kind: int


LESSON = Composition(questions=4, of_a_kind=2)
WHOLE_COURSE = Composition(questions=12, of_a_kind=4)
PRACTISED = 5
"""Questions at once."""


def composition(quiz_id: str) -> Composition:
    return WHOLE_COURSE if quiz_id == FINAL else LESSON


def draw(
    quiz_id: str, seed: str, *, missed: Collection[str] = (), seen: Collection[str] = (), bank: Bank | None = None
) -> tuple[Resolved, ...]:
    """The questions of one attempt, in order.

    missed: ids of questions that this learner got wrong, in any quiz: the final asks more about their lessons.
    seen: ids shown in this learner's last attempt: they come only if nothing else is left.
    Raises KeyError where there is no such quiz.
    """
    bank = bank or load()
    dice = Dice(seed, quiz_id, "draw")
    rule = composition(quiz_id)
    if quiz_id == FINAL:
        slots = _lessons(bank, rule.questions, missed, dice)
        pool = bank.questions
    else:
        slots = (quiz_id,) * rule.questions
        pool = bank.quiz(quiz_id).questions
    return tuple(resolve(question, seed) for question in _fill(slots, pool, rule, seen, dice))


def practice(seed: str, missed: Sequence[str], *, bank: Bank | None = None) -> tuple[Resolved, ...]:
    """New variants of what was missed, lessons in turn, for at most PRACTISED questions; never graded."""
    bank = bank or load()
    known = {question.id for question in bank.questions}
    asked = Dice(seed, "practice").shuffled([each for each in dict.fromkeys(missed) if each in known])
    mixed = _in_turn([bank.question(each) for each in asked])
    return tuple(resolve(each, seed) for each in mixed[:PRACTISED])


def _in_turn(questions: Sequence[Question]) -> list[Question]:
    """One of each lesson, then a second of each that has one, and so on, the lessons in the same order."""
    turns, before = {}, Counter[str]()
    lessons = [*dict.fromkeys(each.lesson for each in questions)]
    for each in questions:
        turns[each.id] = (before[each.lesson], lessons.index(each.lesson))
        before[each.lesson] += 1
    return sorted(questions, key=lambda each: turns[each.id])


def _lessons(bank: Bank, slots: int, missed: Collection[str], dice: Dice) -> tuple[str, ...]:
    """The lesson that each slot of the final asks about: each once, the others more likely where more was missed."""
    lessons = [quiz.id for quiz in bank.quizzes if quiz.id != FINAL]
    times = Counter(question.lesson for question in bank.questions if question.id in missed)
    weights = [1 + 2 * times[lesson] for lesson in lessons]
    extra = (dice.weighted(lessons, weights) for _ in range(slots - len(lessons)))
    return dice.shuffled([*lessons, *extra])


def _fill(
    slots: Sequence[str], pool: Sequence[Question], rule: Composition, seen: Collection[str], dice: Dice
) -> tuple[Question, ...]:
    chosen: list[Question] = []
    for lesson in slots:
        kinds = Counter(question.kind for question in chosen)
        left = [question for question in pool if question.lesson == lesson and question not in chosen]
        fresh = [question for question in left if question.id not in seen] or left
        mixed = [question for question in fresh if kinds[question.kind] < rule.of_a_kind] or fresh
        chosen.append(dice.weighted(mixed, [1 / (1 + kinds[question.kind]) for question in mixed]))
    return tuple(chosen)
