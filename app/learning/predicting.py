"""Predicting: what somebody said would happen, what they saw, and why they think so; a few tries at each question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.database import rows
from app.models import PredictionMade, ReasonGiven

MOST = 5
"""Tries at one question that are kept."""


@dataclass(frozen=True)
class Predicted:
    """One try. reason, sound: why they said so, and the reason that decides; None where they were not asked."""

    id: int
    learner_id: int
    page: str
    question: str
    number: int
    said: str
    seen: str
    made_at: datetime
    reason: str | None
    sound: str | None

    @property
    def is_right(self) -> bool:
        return self.said == self.seen

    @property
    def is_sound(self) -> bool:
        """Right, and for the reason that decides."""
        return self.is_right and self.reason is not None and self.reason == self.sound


def predict(session: Session, learner_id: int, page: str, question: str, said: str, seen: str, now: datetime) -> None:
    """Notes a try. The same said again, as by a double click, is no other; nor is one after the last that is kept."""
    last = _last(session, learner_id, page, question)
    if last and (last.said == said or last.number == MOST):
        return
    number = last.number + 1 if last else 1
    made = {"learner_id": learner_id, "page": page, "question": question, "number": number}
    try:
        with session.begin_nested():
            session.execute(insert(PredictionMade).values(**made, said=said, seen=seen, made_at=now))
    except IntegrityError:  # another page of theirs was first with this try
        return


def give_reason(
    session: Session, learner_id: int, page: str, question: str, reason: str, sound: str, now: datetime
) -> None:
    """Notes why the last try said what it said; the first reason for a try stays."""
    last = _last(session, learner_id, page, question)
    if last is None or last.reason is not None:
        return
    try:
        with session.begin_nested():
            given = {"prediction_id": last.id, "said": reason, "sound": sound, "given_at": now}
            session.execute(insert(ReasonGiven).values(**given))
    except IntegrityError:  # another page of theirs gave one first
        return


def predictions(session: Session, learner_id: int) -> tuple[Predicted, ...]:
    """Every try, the oldest first."""
    return tuple(_predictions(session, PredictionMade.learner_id == learner_id))


def of_several(session: Session, learners: Select[int]) -> Mapping[int, list[Predicted]]:
    """Every try of each of several learners, by their ids, in one statement."""
    found: dict[int, list[Predicted]] = {}
    for each in _predictions(session, PredictionMade.learner_id.in_(learners)):
        found.setdefault(each.learner_id, []).append(each)
    return found


def hand_over(session: Session, visitor_id: int, learner_id: int) -> None:
    """A visitor's tries follow those of an account, as many as are kept; the others go with the visitor's row."""
    numbers = {(each.page, each.question): each.number for each in predictions(session, learner_id)}
    for each in predictions(session, visitor_id):
        asked = (each.page, each.question)
        numbers[asked] = numbers.get(asked, 0) + 1
        if numbers[asked] <= MOST:
            session.execute(
                update(PredictionMade)
                .where(PredictionMade.id == each.id)
                .values(learner_id=learner_id, number=numbers[asked])
            )


def _last(session: Session, learner_id: int, page: str, question: str) -> Predicted | None:
    mine = (PredictionMade.learner_id == learner_id, PredictionMade.page == page, PredictionMade.question == question)
    return max(_predictions(session, *mine), key=lambda each: each.number, default=None)


def _predictions(session: Session, *of: ColumnElement[bool]) -> Iterable[Predicted]:
    made = PredictionMade
    found = session.execute(
        select(made.id, made.learner_id, made.page, made.question, made.number, made.said, made.seen, made.made_at)
        .add_columns(ReasonGiven.said.label("reason"), ReasonGiven.sound)
        .outerjoin(ReasonGiven, ReasonGiven.prediction_id == made.id)
        .where(*of)
        .order_by(made.made_at, made.id)
    )
    return (rows.value(Predicted, row) for row in found)
