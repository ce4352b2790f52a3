"""A learner's own page: results by lesson, attempts to look back on, and the misconceptions still open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from app.accounts import erasure, rate_limits
from app.accounts import export as exports
from app.accounts.erasure import Charge
from app.accounts.export import Export
from app.accounts.people import Who
from app.accounts.rate_limits import Limit, TooManyError
from app.attempts import correction_notes, due_dates, progress
from app.attempts.correction_notes import Note
from app.attempts.due_dates import Agenda
from app.attempts.progress import NOTHING, Progress
from app.database.sessions import Database
from app.errors import NotFoundError
from app.learning import spacing, way
from app.learning.spacing import PracticePlan
from app.learning.way import Way
from app.lessons.catalogue import Lesson
from app.taking.question_page import lesson_of
from app.taking.quiz_catalogue import Entry, entries
from quizzes.bank import Bank

EXPORTS = Limit(6, timedelta(minutes=2))
"""Downloads of everything that one person asks for."""
JUST_EXPORTED = "You have just downloaded this several times."


class Misconception(NamedTuple):
    """What is true where the last answers show a mistaken idea, where to see it, and how many questions show it."""

    told: str
    lesson: Lesson | None
    show: str
    times: int


@dataclass(frozen=True)
class LearnerPage:
    entries: tuple[Entry, ...]
    progress: Progress
    misconceptions: tuple[Misconception, ...]
    way: Way
    practice: PracticePlan
    agendas: tuple[Agenda, ...] = ()
    corrections: tuple[Note, ...] = ()


class NobodyError(NotFoundError):
    """There are no records to give."""

    def __init__(self) -> None:
        super().__init__("Nothing is recorded about you here.")


def page(database: Database, who: Who | None, now: datetime) -> LearnerPage:
    if who is None:
        return LearnerPage(entries(database.bank, NOTHING), NOTHING, (), way.of((), ()), spacing.of((), now))
    with database.read() as session:
        past = progress.progress(session, who.id, now)
        due = due_dates.agendas(session, who.id, now)
        corrections = correction_notes.notes(session, who.id, now)
        walked, practice = way.way(session, who.id), spacing.plan(session, who.id, now)
    misconceptions = tuple(_misconceptions(database.bank, past))
    return LearnerPage(entries(database.bank, past), past, misconceptions, walked, practice, due, corrections)


def export(database: Database, who: Who | None, now: datetime) -> Export:
    """Everything that is recorded about somebody; TooManyError for whoever asks for it all the time."""
    if who is None:
        raise NobodyError
    try:
        with database.write() as session:
            rate_limits.take(session, f"export {who.id}", EXPORTS, now)
    except TooManyError as full:
        raise full.explained(JUST_EXPORTED, "Nothing is lost meanwhile.") from None
    with database.read() as session:
        return exports.export(session, who.id, now)


def charges(database: Database, who: Who) -> tuple[Charge, ...]:
    """The sections that keep this person from leaving."""
    with database.read() as session:
        return erasure.charges(session, who.id)


def _misconceptions(bank: Bank, past: Progress) -> list[Misconception]:
    known = {each.id: each for each in bank.misconceptions}
    return [
        Misconception(known[each].told, lesson_of(known[each].lesson), known[each].show, times)
        for each, times in past.misconceptions
        if each in known
    ]
