"""Charts for the pages, as Plotly figures without colours."""

from flask import Blueprint, Response, request

from app import figures
from app.forms import parse_run
from app.views.trajectories import pure

blueprint = Blueprint("figures", __name__)


@blueprint.get("/api/figures/<any(loss, rates, moments, schedule):chart>")
def figure(chart: str) -> Response:
    return pure(Response(figures.document(figures.Chart(chart), (parse_run(request.args).descend(),))))
