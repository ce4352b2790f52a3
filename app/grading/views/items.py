"""Item analysis: the section over all quizzes, and each quiz by itself."""

from flask import Blueprint, Response, render_template

from app.attempts.quiz_titles import QuizNotFoundError
from app.grading import item_analysis, item_charts, item_figures, spreadsheets
from app.grading.gradebook import quizzes
from app.grading.item_figures import Analysis
from app.web.context import bank, database, present
from app.web.guards import instructor_of

instructors_blueprint = Blueprint("items", __name__)


@instructors_blueprint.get("/sections/<section>/items", endpoint="items")
def page(section: str) -> str:
    taught = instructor_of(section)
    with database().read() as session:
        overview = item_analysis.overview(session, taught.id, present())
    return render_template("grading/items/overview.html", section=taught, overview=overview)


@instructors_blueprint.get("/sections/<section>/items/<quiz>")
def quiz(section: str, quiz: str) -> str:
    taught, analysis = instructor_of(section), _analysis(section, quiz)
    charts = item_charts.figures(analysis)
    return render_template(
        "grading/items/quiz.html", section=taught, analysis=analysis, charts=charts, quizzes=quizzes(bank())
    )


@instructors_blueprint.get("/sections/<section>/items/<quiz>.csv")
def table(section: str, quiz: str) -> Response:
    rows = map(item_figures.values, _analysis(section, quiz).questions)
    lines = spreadsheets.csv_stream(item_figures.HEADINGS, rows)
    name = {"Content-Disposition": 'attachment; filename="questions.csv"'}
    return Response(lines, content_type="text/csv; charset=utf-8; header=present", headers=name)


def _analysis(section: str, quiz: str) -> Analysis:
    """QuizNotFoundError where the gradebook has no such quiz."""
    taught = instructor_of(section)
    if quiz not in quizzes(bank()):
        raise QuizNotFoundError
    with database().read() as session:
        return item_analysis.analysis(session, taught.id, quiz, taught.zone, present())
