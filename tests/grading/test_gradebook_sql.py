"""The gradebook's statements as each database is sent them, to be read in one place: gradebook.sql beside this file.

`python -m tests.grading.test_gradebook_sql` writes it anew, for whoever has meant a change.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite

from app.grading import gradebook
from app.grading.gradebook import GradebookQuery
from quizzes import bank

FILE = Path(__file__).with_name("gradebook.sql")
QUERIES = {
    "a page by name": GradebookQuery(),
    "a page by one quiz": GradebookQuery("adam"),
    "a page by the mean": GradebookQuery("overall", True),
    "a page by the last activity": GradebookQuery("active", True),
    "a page of those who need help": GradebookQuery(needs_help=True),
}
BREAK = re.compile(r"(?<!OUTER) (?=JOIN |LEFT OUTER JOIN |CASE |WHEN |ELSE |ORDER BY |AND |row_number\(|count\(|max\()")
"""Where a line is broken for the eye."""
DIALECTS: dict[str, Dialect] = {"SQLite": sqlite.dialect(), "PostgreSQL": postgresql.dialect()}  # type: ignore[no-untyped-call]


def statements() -> Iterator[str]:
    columns = gradebook.quizzes(bank.load())
    every = {name: gradebook._statement(query.shape, columns) for name, query in QUERIES.items()}
    every["the whole table"] = gradebook._table(GradebookQuery().shape, columns)
    for name, statement in every.items():
        for database, dialect in DIALECTS.items():
            text = BREAK.sub("\n    ", re.sub(r"[ \t]+\n", "\n", str(statement.compile(dialect=dialect))))
            yield f"-- {name}, {database}:\n{text};\n"


def written() -> str:
    return "\n".join(statements())


def test_the_statements_are_those_that_can_be_read() -> None:
    assert FILE.read_text() == written(), "run python -m tests.grading.test_gradebook_sql, and look at the difference"


if __name__ == "__main__":
    FILE.write_text(written())
