"""The way through the six lessons: what somebody has read, tried and predicted, and which lesson comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from app.learning import milestones, predicting
from app.learning.milestones import Reached
from app.learning.predicting import Predicted
from app.lessons import catalogue
from app.lessons.catalogue import Lesson
from app.models import MilestoneKind

ENOUGH = 4
"""First tries from which on the later half is set against the earlier."""
ORDINALS = ("", "first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True)
class LessonWay:
    """One lesson. tries: at its opening prediction, the oldest first. tried: how many of its experiments."""

    lesson: Lesson
    is_read: bool
    tries: tuple[Predicted, ...]
    tried: int

    @property
    def is_begun(self) -> bool:
        return self.is_read or bool(self.tries) or self.tried > 0

    @property
    def experiments(self) -> int:
        return len(tuple(self.lesson.all_experiments()))

    @property
    def said(self) -> str:
        """How the prediction went, in words."""
        if not self.tries:
            return "nothing predicted yet"
        right = next((each.number for each in self.tries if each.is_right), None)
        if right is None:
            return "predicted otherwise than it went"
        sound = ", for the reason that decides" if any(each.is_sound for each in self.tries) else ""
        return f"predicted right at the {ORDINALS[right]} try{sound}"


@dataclass(frozen=True)
class Way:
    """lessons: in their order. firsts: the first try at each question, the oldest first, those of tours too."""

    lessons: tuple[LessonWay, ...]
    firsts: tuple[Predicted, ...] = ()

    @cached_property
    def is_begun(self) -> bool:
        return bool(self.firsts) or any(each.is_begun for each in self.lessons)

    @cached_property
    def next(self) -> Lesson | None:
        """The first lesson that is not read to its end; None once all are."""
        return next((each.lesson for each in self.lessons if not each.is_read), None)

    @property
    def read(self) -> frozenset[str]:
        """The slugs of the lessons read."""
        return frozenset(each.lesson.slug for each in self.lessons if each.is_read)

    @property
    def improvement(self) -> str:
        """How many first tries were right, and, once there are enough of them, whether they become better."""
        half = len(self.firsts) // 2
        if len(self.firsts) < ENOUGH:
            return f"{_right(self.firsts)} of {len(self.firsts)} right at the first try."
        earlier, later = self.firsts[:half], self.firsts[half:]
        return (
            f"Of your first {len(earlier)} predictions {_right(earlier)} came true at the first try, "
            f"of the {len(later)} since then {_right(later)}."
        )


def way(session: Session, learner_id: int) -> Way:
    """Two statements."""
    return of(milestones.milestones(session, learner_id), predicting.predictions(session, learner_id))


def of(reached: Iterable[Reached], predicted: Iterable[Predicted]) -> Way:
    """The way of somebody of whom this is noted."""
    reached, predicted = tuple(reached), tuple(predicted)
    firsts = {(each.page, each.question): each for each in reversed(predicted)}
    lessons = tuple(_lesson_way(each, reached, predicted) for each in catalogue.catalogue())
    return Way(lessons, tuple(sorted(firsts.values(), key=lambda each: (each.made_at, each.id))))


def _lesson_way(lesson: Lesson, reached: tuple[Reached, ...], predicted: tuple[Predicted, ...]) -> LessonWay:
    here = [each for each in reached if each.page == lesson.slug]
    known = {experiment.id for _, experiment in lesson.all_experiments()}
    return LessonWay(
        lesson,
        any(each.kind is MilestoneKind.READ for each in here),
        tuple(each for each in predicted if each.page == lesson.slug),
        sum(each.kind is MilestoneKind.TRIED and each.subject in known for each in here),
    )


def _right(tries: tuple[Predicted, ...]) -> int:
    return sum(each.is_right for each in tries)
