"""Whether marks and explanations may be shown: asked of the policy as it is at the moment of looking.

In two forms: `tells` for one attempt whose policy is at hand, `told` in SQL beside many. A test holds the one against
the other.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_

from app.attempts.effective_policy import EffectivePolicy
from app.attempts.scoring_policy import is_finished, own_policy
from app.clock import minute_of
from app.models import Attempt, Feedback, Policy, PolicyException


def tells(policy: EffectivePolicy, examination: bool, ended: bool, now: datetime) -> bool:
    """For an attempt that goes by this policy now. In an examination never before it has been handed in."""
    return policy.tells(now) and (ended or not examination)


def told(now: datetime) -> ColumnElement[bool]:
    """The same of each Attempt in a statement that is `joined`."""
    due_at = func.coalesce(PolicyException.due_at, Policy.due_at)
    over = due_at < minute_of(now)  # its minute has ended
    shown = or_(Policy.id.is_(None), Policy.feedback == Feedback.NOW, Policy.released_at.is_not(None), over)
    return and_(func.coalesce(shown, False), or_(Attempt.examination.is_(False), is_finished(now)))


def joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A statement over Attempt with the policy, and the exception of its learner, that each goes by."""
    own = (
        PolicyException.section_id == Attempt.section_id,
        PolicyException.learner_id == Attempt.learner_id,
        PolicyException.quiz == Attempt.quiz,
    )
    return statement.outerjoin(Policy, own_policy()).outerjoin(PolicyException, and_(*own))
