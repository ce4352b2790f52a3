"""Charts for the pages, as Plotly figures without colours."""

from flask import Blueprint, Response, request

from app.drawing import charts, plots
from app.runs.address import parse_landscape, parse_run
from app.web.cache_headers import pure

blueprint = Blueprint("figures", __name__)


@blueprint.get("/api/figures/<any(loss, rates, moments, schedule):chart>")
def figure(chart: str) -> Response:
    return pure(Response(charts.document(charts.Chart(chart), (parse_run(request.args).descend(),))))


@blueprint.get("/api/plots/<any(plane, space):plot>")
def plot(plot: str) -> Response:
    landscape, _ = parse_landscape(request.args)
    return pure(Response(plots.document(plots.Plot(plot), landscape)))
