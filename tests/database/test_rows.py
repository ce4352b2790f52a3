"""Rows become values by name: where a column stands in a statement decides nothing."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Result, Row, Select, create_engine, event, literal, select
from sqlalchemy.orm import ORMExecuteState, Session

from app.accounts import erasure, export, people
from app.attempts import due_dates, reading
from app.attempts.reading import AttemptState, QuestionToMark, SlotState
from app.classes import courses, invitations, rosters
from app.database import rows
from app.grading import attempt_review, item_analysis
from app.models import Attempt, Invitation, Role
from tests.demo_classes import NOW, Class
from tests.test_house import files, tree

ROOM = files("app")
MOST_NAMES = 2
"""Into how many names a row may be unpacked: a thing and what is said of it."""
WHOLE = {"all", "one", "one_or_none", "first", "fetchall", "fetchone", "execution_options", "partitions"}
"""What of a result has rows in it still."""
ONE = {"one", "one_or_none", "first", "fetchone"}
"""What of a result is a row itself."""


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    instructor: bool
    teaches: bool = False


class Place(NamedTuple):
    name: str
    course: str


COLUMNS = {"id": 7, "name": "Ada", "instructor": False, "teaches": True}


def row(**columns: object) -> Row[*tuple[object, ...]]:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        made = connection.execute(select(*(literal(each).label(name) for name, each in columns.items()))).one()
    engine.dispose()
    return made


@pytest.mark.parametrize("order", tuple(permutations(COLUMNS)), ids="-".join)
def test_the_order_of_columns_changes_no_value(order: tuple[str, ...]) -> None:
    swapped = row(**{name: COLUMNS[name] for name in order})

    assert rows.value(Person, swapped) == rows.part(Person, swapped) == Person(7, "Ada", False, True)


def test_a_column_that_is_no_field_is_refused() -> None:
    with pytest.raises(TypeError, match="title"):
        rows.value(Place, row(name="A", title="B"))


def test_a_field_without_a_column_is_refused() -> None:
    with pytest.raises(TypeError, match="course"):
        rows.value(Place, row(name="A"))
    with pytest.raises(KeyError, match="teaches"):
        rows.part(Person, row(id=7, name="Ada", instructor=True))


def test_a_part_takes_its_own_columns_and_what_it_is_given() -> None:
    wide = row(learners=12, course="Deep learning", name="Group A")

    assert rows.part(Place, wide) == Place("Group A", "Deep learning")
    assert rows.part(Place, wide, name="Group B") == Place("Group B", "Deep learning")


def test_statements_built_once_name_the_fields_that_they_fill() -> None:
    """Every field of what a taker's page is read into has one column, whatever their order."""
    attempt = [column.name for column in reading._ATTEMPT.selected_columns]
    asked = [column.name for column in reading._ASKED.statement.selected_columns]

    assert len(attempt) == len({*attempt})
    assert {*SlotState._fields, *AttemptState.__dataclass_fields__} - {*attempt} == {"places", "policy"}
    assert {*asked} == {*QuestionToMark.__dataclass_fields__}


@contextmanager
def turned() -> Iterator[list[int]]:
    """Every row of several columns that a session selects has them the other way round."""
    seen: list[int] = []

    def turn(state: ORMExecuteState) -> Result[Any] | None:
        columns = len(state.statement.column_descriptions) if isinstance(state.statement, Select) else 0
        if columns < 2:
            return None
        seen.append(columns)
        return state.invoke_statement().columns(*reversed(range(columns)))

    event.listen(Session, "do_orm_execute", turn)
    try:
        yield seen
    finally:
        event.remove(Session, "do_orm_execute", turn)


def everything(demo: Class, token: str) -> tuple[object, ...]:
    """What the rooms of records read of a class, as values."""
    with demo.database.read() as session:
        section = courses.taught_section(session, demo.instructor_id, demo.public_id)
        first = session.scalars(select(Attempt).where(Attempt.section_id == demo.section_id)).first()
        assert first is not None
        found = reading.attempt_state(session, first.learner_id, first.public_id)
        return (
            *(section, section.may_change, courses.taught(session, demo.instructor_id)),
            *(people.who(session, token, NOW), rosters.roster(session, section, "", 1), found),
            *(reading.items(session, first.id), attempt_review.review(session, demo.section_id, first.public_id)),
            *(due_dates.agendas(session, first.learner_id, NOW), item_analysis.overview(session, demo.section_id, NOW)),
            *(invitations.cards(session, section, 1, NOW), erasure.charges(session, demo.instructor_id)),
            export.export(session, first.learner_id, NOW),
        )


