"""The gradebook: learners by quizzes, each cell the score that the policy counts; one statement reads it.

A cell holds the counting attempt (best, first, last) or the mean of the finished ones. An open attempt whose time has
run out counts as finished, whether or not anybody has written that down yet.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.attempts import scoring_policy
from app.attempts.scoring_policy import NOW, is_finished
from app.clock import minute_of
from app.database.sessions import bank_of
from app.models import Attempt, Learner, Membership, Policy, PolicyException, Role
from app.models.base import Moment
from app.models.spelling import fold
from quizzes.bank import Bank

PAGE = 50
WEAK, STRONG = 0.6, 0.8
"""Under WEAK a mean calls for help; from STRONG on a score is a good one."""
LONGEST_SEARCH = 80
BATCH = 1000

ESCAPE = "/"
SECTION, TEXT = bindparam("section", type_=Integer), bindparam("text", type_=String)
SIZE, SKIPPED = bindparam("size", type_=Integer), bindparam("skipped", type_=Integer)
MINUTE = bindparam("minute", type_=Moment)
"""What the statement is asked with; GradebookQuery.given says the values."""

Column: TypeAlias = ColumnElement[Any] | InstrumentedAttribute[Any]
Values: TypeAlias = tuple[str | int | float | None, ...]


@dataclass(frozen=True)
class GradebookQuery:
    """Which part is wanted: names that contain `text`, those who need help, in which order, which page."""

    sort: str = "name"
    descending: bool = False
    text: str = ""
    needs_help: bool = False
    page: int = 1

    @classmethod
    def read(cls, args: Mapping[str, str], bank: Bank) -> "GradebookQuery":
        """From an address; whatever it cannot mean takes its default."""
        sort = args.get("sort", "name")
        known = {"name", "overall", "active", *quizzes(bank)}
        page = args.get("page", "1")
        return cls(
            sort.removeprefix("-") if sort.removeprefix("-") in known else "name",
            sort.startswith("-"),
            args.get("text", "").strip()[:LONGEST_SEARCH],
            args.get("help", "") == "1",
            max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        )

    @property
    def shape(self) -> "GradebookQuery":
        """As much of the query as makes the statement another one."""
        return replace(self, text="", page=1)

    def given(self, section_id: int, now: datetime) -> dict[str, Any]:
        """The values that this query's statement takes. Signs that mean something to LIKE stand for themselves."""
        text = re.sub(r"[/%_]", rf"{ESCAPE}\g<0>", fold(self.text))
        skipped = (self.page - 1) * PAGE
        asked = {"section": section_id, "text": text, "size": PAGE, "skipped": skipped}
        return {**asked, "now": now, "minute": minute_of(now)}

    def address(self, **changed: Any) -> dict[str, str]:
        """The address of this query with something changed; what is at its default is left out."""
        query = replace(self, **{"page": 1, **changed})
        given = (
            ("sort", f"{'-' if query.descending else ''}{query.sort}", "name"),
            ("text", query.text, ""),
            ("help", "1" if query.needs_help else "", ""),
            ("page", str(query.page), "1"),
        )
        return {name: value for name, value, default in given if value != default}

    def sorted_by(self, column: str) -> dict[str, str]:
        """The address that sorts by a column, the other way round if it is sorted by it already."""
        down = not self.descending if column == self.sort else column != "name"
        return self.address(sort=column, descending=down)


class Band(StrEnum):
    """What a cell of the gradebook says in a word, which is also its colour's class."""

    NONE = "none"
    GOING = "going"
    EXCUSED = "excused"
    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"


class Cell(NamedTuple):
    """One learner's standing in one quiz. share: from 0 to 1, None while nothing counts. tries: finished attempts."""

    quiz: str
    attempt: str | None
    share: float | None
    tries: int
    finished: bool

    @property
    def words(self) -> str:
        """What the cell says where there is an attempt."""
        if not self.finished:
            return "under way"
        return "excused" if self.share is None else f"{100 * self.share:.0f} %"

    @property
    def band(self) -> Band:
        """What the cell's colour says."""
        if self.attempt is None:
            return Band.NONE
        if not self.finished:
            return Band.GOING
        if self.share is None:
            return Band.EXCUSED
        if self.share >= STRONG:
            return Band.STRONG
        return Band.FAIR if self.share >= WEAK else Band.WEAK


