"""The page of spaced practice: what is due today, what comes back when, and the set that is under way."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.people import Who
from app.attempts import starting
from app.attempts.progress import PRACTICE
from app.database.sessions import Database
from app.learning import spacing
from app.learning.spacing import PracticePlan


@dataclass(frozen=True)
class PracticePage:
    """going: the practice set to go on with."""

    plan: PracticePlan
    going: str | None


def practice(database: Database, who: Who | None, now: datetime) -> PracticePage:
    if who is None:
        return PracticePage(PracticePlan((), now), None)
    with database.read() as session:
        going = starting.open_attempt(session, who.id, PRACTICE, now)
        return PracticePage(spacing.plan(session, who.id, now), going.attempt if going else None)
