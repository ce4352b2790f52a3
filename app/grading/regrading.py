"""Errata: questions corrected in their bank, whose marks a correction would change, and the grades that change them.

Marking again runs the core, so it happens before the transaction that writes; a grade that somebody changed in
between is left alone, and the next look shows what became of it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Row, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.attempts.reading import with_latest_grades
from app.database.sessions import Database, bank_of
from app.grading import manual_marks, question_difference
from app.grading.question_difference import Difference
from app.models import Attempt, AttemptItem, Grade, Learner, QuestionVersion, Response, Source
from quizzes import questions, versions
from quizzes.bank import recall
from quizzes.plain import from_plain
from quizzes.questions import Answer, Key, Resolved, Shown
from quizzes.source import Question
from quizzes.variants import draw_values

CLOSE = 1e-9
BATCH = 500
PORTION = 10
"""Attempts that one transaction marks again."""


class MarkChange(NamedTuple):
    """A mark that a correction would change. grades: how many the item has now."""

    attempt_id: int
    attempt: str
    quiz: str
    learner: str
    slot: int
    item_id: int
    grades: int
    before: float
    after: float
    number: int
    points: float
    out_of: int


class Version(NamedTuple):
    """A question's version in the records."""

    id: int
    number: int


class Score(NamedTuple):
    """An attempt whose score would change, with every mark that changes in it."""

    changes: tuple[MarkChange, ...]

    @property
    def before(self) -> float:
        return self.changes[0].points

    @property
    def after(self) -> float:
        return self.before + sum(change.after - change.before for change in self.changes)


@dataclass(frozen=True)
class Erratum:
    """A question that was corrected after somebody had been shown it.

    stem: as one of its variants reads now. differences: what was corrected since the version before.
    versions: the numbers under which it was shown before; number: what the bank's present text has or will have.
    answers: how many were given to it; kept: marks set by hand, which stay; unlike: answers to
    something else than the corrected question asks (versions.again), which cannot be marked again.
    """

    question: str
    stem: str
    differences: tuple[Difference, ...]
    versions: tuple[int, ...]
    number: int
    answers: int
    kept: int
    unlike: int
    changes: tuple[MarkChange, ...]

    @property
    def rises(self) -> int:
        return sum(change.after > change.before for change in self.changes)

    @property
    def falls(self) -> int:
        return len(self.changes) - self.rises


def errata(session: Session, section_id: int | None = None) -> tuple[Erratum, ...]:
    """Every correction and what it would change, in one section or everywhere; two statements, nothing is written.

    Of a section, only the questions that somebody in it answered.
    """
    published, bank = _published(session), bank_of(session)
    corrected = {name: rows for name, rows in published.items() if _outdated(bank.question(name), rows)}
    shown = {row.id: row for rows in corrected.values() for row in rows}
    answered = _answered(session, shown, section_id)
    concerned = answered if section_id is not None else corrected
    return tuple(_erratum(bank.question(name), corrected[name], answered.get(name, ())) for name in sorted(concerned))


def scores(found: Iterable[Erratum]) -> tuple[Score, ...]:
    """The attempts whose scores these corrections would change, by the learner's name."""
    changes = [change for each in found for change in each.changes]
    own: dict[int, list[MarkChange]] = defaultdict(list)
    for change in sorted(changes, key=lambda change: (change.learner.casefold(), change.attempt_id, change.slot)):
        own[change.attempt_id].append(change)
    return tuple(Score(tuple(each)) for each in own.values())


def apply(database: Database, now: datetime, section_id: int | None = None) -> tuple[Erratum, ...]:
    """Appends a grade wherever a correction changes the mark, and brings the scores in line; what was done.

    A few attempts at a time, so that nobody's answer waits for the whole; broken off, it is completed by the next run.
    """
    with database.read() as session:
        found = errata(session, section_id)
    with database.write() as session:
        made = {each.question: _publish(session, each, now) for each in found}
    work = [(made[each.question], *of_one) for each in found for of_one in _by_attempt(each.changes)]
    for start in range(0, len(work), PORTION):
        with database.write() as session:
            for version, attempt_id, changes in work[start : start + PORTION]:
                _append(session, attempt_id, changes, version, now)
    return found