@dataclass(frozen=True)
class GradebookRow:
    """One learner: a cell for each quiz in the course's order, and what follows from them."""

    learner: str
    name: str
    email: str | None
    cells: tuple[Cell, ...]
    overdue: int
    active: datetime | None

    @cached_property
    def shares(self) -> tuple[float, ...]:
        return tuple(cell.share for cell in self.cells if cell.share is not None)

    @cached_property
    def overall(self) -> float | None:
        """The mean over the quizzes that have a score."""
        return sum(self.shares) / len(self.shares) if self.shares else None

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """Why this learner needs help; nothing if they do not."""
        low = self.overall is not None and self.overall < WEAK
        late = f"{self.overdue} overdue" if self.overdue else ""
        return tuple(reason for reason in (f"mean under {WEAK * 100:.0f} %" if low else "", late) if reason)


@dataclass(frozen=True)
class GradebookPage:
    """One page of the gradebook; total: how many learners the query found."""

    lines: tuple[GradebookRow, ...]
    total: int
    query: GradebookQuery

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        return (self.query.page - 1) * PAGE + 1


def headings(bank: Bank) -> tuple[str, ...]:
    """The columns of a spreadsheet."""
    return ("Name", "E-mail", *(quiz.title for quiz in bank.quizzes), "Mean", "Taken", "Overdue", "Last active")


def titles(bank: Bank) -> dict[str, str]:
    """Each quiz's title."""
    return {quiz.id: quiz.title for quiz in bank.quizzes}


def quizzes(bank: Bank) -> tuple[str, ...]:
    """The gradebook's columns, in the course's order."""
    return tuple(quiz.id for quiz in bank.quizzes)


def page(session: Session, section_id: int, query: GradebookQuery, now: datetime) -> GradebookPage:
    """One page, in one statement; the first page where there is none of that number."""
    columns = quizzes(bank_of(session))
    rows = session.execute(_statement(query.shape, columns), query.given(section_id, now)).all()
    if not rows and query.page > 1:
        return page(session, section_id, replace(query, page=1), now)
    return GradebookPage(tuple(_lines(rows, columns)), rows[0].total if rows else 0, query)


def table(session: Session, section_id: int, query: GradebookQuery, now: datetime, zone: tzinfo) -> Iterator[Values]:
    """Everybody whom the query finds, whatever the page, under `headings`, read from the database bit by bit.

    Scores are in percent, times by the section's clock.
    """
    known = quizzes(bank_of(session))
    every, columns = _table(query.shape, known).execution_options(yield_per=BATCH), (*known, "overall")
    for row in session.execute(every, query.given(section_id, now)):
        last = row.active.astimezone(zone).strftime("%Y-%m-%d %H:%M") if row.active else None
        scores = (_percent(row._mapping[each]) for each in columns)
        yield (row.name, row.email, *scores, row.taken or 0, row.overdue, last)


