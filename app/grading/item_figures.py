"""What item analysis tells: the figures of options, questions, quizzes and a section."""

from dataclasses import dataclass
from typing import NamedTuple

from quizzes.questions import Key, Shown
from quizzes.statistics import ENOUGH, Interval, Item, Misunderstood

UNDERSTOOD = 0.7
"""The mean share of a first attempt from which a quiz counts as understood."""


class OptionFigures(NamedTuple):
    """An option of a question: its text as one variant had it, and whom it drew. right: None if variants differ."""

    text: str
    right: bool | None
    times: int
    share: float
    mean_total: float | None


@dataclass(frozen=True)
class QuestionFigures:
    """A question with its figures. shown, key: as the newest attempt had them; show: the run that explains it."""

    id: str
    lesson: str
    objective: str
    shown: Shown
    key: Key
    figures: Item
    options: tuple[OptionFigures, ...]


class Idea(NamedTuple):
    """A misconception of the class, with the lesson's stage that shows otherwise."""

    figures: Misunderstood
    told: str
    lesson: str | None
    show: str


class Bin(NamedTuple):
    """A bar of a histogram."""

    label: str
    times: int


@dataclass(frozen=True)
class Whole:
    """A quiz as a whole: scores as shares of the points, alpha over the places in the quiz, error in points."""

    attempts: int
    mean: float | None
    mean_interval: Interval | None
    spread: float | None
    alpha: float | None
    error: float | None

    @property
    def words(self) -> str:
        """What the reliability means."""
        if self.attempts < ENOUGH:
            return f"Too few attempts to judge: {self.attempts} of the {ENOUGH} that it takes at least."
        if self.alpha is None:
            return "Not defined: all totals are alike."
        if self.alpha < 0.3:
            return "The questions measure rather different things, as in many short quizzes: a score says little alone."
        return "The questions largely agree." if self.alpha >= 0.7 else "The questions agree to some degree."


@dataclass(frozen=True)
class Analysis:
    """Everything on a quiz's page."""

    quiz: str
    whole: Whole
    questions: tuple[QuestionFigures, ...]
    ideas: tuple[Idea, ...]
    scores: tuple[Bin, ...]
    minutes: tuple[Bin, ...]
    days: tuple[Bin, ...]

    @property
    def suspicious(self) -> tuple[QuestionFigures, ...]:
        return tuple(question for question in self.questions if question.figures.suspicious)

    @property
    def hard(self) -> tuple[QuestionFigures, ...]:
        """What the class could not answer, the hardest first: at most three that enough were asked."""
        found = [each for each in self.questions if each.figures.attempts >= ENOUGH and _facility(each) < UNDERSTOOD]
        return tuple(sorted(found, key=_facility)[:3])


def _facility(question: QuestionFigures) -> float:
    return 1.0 if question.figures.facility is None else question.figures.facility


class Summary(NamedTuple):
    """A quiz in the list: how many learners finished it, and their mean share at the first attempt."""

    quiz: str
    learners: int
    mean: float | None


@dataclass(frozen=True)
class SectionAnalysis:
    """The section over all quizzes. learners: how many have finished at least one."""

    quizzes: tuple[Summary, ...]
    ideas: tuple[Idea, ...]
    learners: int

    @property
    def judged(self) -> tuple[Summary, ...]:
        """The quizzes that enough have finished to say something, the least understood first."""
        enough = [each for each in self.quizzes if each.mean is not None and each.learners >= ENOUGH]
        return tuple(sorted(enough, key=lambda each: each.mean or 0.0))

    @property
    def hard(self) -> tuple[Summary, ...]:
        """What to teach again: the quizzes whose mean is under UNDERSTOOD."""
        return tuple(each for each in self.judged if each.mean is not None and each.mean < UNDERSTOOD)


HEADINGS = (
    "Question", "Lesson", "Kind", "Attempts", "Facility", "Facility from", "Facility to", "Discrimination",
    "Discrimination from", "Discrimination to", "Discriminative efficiency", "In words",
)  # fmt: skip


def values(question: QuestionFigures) -> tuple[str | int | float | None, ...]:
    """A question for a spreadsheet, under HEADINGS."""
    figures = question.figures
    how_hard, how_sharp = figures.facility_interval or (None, None), figures.discrimination_interval or (None, None)
    numbers = (figures.facility, *how_hard, figures.discrimination, *how_sharp, figures.efficiency)
    return (question.id, question.lesson, question.shown.kind, figures.attempts, *numbers, figures.words)
