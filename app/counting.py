"""Which attempt at a quiz counts: decided here once, in SQL, for the gradebook and for what a learner is told."""

from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, func, or_
from sqlalchemy.orm import InstrumentedAttribute

from app.models import Attempt, Counting, Policy, Status
from app.models.base import Moment

NOW: BindParameter[datetime] = bindparam("now", type_=Moment)
"""The moment as of which a statement counts; whoever runs it gives the value."""

Column: TypeAlias = ColumnElement[Any] | InstrumentedAttribute[Any]


def counting(*whose: Column) -> tuple[ColumnElement[Any], ...]:
    """Columns beside each attempt: its score or the mean, whether it counts (precedence 1), how many are finished.

    whose: what the attempts among which one counts have in common. An attempt of which every question is excused
    has no score, and counts only if there is no other. The statement joins Policy by `own_policy`.
    """
    finished = is_finished(NOW)
    share = case((finished, Attempt.points / func.nullif(Attempt.out_of, 0)))
    averaged = Policy.counting == Counting.AVERAGE
    counts_first = [case((finished, 0), else_=1), case((share.is_(None), 1), else_=0), _precedence(share)]
    return (
        Attempt.public_id.label("attempt"),
        case((averaged, func.avg(share).over(partition_by=whose)), else_=share).label("share"),
        func.row_number().over(partition_by=whose, order_by=[*counts_first, Attempt.number]).label("precedence"),
        func.count(case((finished, 1))).over(partition_by=whose).label("tries"),
        func.max(func.coalesce(Attempt.closed_at, Attempt.opened_at)).over(partition_by=whose).label("active"),
    )


def own_policy() -> ColumnElement[bool]:
    return and_(Policy.section_id == Attempt.section_id, Policy.quiz == Attempt.quiz)


def is_finished(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Whether an attempt has ended, be it only by its deadline."""
    return or_(Attempt.status != Status.OPEN, and_(Attempt.deadline.is_not(None), Attempt.deadline <= now))


def _precedence(share: ColumnElement[Any]) -> ColumnElement[Any]:
    """Smallest for the attempt that counts. Where the mean counts, a cell opens the last one."""
    latest = Policy.counting.in_((Counting.LAST, Counting.AVERAGE))
    return case(
        (Policy.counting == Counting.FIRST, Attempt.number * 1.0),
        (latest, Attempt.number * -1.0),
        else_=-func.coalesce(share, -1.0),
    )
