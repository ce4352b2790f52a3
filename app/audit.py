"""The audit: every automatic grade computed again from what was shown and answered, and every score from the grades."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from app.models import Attempt, AttemptItem, Grade, QuestionVersion, Response, Source
from app.sittings import with_latest_grades
from quizzes import questions
from quizzes.plain import from_plain
from quizzes.questions import Answer, Key

CLOSE = 1e-9
BATCH = 500


class Difference(NamedTuple):
    """Something recorded that does not follow from the rest: where, what is recorded, and what follows."""

    where: str
    recorded: float
    follows: float

    def __str__(self) -> str:
        return f"{self.where}: {self.recorded:g} is recorded, {self.follows:g} follows from the records"


def differences(session: Session) -> Iterator[Difference]:
    yield from _grades(session)
    yield from _scores(session)


def _grades(session: Session) -> Iterator[Difference]:
    """Grades given by the program, against its mark for the answer. One made after a correction has its own key."""
    rows = session.execute(
        select(
            Attempt.public_id,
            AttemptItem.slot,
            AttemptItem.key,
            QuestionVersion.question,
            Response.value,
            Grade.fraction,
        )
        .select_from(Response)
        .join(AttemptItem, AttemptItem.id == Response.item_id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .outerjoin(Grade, and_(Grade.item_id == AttemptItem.id, Grade.source == Source.AUTO))
        .order_by(Response.id)
        .execution_options(yield_per=BATCH)
    )
    for attempt, slot, key, question, value, fraction in rows:
        follows = questions.mark(from_plain(Key, key), Answer.from_json(value)).fraction
        recorded = math.nan if fraction is None else fraction
        if not abs(recorded - follows) <= CLOSE:
            yield Difference(f"attempt {attempt}, question {slot} ({question})", recorded, follows)


def _scores(session: Session) -> Iterator[Difference]:
    """Each attempt's points and their number, against the grades that count."""
    excused = func.sum(case((Grade.source == Source.EXCUSE, 1), else_=0))
    rows = session.execute(
        with_latest_grades(
            select(
                Attempt.public_id,
                Attempt.points,
                Attempt.out_of,
                func.coalesce(func.sum(Grade.fraction), 0.0),
                func.count(AttemptItem.id) - excused,
            ).join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        )
        .group_by(Attempt.id, Attempt.public_id, Attempt.points, Attempt.out_of)
        .execution_options(yield_per=BATCH)
    )
    for attempt, points, out_of, gained, counted in rows:
        if abs(points - gained) > CLOSE:
            yield Difference(f"attempt {attempt}, points", points, gained)
        if out_of != counted:
            yield Difference(f"attempt {attempt}, questions that count", out_of, counted)
