"""The audit: every automatic grade computed again from what was shown and answered, and every score from the grades."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from app.attempts.reading import with_latest_grades
from app.models import Attempt, AttemptItem, Grade, PredictionMade, QuestionVersion, Response, Source
from quizzes import bank, questions, versions
from quizzes.plain import from_plain
from quizzes.questions import Answer, Key, Resolved, Shown

CLOSE = 1e-9
BATCH = 500


class Discrepancy(NamedTuple):
    """Something recorded that does not follow from the rest: where, what is recorded, and what follows."""

    where: str
    recorded: float
    follows: float

    def __str__(self) -> str:
        return f"{self.where}: {self.recorded:g} is recorded, {self.follows:g} follows from the records"


def differences(session: Session) -> Iterator[Discrepancy]:
    yield from _grades(session)
    yield from _regrades(session)
    yield from _scores(session)
    yield from _tries(session)


def _grades(session: Session) -> Iterator[Discrepancy]:
    """Grades given by the program, against its mark for the answer by the key that was kept with the question."""
    rows = session.execute(
        _answers()
        .add_columns(AttemptItem.key, Grade.fraction)
        .outerjoin(Grade, and_(Grade.item_id == AttemptItem.id, Grade.source == Source.AUTO))
        .order_by(Response.id)
        .execution_options(yield_per=BATCH)
    )
    for row in rows:
        follows = questions.mark(from_plain(Key, row.key), Answer.from_json(row.value)).fraction
        yield from _unlike(_where(row), row.fraction, follows)


def _regrades(session: Session) -> Iterator[Discrepancy]:
    """Grades given after a correction, against the mark for the answer by the version that they name.

    Those from before grades named one cannot be computed again.
    """
    corrected = aliased(QuestionVersion, name="corrected")
    rows = session.execute(
        _answers()
        .add_columns(
            corrected.number, corrected.body, Grade.fraction,
            QuestionVersion.sha256, AttemptItem.seed, AttemptItem.lesson, AttemptItem.objective,
            AttemptItem.shown, AttemptItem.key,
        )
        .join(Grade, and_(Grade.item_id == AttemptItem.id, Grade.source == Source.REGRADE))
        .join(corrected, corrected.id == Grade.question_version_id)
        .order_by(Grade.id)
        .execution_options(yield_per=BATCH)
    )  # fmt: skip
    for row in rows:
        again = versions.again(bank.recall(row.body), _resolved(row))
        follows = questions.mark(again.key, Answer.from_json(row.value)).fraction if again else math.nan
        yield from _unlike(f"{_where(row)} by version {row.number}", row.fraction, follows)


def _where(row: Row[*tuple[Any, ...]]) -> str:
    return f"attempt {row.public_id}, question {row.slot} ({row.question})"


def _resolved(row: Row[*tuple[Any, ...]]) -> Resolved:
    drawn = from_plain(Shown, row.shown), from_plain(Key, row.key)
    return Resolved(row.question, row.sha256.hex(), row.seed, row.lesson, row.objective, *drawn)


def _answers() -> Select[*tuple[Any, ...]]:
    return (
        select(Attempt.public_id, AttemptItem.slot, QuestionVersion.question, Response.value)
        .select_from(Response)
        .join(AttemptItem, AttemptItem.id == Response.item_id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
    )


def _unlike(where: str, fraction: float | None, follows: float) -> Iterator[Discrepancy]:
    recorded = math.nan if fraction is None else fraction
    if not abs(recorded - follows) <= CLOSE:
        yield Discrepancy(where, recorded, follows)


def _scores(session: Session) -> Iterator[Discrepancy]:
    """Each attempt's points and their number, against the grades that count."""
    excused = func.sum(case((Grade.source == Source.EXCUSE, 1), else_=0))
    rows = session.execute(
        with_latest_grades(
            select(
                Attempt.public_id,
                Attempt.points,
                Attempt.out_of,
                func.coalesce(func.sum(Grade.fraction), 0.0).label("gained"),
                (func.count(AttemptItem.id) - excused).label("counted"),
            ).join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        )
        .group_by(Attempt.id, Attempt.public_id, Attempt.points, Attempt.out_of)
        .execution_options(yield_per=BATCH)
    )
    for row in rows:
        if abs(row.points - row.gained) > CLOSE:
            yield Discrepancy(f"attempt {row.public_id}, points", row.points, row.gained)
        if row.out_of != row.counted:
            yield Discrepancy(f"attempt {row.public_id}, questions that count", row.out_of, row.counted)


def _tries(session: Session) -> Iterator[Discrepancy]:
    """Predictions are counted from one on, and none is missing between the first and the last."""
    asked = (PredictionMade.learner_id, PredictionMade.page, PredictionMade.question)
    numbered, kept = func.max(PredictionMade.number), func.count(PredictionMade.id)
    for row in session.execute(select(*asked, numbered.label("numbered"), kept.label("kept")).group_by(*asked)):
        if row.numbered != row.kept:
            yield Discrepancy(f"predictions of learner {row.learner_id} on {row.page}", row.numbered, row.kept)
