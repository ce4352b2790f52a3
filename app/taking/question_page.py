"""A question as a page shows it: texts, picture and fields, and afterwards what the answer meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from app.attempts import marked_answers
from app.attempts.reading import AttemptState, Item
from app.drawing import pictures
from app.drawing.contours import Frame
from app.drawing.pictures import Picture
from app.lessons import catalogue
from app.lessons.catalogue import Lesson
from app.models import Source
from optimizers.landscape import Landscape
from optimizers.numbers import numeral
from quizzes import questions
from quizzes.bank import Bank
from quizzes.kind import AnswerError
from quizzes.questions import Feedback, Form, Key, Resolved
from quizzes.runs import parse_landscape, parse_run

PICKED = frozenset({"single", "formula", "path", "multiple"})


class MarkedPoint(NamedTuple):
    """A place on the stage, and what it is."""

    x: float
    y: float
    meaning: str


@dataclass(frozen=True)
class Drawing:
    """A landscape with a path whose rule is not named; places in stage units, `radius` too."""

    picture: Picture
    path: str
    start: MarkedPoint | None
    end: MarkedPoint | None
    marked: tuple[MarkedPoint, ...] = ()
    radius: float = 0.0


@dataclass(frozen=True)
class QuestionPage:
    """A question on its page. typed: what the form held when it was refused, or the draft; errors: field, message."""

    attempt: AttemptState
    item: Item
    typed: Form
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def slot(self) -> int:
        return self.item.slot

    @property
    def shown(self) -> questions.Shown:
        return self.item.resolved.shown

    @property
    def is_last(self) -> bool:
        return self.attempt.next_slot is None

    @property
    def error(self) -> Mapping[str, str]:
        return dict(self.errors)

    def value(self, field: str) -> str:
        """What a text field holds."""
        texts = self.typed.get(field, ())
        return texts[0] if texts else ""

    def values(self, field: str) -> Sequence[str]:
        return self.typed.get(field, ())

    @property
    def leftover(self) -> str:
        """What is said of a draft that an ended attempt still holds; empty where there is none."""
        draft = self.item.draft
        if self.item.answer or not draft or marked_answers.is_untouched(self.shown, draft):
            return ""
        try:
            questions.parse(self.shown, draft)
        except AnswerError as error:
            typed = ", ".join(text for texts in draft.values() for text in texts if text.strip())
            return f"Could not be read: {typed}. {error.message}"
        return "A draft, never handed in"  # from before drafts counted: no recorded mark changes by itself

    @cached_property
    def drawing(self) -> Drawing | None:
        """The picture beside the question, the same before and after the answer but for what is marked on it."""
        if self.shown.run:
            return _challenge(self.shown.run)
        if self.shown.plot is None:
            return None
        landscape = parse_landscape(self.shown.plot.landscape)
        return _drawing(landscape, self.shown.plot.path)


@dataclass(frozen=True)
class AnsweredPage(QuestionPage):
    """A question that has been answered, with what may be told about it."""

    @cached_property
    def feedback(self) -> Feedback:
        assert self.item.answer is not None
        return questions.feedback(self.corrected or self.item.resolved, self.item.answer)

    @property
    def key(self) -> Key:
        """What the mark that counts goes by."""
        return (self.corrected or self.item.resolved).key

    @property
    def corrected(self) -> Resolved | None:
        """The same draw of the corrected question, by which the answer was marked again."""
        return self.item.corrected

    @property
    def settings(self) -> str:
        """What a challenge's controls were set to."""
        if self.item.answer is None:
            return ""
        symbols = {control.name: control.symbol for control in self.shown.controls}
        return ", ".join(f"${symbols[name]} = {numeral(value)}$" for name, value in self.item.answer.settings)

    @property
    def lesson(self) -> Lesson | None:
        return lesson_of(self.feedback.lesson)

    @property
    def is_regraded(self) -> bool:
        """Whether the mark follows from a correction of the question."""
        return self.item.source is Source.REGRADE

    @property
    def is_overridden(self) -> bool:
        """Whether an instructor changed the mark by hand."""
        return self.item.source in (Source.OVERRIDE, Source.EXCUSE)

    @cached_property
    def replay(self) -> Picture | None:
        """The runs to look at afterwards, on the landscape of the first."""
        runs = [parse_run(query) for query in self.feedback.replays]
        if not runs:
            return None
        landscape = runs[0].landscape
        return pictures.stage_picture(landscape, tuple(run.descend() for run in runs if run.landscape == landscape))

    @cached_property
    def aim(self) -> Drawing | None:
        """Where the answer and the true place lie, for a question that asks for a place."""
        key, answer = self.key, self.item.answer
        if key.place is None or answer is None or self.replay is None:
            return None
        frame = self.replay.frame
        spots = (_spot(frame, key.place, "the true place"), _spot(frame, answer.numbers, "your mark"))
        return Drawing(self.replay, "", None, None, spots, key.tolerance * frame.scale)


def blank(attempt: AttemptState, item: Item) -> QuestionPage:
    """The question before it is answered, holding the draft if there is one."""
    return QuestionPage(attempt, item, item.draft or marked_answers.first_values(item.resolved.shown))


def refused(attempt: AttemptState, item: Item, typed: Form, field: str, message: str) -> QuestionPage:
    """The question with what was typed and what is wrong with it."""
    return QuestionPage(attempt, item, typed, ((field, message),))


def marked(attempt: AttemptState, item: Item) -> AnsweredPage:
    typed = questions.format_answer(item.resolved.shown, item.answer) if item.answer else {}
    return AnsweredPage(attempt, item, typed)


def ideas(bank: Bank, page: AnsweredPage) -> tuple[str, ...]:
    """For each mistaken idea that the answer shows, what is true and what it was taken for."""
    known = {each.id: each for each in bank.misconceptions}
    return tuple(known[each].told for each in page.feedback.misconceptions if each in known)


def lesson_of(slug: str) -> Lesson | None:
    """The lesson with this slug, which is also its quiz's id."""
    return next((each for each in catalogue.catalogue() if each.slug == slug), None)


def _challenge(query: str) -> Drawing:
    run = parse_run(query)
    return _drawing(run.landscape, ((run.start.x, run.start.y),))


def _drawing(landscape: Landscape, path: tuple[tuple[float, float], ...]) -> Drawing:
    picture = pictures.stage_picture(landscape)
    if not path:
        return Drawing(picture, "", None, None)
    places = np.clip(picture.frame.place(np.array(path).T), -pictures.BEYOND, pictures.BEYOND)
    first, *_, last = (MarkedPoint(float(x), float(y), "") for x, y in (places[:, 0], places[:, -1]))
    end = last._replace(meaning="the last point shown") if len(path) > 1 else None
    return Drawing(picture, pictures.polyline(places), first._replace(meaning="the start"), end)


def _spot(frame: Frame, place: tuple[float, ...], meaning: str) -> MarkedPoint:
    ((x,), (y,)) = frame.place(np.array([[place[0]], [place[1]]]))
    return MarkedPoint(float(np.clip(x, -1e5, 1e5)), float(np.clip(y, -1e5, 1e5)), meaning)
