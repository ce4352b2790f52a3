"""Marks changed by hand: a new grade with an actor and a reason; the grades before it stay on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.attempts import finishing
from app.attempts.reading import AttemptNotFoundError, ItemNotFoundError, late, with_latest_grades
from app.errors import ConflictError
from app.forms import Reader
from app.models import Attempt, AttemptItem, Grade, Source, Status
from optimizers.numbers import whole

LONGEST_REASON = 500


class StillOpenError(ConflictError):
    """The attempt has not ended."""

    def __init__(self) -> None:
        super().__init__("This attempt is still under way. Its marks can be changed once it has ended.")


class MarkChangedError(ConflictError):
    """Somebody else changed this mark since the page was loaded."""

    def __init__(self) -> None:
        super().__init__("This mark was changed since you opened the page. Go back, reload it, and look again.")


@dataclass(frozen=True)
class Judgement:
    """A mark from 0 to 1 in place of the one that stands, or None to take the question out of the score, and why.

    seen: how many grades the page showed; if there are more by now, somebody else was faster.
    """

    fraction: float | None
    reason: str
    seen: int

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "Judgement":
        """From a form's `mark`, or its `excuse`, and its `reason` and `seen`. Raises FieldErrors."""
        reader = Reader(form)
        takes = "A mark is from 0 to 1: 0.5 for half right."
        fraction = None if form.get("excuse") else reader.number("mark", 0, 1, takes)
        reason = reader.line("reason", LONGEST_REASON, "Say why: the learner's record keeps it.")
        reader.done()
        return cls(fraction, reason, whole(form.get("seen", "")) or 0)


def override(
    session: Session, section_id: int, attempt: str, slot: int, judgement: Judgement, actor_id: int, now: datetime
) -> None:
    """Appends the grade and brings the attempt's score in line.

    Raises AttemptNotFoundError or ItemNotFoundError where the section has no such attempt or question,
    StillOpenError before the attempt has ended, MarkChangedError for the second of two at once.
    """
    found = _locked(session, section_id, attempt)
    if found.status is Status.OPEN and not late(found.deadline, now):
        raise StillOpenError
    finishing.end(session, now, Attempt.id == found.id)
    item = _item(session, found.id, slot)
    if item.grades != judgement.seen:
        raise MarkChangedError
    grade = insert(Grade).values(
        item_id=item.id,
        seq=item.grades + 1,
        fraction=judgement.fraction,
        source=Source.EXCUSE if judgement.fraction is None else Source.OVERRIDE,
        actor_id=actor_id,
        reason=judgement.reason,
        created_at=now,
    )
    try:
        session.execute(grade)
    except IntegrityError as error:
        raise MarkChangedError from error
    score(session, found.id)


def score(session: Session, attempt_id: int) -> None:
    """Sets an attempt's points and how many questions count, as its latest grades say."""
    excused = func.coalesce(func.sum(case((Grade.source == Source.EXCUSE, 1), else_=0)), 0)
    points, out_of = session.execute(
        with_latest_grades(
            select(func.coalesce(func.sum(Grade.fraction), 0.0), func.count(AttemptItem.id) - excused).select_from(
                AttemptItem
            )
        ).where(AttemptItem.attempt_id == attempt_id)
    ).one()
    session.execute(update(Attempt).where(Attempt.id == attempt_id).values(points=min(points, out_of), out_of=out_of))


def _locked(session: Session, section_id: int, public_id: str) -> Row[*tuple[Any, ...]]:
    """The attempt, held so that two changes take their turn."""
    found = session.execute(
        select(Attempt.id, Attempt.status, Attempt.deadline)
        .where(Attempt.public_id == public_id, Attempt.section_id == section_id)
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise AttemptNotFoundError
    return found


def _item(session: Session, attempt_id: int, slot: int) -> Row[*tuple[Any, ...]]:
    """The question's id and how many grades it has."""
    found = session.execute(
        select(AttemptItem.id, func.coalesce(func.max(Grade.seq), 0).label("grades"))
        .outerjoin(Grade, Grade.item_id == AttemptItem.id)
        .where(AttemptItem.attempt_id == attempt_id, AttemptItem.slot == slot)
        .group_by(AttemptItem.id)
    ).one_or_none()
    if found is None:
        raise ItemNotFoundError
    return found
