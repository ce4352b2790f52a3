"""What a class has worked through: for each lesson how many, for each learner how much, and never when or how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.learning import milestones, predicting, way
from app.learning.way import LessonWay, Way
from app.lessons import catalogue
from app.lessons.catalogue import Lesson
from app.models import Learner, Membership, Role

HEADINGS = ("Name", "E-mail", "Lessons read", "Predictions", "Right at the first try", "Experiments tried")


@dataclass(frozen=True)
class LessonWork:
    """How many learners have read a lesson, predicted, were right at the first try, and tried an experiment."""

    lesson: Lesson
    read: int
    predicted: int
    right: int
    tried: int


@dataclass(frozen=True)
class LearnerWork:
    """One learner, and how far they have come."""

    public_id: str
    name: str
    email: str | None
    way: Way

    @property
    def right(self) -> int:
        return sum(each.is_right for each in self.way.firsts)

    @property
    def tried(self) -> int:
        return sum(each.tried for each in self.way.lessons)

    @property
    def values(self) -> tuple[str | int | None, ...]:
        """The cells of a spreadsheet, under HEADINGS."""
        return (self.name, self.email, len(self.way.read), len(self.way.firsts), self.right, self.tried)


@dataclass(frozen=True)
class ClassWork:
    learners: tuple[LearnerWork, ...]

    @cached_property
    def lessons(self) -> tuple[LessonWork, ...]:
        """Every lesson in its order."""
        ways = [each.way.lessons for each in self.learners]
        return tuple(_summed(each, [own[each.number - 1] for own in ways]) for each in catalogue.catalogue())


def work(session: Session, section_id: int) -> ClassWork:
    """Three statements, for any size."""
    takes_part = (Membership.section_id == section_id, Membership.role == Role.LEARNER, Membership.left_at.is_(None))
    ids = select(Membership.learner_id).where(*takes_part)
    reached, predicted = milestones.of_several(session, ids), predicting.of_several(session, ids)
    learners = session.execute(
        select(Learner.id, Learner.public_id, Learner.name, Learner.email)
        .where(Learner.id.in_(ids))
        .order_by(Learner.name_key, Learner.id)
    )
    return ClassWork(
        tuple(
            LearnerWork(
                each.public_id, each.name, each.email, way.of(reached.get(each.id, ()), predicted.get(each.id, ()))
            )
            for each in learners
        )
    )


def _summed(lesson: Lesson, ways: Iterable[LessonWay]) -> LessonWork:
    ways = tuple(ways)
    return LessonWork(
        lesson,
        sum(each.is_read for each in ways),
        sum(bool(each.tries) for each in ways),
        sum(bool(each.tries) and each.tries[0].is_right for each in ways),
        sum(each.tried > 0 for each in ways),
    )
