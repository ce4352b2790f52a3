"""A learner's own page: results by lesson, attempts to look back on, and the misconceptions still open."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app import agenda, erasure, errata, progress
from app import export as exports
from app.accounts import Who
from app.agenda import Agenda
from app.db import Database
from app.desk import Entry, entries
from app.erasure import Charge
from app.errata import Note
from app.errors import NotFoundError
from app.export import Export
from app.lessons import Lesson
from app.progress import NOTHING, Progress
from app.sheets import lesson_of
from quizzes import bank


class Misconception(NamedTuple):
    """A mistaken idea that the last answers show, where to see otherwise, and how many questions show it."""

    sentence: str
    lesson: Lesson | None
    show: str
    times: int


@dataclass(frozen=True)
class Portrait:
    entries: tuple[Entry, ...]
    progress: Progress
    misconceptions: tuple[Misconception, ...]
    agendas: tuple[Agenda, ...] = ()
    corrections: tuple[Note, ...] = ()


class NobodyError(NotFoundError):
    """There are no records to give."""

    def __init__(self) -> None:
        super().__init__("Nothing is recorded about you here.")


def portrait(database: Database, who: Who | None, now: datetime) -> Portrait:
    if who is None:
        return Portrait(entries(NOTHING), NOTHING, ())
    with database.read() as session:
        past = progress.progress(session, who.id, now)
        due = agenda.agendas(session, who.id, now)
        corrections = errata.notes(session, who.id, now)
    return Portrait(entries(past), past, tuple(_misconceptions(past)), due, corrections)


def export(database: Database, who: Who | None, now: datetime) -> Export:
    if who is None:
        raise NobodyError
    with database.read() as session:
        return exports.export(session, who.id, now)


def charges(database: Database, who: Who) -> tuple[Charge, ...]:
    """The sections that keep this person from leaving."""
    with database.read() as session:
        return erasure.charges(session, who.id)


def _misconceptions(past: Progress) -> list[Misconception]:
    known = {each.id: each for each in bank.load().misconceptions}
    return [
        Misconception(known[each].sentence, lesson_of(known[each].lesson), known[each].show, times)
        for each, times in past.misconceptions
        if each in known
    ]
