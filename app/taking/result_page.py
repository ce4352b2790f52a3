"""The result of an attempt: the score and a word for it, each question in a line, and where to look again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from app.attempts.progress import PRACTICE, RIGHT
from app.attempts.reading import AttemptState, Item
from app.lessons import catalogue
from app.lessons.catalogue import Lesson
from app.models import Source
from app.taking.question_page import AnsweredPage, lesson_of, marked
from quizzes import bank

WORDS = ((1.0, "Perfect"), (0.8, "Very good"), (0.6, "Good"), (0.4, "Getting there"), (0.0, "Worth another look"))
"""What a share of the points is called, from the highest."""


class QuestionResult(NamedTuple):
    """One question of the result: its mark, as a sign and in a word; nothing was given if it has no page."""

    slot: int
    stem: str
    sign: str
    verdict: str
    page: AnsweredPage | None


class LessonResult(NamedTuple):
    """How the questions on one lesson went, and the lesson's stage set to show what was missed."""

    lesson: Lesson
    points: float
    out_of: int
    show: str | None


@dataclass(frozen=True)
class ResultPage:
    """An attempt that has ended. `tells` is whether its marks may be shown yet."""

    attempt: AttemptState
    items: tuple[Item, ...]
    now: datetime

    @property
    def tells(self) -> bool:
        return self.attempt.tells(self.now)

    @property
    def score(self) -> str:
        return f"{points(self.attempt.points)}/{self.attempt.out_of}"

    @property
    def word(self) -> str:
        share = self.attempt.points / self.attempt.out_of if self.attempt.out_of else 0.0
        return word(share)

    @property
    def lines(self) -> tuple[QuestionResult, ...]:
        return tuple(_line(self.attempt, item) for item in self.items)

    @cached_property
    def lessons(self) -> tuple[LessonResult, ...]:
        """The lessons asked about, in the course's order."""
        asked = {item.resolved.lesson for item in self.items}
        return tuple(_lesson_line(each, self.items) for each in catalogue.catalogue() if each.slug in asked)

    @property
    def again(self) -> tuple[LessonResult, ...]:
        return tuple(each for each in self.lessons if each.show is not None)

    @property
    def is_practice(self) -> bool:
        return self.attempt.quiz == PRACTICE

    @property
    def next(self) -> Lesson | None:
        """The lesson after this quiz's own."""
        here = lesson_of(self.attempt.quiz)
        return here.next if here else None

    @property
    def is_final(self) -> bool:
        return self.attempt.quiz == bank.FINAL


def word(share: float) -> str:
    """A word for a share of the points from 0 to 1."""
    return next(text for least, text in WORDS if share >= least - 1e-9)


def points(value: float) -> str:
    """Points without needless digits: 4, 3.5, 2.7."""
    return f"{value:.0f}" if abs(value - round(value)) < 0.05 else f"{value:.1f}"


def _line(attempt: AttemptState, item: Item) -> QuestionResult:
    stem = item.resolved.shown.stem
    if item.source is Source.EXCUSE:
        return QuestionResult(item.slot, stem, "–", "Excused", marked(attempt, item) if item.answer else None)
    if item.answer is None:
        leftover = marked(attempt, item).leftover
        return QuestionResult(item.slot, stem, "✕" if leftover else "–", leftover or "Not answered", None)
    sign, verdict = _sign(item.fraction or 0.0)
    return QuestionResult(item.slot, stem, sign, verdict, marked(attempt, item))


def _sign(fraction: float) -> tuple[str, str]:
    if fraction >= RIGHT:
        return "★", "Right"
    return ("◐", "Partly right") if fraction > 0 else ("✕", "Not right")


def _lesson_line(lesson: Lesson, items: Iterable[Item]) -> LessonResult:
    own = [item for item in items if item.resolved.lesson == lesson.slug and not _excused(item)]
    missed = [item for item in own if (item.fraction or 0.0) < RIGHT]
    gained = sum(item.fraction or 0.0 for item in own)
    return LessonResult(lesson, gained, len(own), missed[0].resolved.key.show if missed else None)


def _excused(item: Item) -> bool:
    return item.source is Source.EXCUSE