@lru_cache(128)
def _statement(query: GradebookQuery, columns: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    """The one statement: a row for each learner on the page and each quiz that they have tried.

    Put together once for each shape of a query, for that takes as long as running it.
    """
    search = _Search.smallest(query, columns)
    order = search.order(query)
    place, total = func.row_number().over(order_by=order), func.count().over()
    found = search.among(select(search.members, place.label("place"), total.label("total")), query).order_by(*order)
    page = _once(found.limit(SIZE).offset(SKIPPED).cte("page"))
    lines = _once(select(page, _overdue(page.c.learner_id).label("overdue")).cte("lines"))
    tried = (
        select(lines, Attempt.quiz, *scoring_policy.counting(lines.c.learner_id, Attempt.quiz))
        .outerjoin(Attempt, and_(Attempt.section_id == SECTION, Attempt.learner_id == lines.c.learner_id))
        .outerjoin(Policy, scoring_policy.own_policy())
        .subquery("tried")
    )
    return select(tried).where(tried.c.precedence == 1).order_by(tried.c.place)


@lru_cache(128)
def _table(query: GradebookQuery, columns: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    """A row for each learner, with their score in each quiz."""
    members, standing, last = _members(), _standing(columns), _last_active()
    search = _Search(members, standing, last)
    scores = (standing.c[each] for each in (*columns, "overall", "taken"))
    overdue = _overdue(members.c.learner_id).label("overdue")
    rows = select(members.c.name, members.c.email, *scores, overdue, last.c.active)
    return search.among(rows, query).order_by(*search.order(query))


class _Search(NamedTuple):
    """The members of the section, and what finds some of them or puts them in order: parts with a row a learner."""

    members: Subquery
    standing: Subquery | None
    last: Subquery | None

    @classmethod
    def smallest(cls, query: GradebookQuery, columns: tuple[str, ...]) -> "_Search":
        """With no more parts than the query needs, for each is read for the whole class."""
        of_quiz = [query.sort] if query.sort in columns else []
        only = [Attempt.quiz == query.sort] if of_quiz and not query.needs_help else []
        scores = query.needs_help or query.sort == "overall" or of_quiz
        standing = _standing(of_quiz, *only) if scores else None
        return cls(_members(), standing, _last_active() if query.sort == "active" else None)

    def among(self, rows: Select[*tuple[Any, ...]], query: GradebookQuery) -> Select[*tuple[Any, ...]]:
        """The rows of those whom the query finds."""
        rows = rows.select_from(self.members)
        for part in self[1:]:
            rows = rows if part is None else rows.outerjoin(part, part.c.learner_id == self.members.c.learner_id)
        if not query.needs_help or self.standing is None:
            return rows
        return rows.where(or_(self.standing.c.overall < WEAK, _overdue(self.members.c.learner_id) > 0))

    def order(self, query: GradebookQuery) -> list[ColumnElement[Any]]:
        """Blanks last, and by name among equals."""
        part = {"name": self.members, "active": self.last}.get(query.sort, self.standing)
        assert part is not None
        by = part.c["name_key" if query.sort == "name" else query.sort]
        direction = by.desc() if query.descending else by.asc()
        blanks = [] if query.sort == "name" else [by.is_(None)]
        return [*blanks, direction, self.members.c.name_key, self.members.c.learner_id]


def _members() -> Subquery:
    members = (
        select(Membership.learner_id, Learner.public_id, Learner.name, Learner.name_key, Learner.email)
        .join(Learner, Learner.id == Membership.learner_id)
        .where(Membership.section_id == SECTION, Membership.role == Role.LEARNER, Membership.left_at.is_(None))
    )
    return members.where(Learner.name_key.contains(TEXT, escape=ESCAPE)).subquery("members")


def _once(part: CTE) -> CTE:
    """The part of the statement worked out once: what is joined to it then goes by an index, line by line."""
    return part.prefix_with("MATERIALIZED")


def _standing(of: Iterable[str], *only: ColumnElement[bool]) -> Subquery:
    """Of each learner the mean, how many quizzes have a score, and the score in each of those quizzes."""
    shares = scoring_policy.shares(SECTION, *only)
    each = (func.max(case((shares.c.quiz == quiz, shares.c.share))).label(quiz) for quiz in of)
    overall, taken = func.avg(shares.c.share).label("overall"), func.count(shares.c.share).label("taken")
    return select(shares.c.learner_id, overall, taken, *each).group_by(shares.c.learner_id).subquery("standing")


def _last_active() -> Subquery:
    last = func.max(func.coalesce(Attempt.closed_at, Attempt.opened_at)).label("active")
    active = select(Attempt.learner_id, last).where(Attempt.section_id == SECTION).group_by(Attempt.learner_id)
    return active.subquery("last_active")


def _overdue(learner_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """How many quizzes were due for this learner, their own exceptions included, and have no finished attempt."""
    exception = and_(
        PolicyException.section_id == SECTION,
        PolicyException.quiz == Policy.quiz,
        PolicyException.learner_id == learner_id,
    )
    done = (
        select(Attempt.id)
        .where(Attempt.section_id == SECTION, Attempt.learner_id == learner_id, Attempt.quiz == Policy.quiz)
        .where(is_finished(NOW))
        .correlate_except(Attempt)
        .exists()
    )
    due = func.coalesce(PolicyException.due_at, Policy.due_at)
    return (
        select(func.count())
        .select_from(Policy)
        .outerjoin(PolicyException, exception)
        .where(Policy.section_id == SECTION, due < MINUTE, ~done)
        .correlate_except(Policy, PolicyException)
        .scalar_subquery()
    )


def _lines(rows: Iterable[Row[*tuple[Any, ...]]], columns: tuple[str, ...]) -> Iterator[GradebookRow]:
    for _, own in groupby(rows, key=lambda row: row.place):
        yield _line(tuple(own), columns)


def _line(rows: tuple[Row[*tuple[Any, ...]], ...], columns: tuple[str, ...]) -> GradebookRow:
    first = rows[0]
    cells = {row.quiz: Cell(row.quiz, row.attempt, row.share, row.tries, row.tries > 0) for row in rows if row.quiz}
    active = max((row.active for row in rows if row.active), default=None)
    whole = tuple(cells.get(quiz, Cell(quiz, None, None, 0, False)) for quiz in columns)
    return GradebookRow(first.public_id, first.name, first.email, whole, first.overdue, active)


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 10)