def test_what_is_read_of_a_class_is_the_same_with_every_statement_turned(small_demo: Class) -> None:
    """So an instructor is who the record says, wherever the role's column stands."""
    with small_demo.database.write() as session:
        token = people.remember(session, small_demo.instructor_id, NOW)
        session.add(
            Invitation(
                section_id=small_demo.section_id, role=Role.INSTRUCTOR, name="Ada", contact="ada@example.org",
                issuer_id=small_demo.instructor_id, created_at=NOW, expires_at=NOW + timedelta(days=1), code="code",
            )
        )  # fmt: skip
    straight = everything(small_demo, token)
    with turned() as seen:
        other_way = everything(small_demo, token)

    assert max(seen) > 30, "the widest statement was turned too"
    for here, there in zip(straight, other_way, strict=True):
        assert here == there


class Rows:
    """What in a function is a row of the database, or several, as far as its text tells."""

    def __init__(self, function: ast.AST) -> None:
        self.nodes = [*ast.walk(function)]
        self.names = {node.arg for node in self.nodes if isinstance(node, ast.arg) and _says_row(node.annotation)}
        before = None
        while before != len(self.names):
            before = len(self.names)
            self.names |= {name.id for target, source in self.given() if self.has(source) for name in _names(target)}

    def given(self) -> Iterator[tuple[ast.expr, ast.expr]]:
        """Each target with what it is given, one after another or at once."""
        for node in self.nodes:
            if isinstance(node, ast.For | ast.comprehension):
                yield node.target, node.iter
            elif isinstance(node, ast.Assign):
                yield from ((target, node.value) for target in node.targets)

    def has(self, source: ast.expr | None) -> bool:
        match source:
            case ast.Name(id=name):
                return name in self.names
            case ast.Call(func=ast.Attribute(value=whose, attr=attribute)):
                return attribute == "execute" or (attribute in WHOLE and self.has(whose))
            case ast.Call(func=ast.Name(id="enumerate" | "sorted" | "tuple" | "list" | "reversed"), args=[first, *_]):
                return self.has(first)
            case ast.Subscript(value=whose) | ast.NamedExpr(value=whose):
                return self.has(whose)
            case ast.BoolOp(values=values):
                return any(self.has(each) for each in values)
        return False

    def faults(self) -> Iterator[int]:
        for target, source in self.given():
            if isinstance(target, ast.Tuple) and self.has(source):
                starred = any(isinstance(each, ast.Starred) for each in target.elts)
                if starred or len(target.elts) > MOST_NAMES:
                    yield target.lineno
        for node in self.nodes:
            if isinstance(node, ast.Starred) and self.has(node.value):
                yield node.lineno
            if isinstance(node, ast.Subscript) and self.is_one(node.value) and isinstance(node.slice, ast.Constant):
                yield node.lineno

    def is_one(self, source: ast.expr) -> bool:
        """Whether it is a name that was given one row."""
        return isinstance(source, ast.Name) and any(
            isinstance(target, ast.Name) and target.id == source.id and self.has(given) and _gives_one(given)
            for target, given in self.given()
        )


def _says_row(annotation: ast.expr | None) -> bool:
    return annotation is not None and any(
        isinstance(node, ast.Name) and node.id == "Row" for node in ast.walk(annotation)
    )


def _gives_one(source: ast.expr) -> bool:
    return isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and source.func.attr in ONE


def _names(target: ast.expr) -> Iterator[ast.Name]:
    """A target that stands for the whole; a row taken apart is no row any more."""
    if isinstance(target, ast.Name):
        yield target


def faults(source: ast.Module) -> set[int]:
    functions = (node for node in ast.walk(source) if isinstance(node, ast.FunctionDef))
    return {line for function in functions for line in Rows(function).faults()}


@pytest.mark.parametrize("path", ROOM, ids=str)
def test_no_row_goes_by_position(path: Path) -> None:
    assert not faults(tree(path)), f"{path}: name the columns, and build values with app/database/rows.py"


BY_POSITION = (
    "rows = session.execute(query)\n    return [Note(*row) for row in rows]",
    "row = session.execute(query).one_or_none()\n    return row and Who(*row)",
    "return Taught(*line[:11])",
    "return AttemptState(*(*line[:3], 1))",
    "for a, b, c in session.execute(query).all():\n        pass",
    "found = session.execute(query).all()\n    for a, *b in found:\n        pass",
    "a, b, c = session.execute(query).one()",
    "*head, last = line",
    "row = session.execute(query).one_or_none()\n    return row and (row[0], row[1])",
)
BY_NAME = (
    "rows = session.execute(query)\n    return [value(Note, row) for row in rows]",
    "for thing, told in session.execute(query):\n        show(*thing)",
    "return [f(*pair) for pair in pairs]",
    "return f(*session.scalars(query))",
    "rows = session.execute(query).all()\n    return rows[0].name",
)


@pytest.mark.parametrize("body", BY_POSITION)
def test_the_law_sees_a_row_that_goes_by_position(body: str) -> None:
    assert faults(ast.parse(f"def f(session: Session, line: Row, pairs: Pairs):\n    {body}\n"))


@pytest.mark.parametrize("body", BY_NAME)
def test_the_law_leaves_alone_what_is_named(body: str) -> None:
    assert not faults(ast.parse(f"def f(session: Session, line: Row, pairs: Pairs):\n    {body}\n"))
