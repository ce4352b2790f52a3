"""Item analysis: what a section's answers say about its questions, read from the database as counts, not row by row.

It looks at everybody's first finished attempt at a quiz, as a second one has seen the feedback of the first. The
database counts how often each mark of each question came with each total; those counts hold all that the statistics
need, and their number depends on the quiz, not on the size of the class.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from sqlalchemy import CTE, BigInteger, ColumnElement, Row, Select, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.attempts.reading import JUDGED, with_latest_grades
from app.attempts.scoring_policy import is_finished
from app.database import rows
from app.database.sessions import bank_of
from app.grading.item_figures import (
    Analysis,
    Bin,
    Idea,
    OptionFigures,
    QuestionFigures,
    SectionAnalysis,
    Summary,
    Whole,
)
from app.models import (
    Attempt,
    AttemptItem,
    Grade,
    QuestionVersion,
    Response,
    ResponseChoice,
    ResponseMisconception,
    Source,
)
from app.taking.question_page import PICKED
from quizzes import statistics
from quizzes.bank import Bank
from quizzes.plain import from_plain
from quizzes.questions import Key, Shown
from quizzes.statistics import Interval, Item, Misunderstood

DEPENDS = frozenset({"when", "test", "claim"})
"""What the bank writes where an option is right in some variants only."""

Counts: TypeAlias = tuple[tuple[float, float, int], ...]
"""How often a mark came with a total: (mark, total, times), in order."""


def overview(session: Session, section_id: int, now: datetime) -> SectionAnalysis:
    """Each quiz in a line, and the misconceptions of the class; three statements."""
    first = _first(section_id, None, now)
    share = first.c.points / func.nullif(first.c.out_of, 0)
    learners, mean = func.count().label("learners"), func.avg(share).label("mean")
    found = session.execute(select(first.c.quiz, learners, mean).group_by(first.c.quiz))
    known = {row.quiz: rows.value(Summary, row) for row in found}
    every = tuple(known.get(quiz.id, Summary(quiz.id, 0, None)) for quiz in bank_of(session).quizzes)
    everybody = session.scalar(select(func.count(first.c.learner_id.distinct()))) or 0
    return SectionAnalysis(every, _ideas(session, first), everybody)


def analysis(session: Session, section_id: int, quiz: str, zone: tzinfo, now: datetime) -> Analysis:
    """A quiz in six statements."""
    first = _first(section_id, quiz, now)
    cells = session.execute(_cells_statement(first)).all()
    totals = _totals(cells)
    return Analysis(
        quiz,
        _whole(cells, totals),
        _questions(session, first, cells),
        _ideas(session, first),
        _scores(totals),
        _minutes(session, first),
        _days(session, section_id, quiz, zone),
    )


def _first(section_id: int, quiz: str | None, now: datetime) -> CTE:
    """Everybody's first finished attempt at the quiz, or at each."""
    place = func.row_number().over(partition_by=(Attempt.learner_id, Attempt.quiz), order_by=Attempt.number)
    columns = Attempt.id, Attempt.learner_id, Attempt.quiz, Attempt.points, Attempt.out_of, Attempt.opened_at
    ended = func.coalesce(Attempt.closed_at, Attempt.deadline).label("ended_at")
    finished = select(*columns, ended, place.label("place")).where(Attempt.section_id == section_id, is_finished(now))
    if quiz is not None:
        finished = finished.where(Attempt.quiz == quiz)
    ranked = finished.subquery("finished")
    return select(ranked).where(ranked.c.place == 1).cte("first_attempt")


def _cells_statement(first: CTE) -> Select[*tuple[Any, ...]]:
    """How often each version of a question, in each place, got each mark with each total. Excused: no mark."""
    mark = case((Grade.source == Source.EXCUSE, None), else_=func.coalesce(Grade.fraction, 0.0)).label("mark")
    by = (
        QuestionVersion.question,
        AttemptItem.question_version_id.label("version"),
        AttemptItem.slot,
        mark,
        first.c.points,
        first.c.out_of,
    )
    return with_latest_grades(
        select(*by, func.count().label("times"), func.max(AttemptItem.id).label("sample"))
        .select_from(first)
        .join(AttemptItem, AttemptItem.attempt_id == first.c.id)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
    ).group_by(*by)


Cells: TypeAlias = Sequence[Row[*tuple[Any, ...]]]


def _totals(cells: Cells) -> Counter[tuple[float, int]]:
    """How many attempts have each total, out of each number of questions: the rows of the first place."""
    totals: Counter[tuple[float, int]] = Counter()
    for cell in cells:
        if cell.slot == 1:
            totals[cell.points, cell.out_of] += cell.times
    return totals


