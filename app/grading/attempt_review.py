"""An attempt as those who teach it see it: every question as shown, the answers with their times, and every grade."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.attempts import reading
from app.attempts.reading import AttemptNotFoundError, AttemptState
from app.database import rows
from app.models import Attempt, AttemptItem, Grade, Learner, Source
from app.taking import question_page
from app.taking.question_page import AnsweredPage

SOURCES = {
    Source.AUTO: "Marked by the key",
    Source.REGRADE: "Marked again after a correction",
    Source.OVERRIDE: "Changed by hand",
    Source.EXCUSE: "Excused by hand",
}


class PastGrade(NamedTuple):
    """A grade in the history of a question: from whom and why, where people made it."""

    fraction: float | None
    source: Source
    actor: str | None
    reason: str | None
    at: datetime

    @property
    def words(self) -> str:
        return SOURCES[self.source]


class Choice(NamedTuple):
    """An option in the order in which it was shown."""

    text: str
    right: bool
    chosen: bool
    because: str


@dataclass(frozen=True)
class ReviewedQuestion:
    """One question of the attempt. taken: from the answer before (or the start) to this one."""

    page: AnsweredPage
    changes: tuple[PastGrade, ...]
    taken: timedelta | None
    reached: bool

    @property
    def slot(self) -> int:
        return self.page.slot

    @property
    def mark(self) -> float | None:
        """The mark that counts; an unanswered question has none, and counts nothing."""
        return self.changes[-1].fraction if self.changes else None

    @property
    def excused(self) -> bool:
        return bool(self.changes) and self.changes[-1].source is Source.EXCUSE

    @property
    def options(self) -> tuple[Choice, ...]:
        """For questions with options to pick, those options as the learner had them before their eyes."""
        if self.page.shown.kind not in question_page.PICKED:
            return ()
        key, answer = self.page.key, self.page.item.answer
        chosen = answer.chosen if answer else ()
        because = {note.option: note.because for note in key.notes}
        return tuple(
            Choice(option.text, option.id in key.right, option.id in chosen, because.get(option.id, ""))
            for option in self.page.shown.options
        )


@dataclass(frozen=True)
class AttemptReview:
    """The whole attempt, and the learner's attempts at the same quiz in this section as (number, public id)."""

    attempt: AttemptState
    learner: str
    questions: tuple[ReviewedQuestion, ...]
    siblings: tuple[tuple[int, str], ...]

    @cached_property
    def taken(self) -> timedelta | None:
        return self.attempt.closed_at - self.attempt.opened_at if self.attempt.closed_at else None

    @property
    def share(self) -> float | None:
        return self.attempt.points / self.attempt.out_of if self.attempt.out_of else None


def review(session: Session, section_id: int, attempt: str) -> AttemptReview:
    """The attempt; AttemptNotFoundError unless it was made in this section."""
    head = session.execute(
        select(Attempt.learner_id, Learner.name)
        .join(Learner, Learner.id == Attempt.learner_id)
        .where(Attempt.public_id == attempt, Attempt.section_id == section_id)
    ).one_or_none()
    if head is None:
        raise AttemptNotFoundError
    found = reading.attempt_state(session, head.learner_id, attempt)
    return AttemptReview(found, head.name, _questions(session, found), _siblings(session, found))


def _questions(session: Session, attempt: AttemptState) -> tuple[ReviewedQuestion, ...]:
    history = _history(session, attempt.id)
    before, asked = attempt.opened_at, []
    next_slot = attempt.next_slot or 0
    for item in reading.items(session, attempt.id):
        taken = item.given_at - before if item.given_at else None
        before = item.given_at or before
        reached = item.answer is not None or item.slot == next_slot
        asked.append(ReviewedQuestion(question_page.marked(attempt, item), tuple(history[item.slot]), taken, reached))
    return tuple(asked)


def _history(session: Session, attempt_id: int) -> dict[int, list[PastGrade]]:
    """Every grade of every slot, oldest first."""
    found = session.execute(
        select(
            *(AttemptItem.slot, Grade.fraction, Grade.source, Grade.reason),
            *(Learner.name.label("actor"), Grade.created_at.label("at")),
        )
        .join(AttemptItem, AttemptItem.id == Grade.item_id)
        .outerjoin(Learner, Learner.id == Grade.actor_id)
        .where(AttemptItem.attempt_id == attempt_id)
        .order_by(Grade.item_id, Grade.seq)
    )
    history: dict[int, list[PastGrade]] = defaultdict(list)
    for row in found:
        history[row.slot].append(rows.part(PastGrade, row))
    return history


def _siblings(session: Session, attempt: AttemptState) -> tuple[tuple[int, str], ...]:
    found = session.execute(
        select(Attempt.number, Attempt.public_id)
        .where(Attempt.section_id == attempt.section_id, Attempt.learner_id == attempt.learner_id)
        .where(Attempt.quiz == attempt.quiz)
        .order_by(Attempt.number)
    )
    return tuple((row.number, row.public_id) for row in found)