def _published(session: Session) -> Mapping[str, list[Row[*tuple[Any, ...]]]]:
    """The versions of each question that the bank still has, the oldest first."""
    rows = session.execute(
        select(
            QuestionVersion.id,
            QuestionVersion.question,
            QuestionVersion.number,
            QuestionVersion.sha256,
            QuestionVersion.body,
        ).order_by(QuestionVersion.question, QuestionVersion.number)
    )
    known = {question.id for question in bank_of(session).questions}
    found: dict[str, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in rows:
        if row.question in known:
            found[row.question].append(row)
    return found


def _outdated(question: Question, rows: Iterable[Row[*tuple[Any, ...]]]) -> bool:
    return any(row.sha256.hex() != question.version for row in rows)


def _answered(
    session: Session, shown: Mapping[int, Row[*tuple[Any, ...]]], section_id: int | None
) -> Mapping[str, list[tuple[Any, ...]]]:
    """The answers given to these versions, by question, each with the version's row."""
    statement = with_latest_grades(
        select(
            AttemptItem.question_version_id,
            AttemptItem.id,
            AttemptItem.slot,
            AttemptItem.seed,
            AttemptItem.lesson,
            AttemptItem.objective,
            AttemptItem.shown,
            AttemptItem.key,
            Attempt.id.label("attempt_id"),
            Attempt.public_id,
            Attempt.quiz,
            Attempt.number,
            Attempt.points,
            Attempt.out_of,
            Learner.name,
            Response.value,
            Grade.fraction,
            Grade.seq,
            Grade.source,
        )
        .select_from(Response)
        .join(AttemptItem, AttemptItem.id == Response.item_id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .join(Learner, Learner.id == Attempt.learner_id)
    ).where(AttemptItem.question_version_id.in_(shown))
    if section_id is not None:
        statement = statement.where(Attempt.section_id == section_id)
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in session.execute(statement.order_by(Attempt.id, AttemptItem.slot).execution_options(yield_per=BATCH)):
        version = shown[row.question_version_id]
        found[version.question].append((version, row))
    return found


def _erratum(question: Question, rows: list[Row[*tuple[Any, ...]]], answered: Iterable[tuple[Any, ...]]) -> Erratum:
    present = bytes.fromhex(question.version)
    number = next((row.number for row in rows if row.sha256 == present), rows[-1].number + 1)
    kept = unlike = answers = 0
    changes: list[MarkChange] = []
    for version, row in answered:
        answers += 1
        if row.source in (Source.OVERRIDE, Source.EXCUSE):
            kept += 1
            continue
        after = _marked_again(question, version, row)
        if after is None:
            unlike += 1
        elif abs(after - row.fraction) > CLOSE:
            changes.append(_change(row, after))
    older = [row for row in rows if row.sha256 != present]
    stem = questions.resolve(question, "errata").shown.stem
    corrected = question_difference.differences(older[-1].body, json.loads(question.source))
    numbers = tuple(row.number for row in older)
    return Erratum(question.id, stem, corrected, numbers, number, answers, kept, unlike, tuple(changes))


def _change(row: Row[*tuple[Any, ...]], after: float) -> MarkChange:
    whose = (row.attempt_id, row.public_id, row.quiz, row.name)
    return MarkChange(*whose, row.slot, row.id, row.seq, row.fraction, after, row.number, row.points, row.out_of)


def _marked_again(question: Question, version: Row[*tuple[Any, ...]], row: Row[*tuple[Any, ...]]) -> float | None:
    """What the answer is worth by the corrected question; None where that asks about something else than was shown."""
    shown, key = from_plain(Shown, row.shown), from_plain(Key, row.key)
    drawn = Resolved(question.id, version.sha256.hex(), row.seed, row.lesson, row.objective, shown, key)
    if dict(draw_values(recall(version.body), row.seed)) != dict(draw_values(question, row.seed)):
        return None
    again = versions.again(question, drawn)
    return questions.mark(again.key, Answer.from_json(row.value)).fraction if again else None


def _by_attempt(changes: Iterable[MarkChange]) -> Iterator[tuple[int, tuple[MarkChange, ...]]]:
    for attempt_id, own in groupby(changes, key=lambda change: change.attempt_id):
        yield attempt_id, tuple(own)


def _publish(session: Session, erratum: Erratum, now: datetime) -> Version:
    """The corrected question's version, recorded if nobody has drawn it yet."""
    question = bank_of(session).question(erratum.question)
    sha256 = bytes.fromhex(question.version)
    there = select(QuestionVersion.id).where(QuestionVersion.question == question.id, QuestionVersion.sha256 == sha256)
    known = session.scalar(there)
    if known is not None:
        return Version(known, erratum.number)
    values = {"number": erratum.number, "sha256": sha256, "body": json.loads(question.source), "created_at": now}
    made = QuestionVersion(question=question.id, **values)
    session.add(made)
    session.flush()
    return Version(made.id, erratum.number)


def _append(session: Session, attempt_id: int, changes: Iterable[MarkChange], version: Version, now: datetime) -> None:
    session.execute(select(Attempt.id).where(Attempt.id == attempt_id).with_for_update())
    for change in changes:
        grades = session.scalar(select(func.max(Grade.seq)).where(Grade.item_id == change.item_id))
        if grades != change.grades:  # somebody was faster; what they wrote stays
            continue
        grade = insert(Grade).values(
            item_id=change.item_id,
            seq=change.grades + 1,
            fraction=change.after,
            source=Source.REGRADE,
            reason=f"Corrected: version {version.number} of the question.",
            created_at=now,
            question_version_id=version.id,
        )
        try:
            with session.begin_nested():
                session.execute(grade)
        except IntegrityError:  # likewise, at the same moment
            continue
    manual_marks.score(session, attempt_id)
