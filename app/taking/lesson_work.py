"""Work on a lesson: predictions, experiments and the end of the page, noted as they happen.

A prediction makes somebody known; who only reads, or only tries an experiment, leaves no trace before that.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts import erasure, newcomers, rate_limits
from app.accounts.authentication import Caller
from app.accounts.people import Who
from app.accounts.rate_limits import Limit
from app.database.sessions import Database
from app.errors import FieldError, FieldErrors, NotFoundError
from app.learning import milestones, predicting, way
from app.learning.way import Way
from app.lessons import predictions, tours
from app.lessons.catalogue import Lesson
from app.lessons.tours import Tour
from app.models import Learner, MilestoneKind
from app.taking.question_page import lesson_of

NOTED = Limit(120, timedelta(seconds=5))
"""Notes that one person leaves: more than a page can cause, fewer than a script would."""
OPENING = "opening"
"""The prediction with which a lesson opens."""


class NoLessonError(NotFoundError):
    """There is no such lesson."""

    def __init__(self) -> None:
        super().__init__("There is no such lesson.")


class NoTourError(NotFoundError):
    """There is no such tour."""

    def __init__(self) -> None:
        super().__init__("There is no such tour.")


class Guess(NamedTuple):
    """What somebody said at a question of a page, and what is so; the same of the reason, where one was given."""

    page: str
    question: str
    said: str
    seen: str
    reason: str | None = None
    sound: str = ""


def predict(database: Database, caller: Caller, slug: str, said: str, reason: str | None, now: datetime) -> str | None:
    """Notes what somebody says will happen in a lesson, and why, if they say that too; the token for a newcomer.

    What they see is the lesson's own answer, and what decides its right reason. Raises NoLessonError, FieldErrors or
    TooManyError.
    """
    lesson = _lesson(slug)
    predictions.told(lesson.prediction, said, reason)  # refuses what the lesson does not have
    guess = Guess(slug, OPENING, said, lesson.prediction.answer, reason, lesson.right_reason.id)
    return _note(database, caller, guess, now)


def predict_on_tour(
    database: Database, caller: Caller, slug: str, chapter: str, said: str, now: datetime
) -> str | None:
    """The same for a question of a tour's chapter, of which no reason is asked."""
    asked = {each.id: each.prediction for each in _tour(slug).chapters if each.prediction}
    _one_of("chapter", chapter, asked)
    _one_of("predicted", said, {each.id for each in asked[chapter].options})
    return _note(database, caller, Guess(slug, chapter, said, asked[chapter].answer), now)


def read(database: Database, caller: Caller, slug: str, now: datetime) -> Lesson:
    """Notes that somebody known came to the end of a lesson, which is returned."""
    lesson = _lesson(slug)
    _reach(database, caller, slug, MilestoneKind.READ, "", now)
    return lesson


def try_out(database: Database, caller: Caller, slug: str, experiment: str, now: datetime) -> None:
    """Notes that somebody known has tried an experiment."""
    _one_of("experiment", experiment, {each.id for _, each in _lesson(slug).all_experiments()})
    _reach(database, caller, slug, MilestoneKind.TRIED, experiment, now)


def way_of(database: Database, who: Who | None) -> Way:
    """How far somebody has come; of who is not known, nothing is asked."""
    if who is None:
        return way.of((), ())
    with database.read() as session:
        return way.way(session, who.id)


def _note(database: Database, caller: Caller, guess: Guess, now: datetime) -> str | None:
    asked = (guess.page, guess.question)
    with database.write() as session:
        who, token = newcomers.known(session, caller, now)
        count(session, who.id, now)
        predicting.predict(session, who.id, *asked, guess.said, guess.seen, now)
        if guess.reason is not None:
            predicting.give_reason(session, who.id, *asked, guess.reason, guess.sound, now)
        untidy = token is not None and erasure.is_tidying_due(session, now)
    if untidy:
        erasure.tidy(database, now)
    return token


def _reach(database: Database, caller: Caller, page: str, kind: MilestoneKind, subject: str, now: datetime) -> None:
    if caller.who is None:
        return
    with database.write() as session:
        count(session, caller.who.id, now)
        milestones.reach(session, caller.who.id, page, kind, subject, now)


def count(session: Session, learner_id: int, now: datetime) -> None:
    """Counts a note towards what one person may leave, and that they were here. Raises TooManyError."""
    rate_limits.take(session, f"work {learner_id}", NOTED, now)
    session.execute(update(Learner).where(Learner.id == learner_id).values(seen_at=now))


def _lesson(slug: str) -> Lesson:
    found = lesson_of(slug)
    if found is None:
        raise NoLessonError
    return found


def _tour(slug: str) -> Tour:
    found = tours.tour(slug)
    if found is None:
        raise NoTourError
    return found


def _one_of(field: str, said: str, known: Collection[str]) -> None:
    if said not in known:
        raise FieldErrors((FieldError(field, f"takes one of {', '.join(sorted(known))}"),))
