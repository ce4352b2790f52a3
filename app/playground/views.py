"""The playground: its page, its race for programs, and its results as a table to keep."""

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.drawing.charts import Chart
from app.errors import FieldErrors
from app.playground import function_editor, map_document, map_page, playground_page, race_document
from app.playground.map_pictures import map_picture
from app.runs.address import parse_map
from app.runs.page_address import canonical
from app.runs.races import Rates, parse_race
from app.web.cache_headers import KEPT, pure
from app.web.keeping.kept_pages import kept
from app.web.response_cache import PURE
from optimizers import schedules

blueprint = Blueprint("playground", __name__)


@blueprint.get("/playground")
@kept
def playground() -> tuple[str, int] | BaseResponse:
    if query := canonical(request.args):
        return redirect(f"{request.root_path}{request.path}?{query}")
    page = playground_page.page(request.args)
    choices = {
        "rates": tuple(Rates),
        "further": playground_page.further_rules(),
        "landscapes": playground_page.landscape_choices(),
        "examples": function_editor.EXAMPLES,
        "with_example": function_editor.with_example,
        "example_formula": function_editor.example_formula,
        "schedules": tuple(schedules.catalogue().values()),
    }
    return render_template("playground/page.html", page=page, **choices), 400 if page.problems else 200


@blueprint.get("/playground/map")
@kept
def maps() -> tuple[str, int] | BaseResponse:
    if query := canonical(request.args):
        return redirect(f"{request.root_path}{request.path}?{query}")
    page = map_page.page(request.args)
    return render_template("playground/map.html", page=page), 400 if page.problems else 200


@blueprint.get("/playground/map.svg")
def map_svg() -> Response:
    page = map_page.page(request.args)
    if page.faults:
        raise FieldErrors(page.faults)
    drawn = {"picture": map_picture(page.kept), "title": page.title, "colours": map_page.COLOURS}
    body = render_template("playground/map.svg", **drawn)
    headers = {PURE: "yes", "Cache-Control": KEPT}
    return Response(body, content_type="image/svg+xml; charset=utf-8", headers=headers)


@blueprint.get("/playground.csv")
def results_csv() -> Response:
    body = race_document.table(parse_race(request.args))
    return Response(body, content_type="text/csv; charset=utf-8", headers={PURE: "yes", "Cache-Control": KEPT})


@blueprint.get("/api/map")
def map_of_cells() -> Response:
    return pure(Response(map_document.document(*parse_map(request.args))))


@blueprint.get("/api/race")
def race() -> Response:
    return pure(Response(race_document.document(parse_race(request.args))))


@blueprint.get("/api/race/steps")
def race_steps() -> Response:
    return pure(Response(race_document.steps(parse_race(request.args))))


@blueprint.get("/api/race/<any(loss, schedule):chart>")
def race_chart(chart: str) -> Response:
    return pure(Response(race_document.chart(parse_race(request.args), Chart(chart))))