def _whole(cells: Cells, totals: Counter[tuple[float, int]]) -> Whole:
    shares = Counter[float]()
    for (points, out_of), times in totals.items():
        if out_of:
            shares[points / out_of] += times
    mean, interval, spread = _shares(tuple(sorted(shares.items())))
    return Whole(totals.total(), mean, interval, spread, *_reliability(cells, totals))


@lru_cache(256)
def _shares(times: tuple[tuple[float, int], ...]) -> tuple[float | None, Interval | None, float | None]:
    """Mean, interval and standard deviation of shares, from how often each came."""
    shares = np.repeat([share for share, _ in times], [count for _, count in times])
    if not shares.size:
        return None, None, None
    spread = float(shares.std(ddof=1)) if shares.size > 1 else None
    return float(shares.mean()), statistics.mean_interval(shares), spread


def _reliability(cells: Cells, totals: Counter[tuple[float, int]]) -> tuple[float | None, float | None]:
    """Alpha and the standard error over the attempts of full length with nothing excused, place by place."""
    length = max((cell.slot for cell in cells), default=0)
    whole = {total: times for (total, out_of), times in totals.items() if out_of == length}
    variance = _variance(whole)
    if length < 2 or not variance:
        return None, None
    places: dict[int, Counter[float]] = defaultdict(Counter)
    for cell in cells:
        if cell.out_of == length and cell.mark is not None:
            places[cell.slot][cell.mark] += cell.times
    alpha = statistics.alpha([_variance(marks) or 0.0 for marks in places.values()], variance)
    return alpha, None if alpha is None else statistics.standard_error(variance, alpha)


def _variance(times: Mapping[float, int]) -> float | None:
    values = np.repeat(list(times), list(times.values()))
    return float(values.var(ddof=1)) if values.size > 1 else None


def _questions(session: Session, first: CTE, cells: Cells) -> tuple[QuestionFigures, ...]:
    """In the order of the bank; those that have left it come last."""
    newest = {question: max(cell.sample for cell in own) for question, own in _by_question(cells).items()}
    samples = _samples(session, newest.values())
    drawn = _drawn(session, first)
    places = {question.id: place for place, question in enumerate(bank_of(session).questions)}
    found = [
        _question(question, own, samples[newest[question]], drawn) for question, own in _by_question(cells).items()
    ]
    return tuple(sorted(found, key=lambda question: (places.get(question.id, len(places)), question.id)))


