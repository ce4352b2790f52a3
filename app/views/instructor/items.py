"""Item analysis: the section over all quizzes, and each quiz by itself."""

from flask import Blueprint, Response, render_template

from app import item_analysis, item_figures, sheets, spreadsheets
from app.clock import present
from app.context import database
from app.gradebook import quizzes
from app.item_analysis import Analysis
from app.titles import QuizNotFoundError
from app.views.instructor.access import instructor_of

blueprint = Blueprint("items", __name__)
blueprint.add_app_template_global(sheets.lesson_of, "lesson_named")


@blueprint.get("/sections/<section>/items", endpoint="items")
def page(section: str) -> str:
    room = instructor_of(section)
    with database().read() as session:
        overview = item_analysis.overview(session, room.id, present())
    return render_template("instructor/items/overview.html", room=room, overview=overview)


@blueprint.get("/sections/<section>/items/<quiz>")
def quiz(section: str, quiz: str) -> str:
    room, analysis = instructor_of(section), _analysis(section, quiz)
    charts = item_figures.figures(analysis)
    return render_template("instructor/items/quiz.html", room=room, analysis=analysis, charts=charts, quizzes=quizzes())


@blueprint.get("/sections/<section>/items/<quiz>.csv")
def table(section: str, quiz: str) -> Response:
    rows = map(item_analysis.values, _analysis(section, quiz).questions)
    lines = spreadsheets.csv_stream(item_analysis.HEADINGS, rows)
    name = {"Content-Disposition": 'attachment; filename="questions.csv"'}
    return Response(lines, content_type="text/csv; charset=utf-8; header=present", headers=name)


def _analysis(section: str, quiz: str) -> Analysis:
    """QuizNotFoundError where the gradebook has no such quiz."""
    room = instructor_of(section)
    if quiz not in quizzes():
        raise QuizNotFoundError
    with database().read() as session:
        return item_analysis.analysis(session, room.id, quiz, room.zone, present())
