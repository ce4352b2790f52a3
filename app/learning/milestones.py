"""Milestones: that somebody has come to the end of a page, or tried one of its experiments, noted once."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.database import rows
from app.models import Milestone, MilestoneKind


class Reached(NamedTuple):
    """What was done for the first time at a moment. subject: which experiment; empty for the page as a whole."""

    page: str
    kind: MilestoneKind
    subject: str
    reached_at: datetime


def reach(session: Session, learner_id: int, page: str, kind: MilestoneKind, subject: str, now: datetime) -> None:
    """Notes a milestone; one that is there already stays as it was."""
    mine = {"learner_id": learner_id, "page": page, "kind": kind, "subject": subject}
    if session.get(Milestone, mine) is not None:
        return
    try:
        with session.begin_nested():
            session.execute(insert(Milestone).values(**mine, reached_at=now))
    except IntegrityError:  # another page of theirs noted it first
        return


def milestones(session: Session, learner_id: int) -> tuple[Reached, ...]:
    """In the order in which they were reached."""
    found = session.execute(
        select(Milestone.page, Milestone.kind, Milestone.subject, Milestone.reached_at)
        .where(Milestone.learner_id == learner_id)
        .order_by(Milestone.reached_at, Milestone.page, Milestone.kind, Milestone.subject)
    )
    return tuple(rows.value(Reached, row) for row in found)


def of_several(session: Session, learners: Select[int]) -> Mapping[int, list[Reached]]:
    """The milestones of each of several learners, by their ids, in one statement."""
    columns = (Milestone.learner_id, Milestone.page, Milestone.kind, Milestone.subject, Milestone.reached_at)
    found: dict[int, list[Reached]] = {}
    for row in session.execute(select(*columns).where(Milestone.learner_id.in_(learners))):
        found.setdefault(row.learner_id, []).append(rows.part(Reached, row))
    return found


def hand_over(session: Session, visitor_id: int, learner_id: int) -> None:
    """A visitor's milestones become an account's; those that it has stay with the visitor, and go with that row."""
    there = {each[:3] for each in milestones(session, learner_id)}
    for each in milestones(session, visitor_id):
        if each[:3] not in there:
            session.execute(
                update(Milestone)
                .where(Milestone.learner_id == visitor_id, Milestone.page == each.page)
                .where(Milestone.kind == each.kind, Milestone.subject == each.subject)
                .values(learner_id=learner_id)
            )
