"""Work on the challenges: what somebody solved, and their best; only a better solution is noted."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from app.accounts import newcomers
from app.accounts.authentication import Caller
from app.accounts.people import Who
from app.challenges import challenge_page, judging
from app.challenges.challenge_page import Form
from app.challenges.tasks import Challenge, catalogue, challenge
from app.database.sessions import Database
from app.errors import NotFoundError
from app.learning import milestones
from app.learning.milestones import Reached
from app.models import MilestoneKind
from app.taking.lesson_work import count
from optimizers.numbers import decimal, plain

PAGE: Final = "challenges"
"""Under which milestones of challenges stand; the subject is the challenge and the score."""
MOST: Final = 20
"""Improvements at one challenge that are kept."""


class NoChallengeError(NotFoundError):
    """There is no such challenge."""

    def __init__(self) -> None:
        super().__init__("There is no such challenge.")


def named(slug: str) -> Challenge:
    """The challenge with this slug. Raises NoChallengeError."""
    found = challenge(slug)
    if found is None:
        raise NoChallengeError
    return found


def hand_in(database: Database, caller: Caller, slug: str, form: Form, now: datetime) -> str | None:
    """Notes a solution that is better than those before; the token for a newcomer. Raises NoChallengeError."""
    asked = named(slug)
    settings, errors = challenge_page.read(asked, form)
    score = None if errors else judging.judge(asked, settings).score
    if score is None:
        return None
    with database.write() as session:
        who, token = newcomers.known(session, caller, now)
        count(session, who.id, now)
        before = _scores(milestones.milestones(session, who.id), asked)
        if len(before) < MOST and all(judging.is_better(asked.score, score, each) for each in before):
            subject = f"{asked.slug} {plain(score)}"
            milestones.reach(session, who.id, PAGE, MilestoneKind.TRIED, subject, now)
    return token


def bests(database: Database, who: Who | None) -> Mapping[str, float]:
    """Somebody's best score at each challenge that they solved, by its slug."""
    if who is None:
        return {}
    with database.read() as session:
        reached = milestones.milestones(session, who.id)
    found = {each.slug: (each, _scores(reached, each)) for each in catalogue()}
    return {
        slug: (max if asked.score.is_better_high else min)(scores) for slug, (asked, scores) in found.items() if scores
    }


def _scores(reached: Iterable[Reached], asked: Challenge) -> list[float]:
    subjects = (each.subject.rpartition(" ") for each in reached if each.page == PAGE)
    return [decimal(score) for slug, _, score in subjects if slug == asked.slug]