def _by_question(cells: Cells) -> dict[str, list[Row[*tuple[Any, ...]]]]:
    own: dict[str, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for cell in cells:
        own[cell.question].append(cell)
    return own


def _samples(session: Session, ids: Iterable[int]) -> dict[int, Row[*tuple[Any, ...]]]:
    columns = (AttemptItem.id, AttemptItem.question_version_id, AttemptItem.lesson, AttemptItem.objective)
    rows = session.execute(
        select(*columns, AttemptItem.shown, AttemptItem.key, QuestionVersion.body)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .where(AttemptItem.id.in_(sorted(ids)))
    )
    return {row.id: row for row in rows}


def _drawn(session: Session, first: CTE) -> dict[tuple[int, int], tuple[int, float]]:
    """For each option of each version: how many chose it, and their mean total."""
    by = AttemptItem.question_version_id, ResponseChoice.option
    found = session.execute(
        select(*by, func.count().label("times"), func.avg(first.c.points).label("mean"))
        .select_from(first)
        .join(AttemptItem, AttemptItem.attempt_id == first.c.id)
        .join(Response, Response.item_id == AttemptItem.id)
        .join(ResponseChoice, ResponseChoice.response_id == Response.id)
        .group_by(*by)
    )
    return {(row.question_version_id, row.option): (row.times, row.mean) for row in found}


def _question(
    question: str, cells: Cells, sample: Row[*tuple[Any, ...]], drawn: dict[tuple[int, int], tuple[int, float]]
) -> QuestionFigures:
    counts: Counter[tuple[float, float]] = Counter()
    for cell in cells:
        if cell.mark is not None:
            counts[cell.mark, cell.points] += cell.times
    shown, key = from_plain(Shown, sample.shown), from_plain(Key, sample.key)
    had = sum(cell.times for cell in cells if cell.version == sample.question_version_id)
    options = _options(shown, key, sample, had, drawn)
    figures = _figures(tuple((*pair, counts[pair]) for pair in sorted(counts)))
    return QuestionFigures(question, sample.lesson, sample.objective, shown, key, figures, options)


def _options(
    shown: Shown,
    key: Key,
    sample: Row[*tuple[Any, ...]],
    had: int,
    drawn: dict[tuple[int, int], tuple[int, float]],
) -> tuple[OptionFigures, ...]:
    """The options to pick from, the right ones first, then by how many they drew."""
    if shown.kind not in PICKED:
        return ()
    texts, written = dict(shown.options), sample.body.get("options", [])
    options = []
    for note in key.notes:
        times, mean = drawn.get((sample.question_version_id, note.source), (0, None))
        depends = note.source < len(written) and bool(written[note.source].keys() & DEPENDS)
        right = None if depends else note.option in key.right
        options.append(OptionFigures(texts[note.option], right, times, times / had if had else 0.0, mean))
    return tuple(sorted(options, key=lambda option: (not option.right, -option.times)))


@lru_cache(1024)
def _figures(counts: Counts) -> Item:
    """The statistics of a question from how often each mark came with each total."""
    times = [count for _, _, count in counts]
    marks, totals = (np.repeat([cell[place] for cell in counts], times) for place in (0, 1))
    return statistics.item(marks, totals)


def _ideas(session: Session, first: CTE) -> tuple[Idea, ...]:
    """The misconceptions behind the answers, those of most learners first."""
    sign = ResponseMisconception.misconception
    signs = session.execute(
        select(sign, func.count(first.c.learner_id.distinct()).label("learners"), func.count().label("times"))
        .select_from(first)
        .join(AttemptItem, AttemptItem.attempt_id == first.c.id)
        .join(Response, Response.item_id == AttemptItem.id)
        .join(ResponseMisconception, ResponseMisconception.response_id == Response.id)
        .where(AttemptItem.question_version_id.in_(JUDGED))
        .group_by(sign)
    )
    known = bank_of(session)
    found = [rows.value(Misunderstood, row) for row in signs]
    return tuple(
        _idea(known, each) for each in sorted(found, key=lambda row: (-row.learners, -row.times, row.misconception))
    )


def _idea(bank: Bank, figures: Misunderstood) -> Idea:
    try:
        known = bank.misconception(figures.misconception)
    except KeyError:  # it has left the bank since
        return Idea(figures, figures.misconception, None, "")
    return Idea(figures, known.told_of("they"), known.lesson, known.show)


def _scores(totals: Counter[tuple[float, int]]) -> tuple[Bin, ...]:
    """Ten bars over the share of the points; the last one holds full marks."""
    bars: Counter[int] = Counter()
    for (points, out_of), times in totals.items():
        if out_of:
            bars[min(int(10 * points / out_of + 1e-9), 9)] += times
    return tuple(Bin(f"{10 * bar}–{10 * bar + 10} %", bars[bar]) for bar in range(10)) if bars else ()


def _minutes(session: Session, first: CTE) -> tuple[Bin, ...]:
    """How many whole minutes the attempts took; from half an hour on they share a bar."""
    longest = 30
    took = _microseconds(session, first.c.ended_at) - _microseconds(session, first.c.opened_at)
    minute = (took // 60_000_000).label("minute")
    bars: Counter[int] = Counter()
    for each, times in session.execute(select(minute, func.count()).group_by(minute)):
        bars[min(max(each, 0), longest)] += times
    every = range(max(bars, default=-1) + 1)
    return tuple(Bin(str(bar) if bar < longest else f"{longest}+", bars[bar]) for bar in every)


def _days(session: Session, section_id: int, quiz: str, zone: tzinfo) -> tuple[Bin, ...]:
    """How many attempts, first or not, began on each day by the section's clock."""
    hour = (_microseconds(session, Attempt.opened_at) // 3_600_000_000).label("hour")
    counted = select(hour, func.count()).where(Attempt.section_id == section_id, Attempt.quiz == quiz).group_by(hour)
    days: Counter[int] = Counter()
    for each, times in session.execute(counted):
        days[datetime.fromtimestamp(3600 * each, UTC).astimezone(zone).toordinal()] += times
    every = range(min(days, default=0), max(days, default=-1) + 1)
    return tuple(Bin(label, days[day]) for day, label in zip(every, _dates(every), strict=True))


def _dates(days: Sequence[int]) -> list[str]:
    """Each day in a few letters; with its year where there is more than one of them."""
    dates = [date.fromordinal(day) for day in days]
    year = " %Y" if len({each.year for each in dates}) > 1 else ""
    return [f"{each.day} {each:%b{year}}" for each in dates]


def _microseconds(session: Session, moment: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[int]:
    """Since 1970, exactly, in the dialect of this database."""
    if session.get_bind().dialect.name == "sqlite":  # moments are text there, with six digits after the point
        return cast(func.strftime("%s", moment), BigInteger) * 1_000_000 + cast(func.substr(moment, 21, 6), BigInteger)
    return cast(func.extract("epoch", moment) * 1_000_000, BigInteger)
