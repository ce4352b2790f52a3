"""The gradebook's page, and the same table as CSV and as text to paste."""

from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response, render_template, request

from app.classes.courses import TaughtSection
from app.database.sessions import Database
from app.grading import gradebook, spreadsheets
from app.grading.gradebook import GradebookQuery
from app.web.context import bank, database, present
from app.web.guards import instructor_of

instructors_blueprint = Blueprint("gradebook", __name__)


@instructors_blueprint.get("/sections/<section>/gradebook", endpoint="gradebook")
def page(section: str) -> str:
    taught, query = instructor_of(section), _query()
    with database().read() as session:
        found = gradebook.page(session, taught.id, query, present())
    told = {"query": found.query, "limits": gradebook, "titles": gradebook.titles(bank())}
    return render_template("grading/gradebook/page.html", section=taught, page=found, **told)


@instructors_blueprint.get("/sections/<section>/gradebook.csv")
def table(section: str) -> Response:
    taught = instructor_of(section)
    lines = spreadsheets.csv_stream(gradebook.headings(bank()), _rows(database(), taught, _query(), present()))
    name = {"Content-Disposition": 'attachment; filename="gradebook.csv"'}
    return Response(lines, content_type="text/csv; charset=utf-8; header=present", headers=name)


@instructors_blueprint.get("/sections/<section>/gradebook.txt")
def text(section: str) -> Response:
    taught = instructor_of(section)
    lines = spreadsheets.pasteable(gradebook.headings(bank()), _rows(database(), taught, _query(), present()))
    return Response(lines, content_type="text/plain; charset=utf-8")


def _rows(
    records: Database, section: TaughtSection, query: GradebookQuery, now: datetime
) -> Iterator[gradebook.Values]:
    """The lines one by one, for as long as the answer is read."""
    with records.read() as session:
        yield from gradebook.table(session, section.id, query, now, section.zone)


def _query() -> GradebookQuery:
    return GradebookQuery.read(request.args, bank())
