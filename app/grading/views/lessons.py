"""What a class has worked through beside its quizzes, as a page and as CSV."""

from flask import Blueprint, Response, render_template

from app.grading import class_work, spreadsheets
from app.grading.class_work import ClassWork
from app.web.context import database
from app.web.guards import instructor_of

instructors_blueprint = Blueprint("class_work", __name__)


@instructors_blueprint.get("/sections/<section>/lessons")
def page(section: str) -> str:
    taught, work = instructor_of(section), _work(section)
    return render_template("grading/lessons/page.html", section=taught, work=work)


@instructors_blueprint.get("/sections/<section>/lessons.csv")
def table(section: str) -> Response:
    lines = spreadsheets.csv_stream(class_work.HEADINGS, [each.values for each in _work(section).learners])
    name = {"Content-Disposition": 'attachment; filename="lessons.csv"'}
    return Response(lines, content_type="text/csv; charset=utf-8; header=present", headers=name)


def _work(section: str) -> ClassWork:
    taught = instructor_of(section)
    with database().read() as session:
        return class_work.work(session, taught.id)
