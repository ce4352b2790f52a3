"""Which attempt at a quiz counts: decided here once, in SQL, for the gradebook and for what a learner is told.

In two forms: `counting` says it beside each attempt, for a few learners; `shares` gives the scores alone, for a class
of any size, from an index that holds all that it reads. A test holds the one against the other.
"""

from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import CTE, BindParameter, ColumnElement, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

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


def shares(section: BindParameter[int], *only: ColumnElement[bool]) -> CTE:
    """The score that counts of each learner of the section in each quiz that they have finished, NULL if it has none.

    only: what else is asked of the attempts.
    """
    finished = (Attempt.section_id == section, is_finished(NOW), *only)
    best = func.max(Attempt.points / func.nullif(Attempt.out_of, 0)).label("best")
    by_quiz = (Attempt.quiz, Attempt.learner_id)
    tried = select(*by_quiz, best).where(*finished).group_by(*by_quiz).subquery("tried")
    one = aliased(Attempt)  # looked up only where a policy asks for it
    own = (one.section_id == section, one.quiz == tried.c.quiz, one.learner_id == tried.c.learner_id)
    scored = select(one.points / one.out_of).where(*own, is_finished(NOW, one), one.out_of > 0).correlate(tried)
    mean = scored.with_only_columns(func.avg(one.points / one.out_of))
    counts = case(
        (Policy.counting == Counting.FIRST, scored.order_by(one.number).limit(1).scalar_subquery()),
        (Policy.counting == Counting.LAST, scored.order_by(one.number.desc()).limit(1).scalar_subquery()),
        (Policy.counting == Counting.AVERAGE, mean.scalar_subquery()),
        else_=tried.c.best,
    )
    policy = and_(Policy.section_id == section, Policy.quiz == tried.c.quiz)
    return (
        select(tried.c.learner_id, tried.c.quiz, counts.label("share"))
        .outerjoin(Policy, policy)
        .cte("shares")
        .prefix_with("MATERIALIZED")
    )


def own_policy() -> ColumnElement[bool]:
    return and_(Policy.section_id == Attempt.section_id, Policy.quiz == Attempt.quiz)


def is_finished(now: datetime | BindParameter[datetime], attempt: type[Attempt] = Attempt) -> ColumnElement[bool]:
    """Whether an attempt has ended, be it only by its deadline."""
    return or_(attempt.status != Status.OPEN, and_(attempt.deadline.is_not(None), attempt.deadline <= now))


def _precedence(share: ColumnElement[Any]) -> ColumnElement[Any]:
    """Smallest for the attempt that counts. Where the mean counts, a cell opens the last one."""
    latest = Policy.counting.in_((Counting.LAST, Counting.AVERAGE))
    return case(
        (Policy.counting == Counting.FIRST, Attempt.number * 1.0),
        (latest, Attempt.number * -1.0),
        else_=-func.coalesce(share, -1.0),
    )
