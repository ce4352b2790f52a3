"""Charts for the pages, as Plotly figures without colours."""

from flask import Blueprint, Response, request

from app import figures
from app.answers import PURE
from app.forms import parse_run

blueprint = Blueprint("figures", __name__)


@blueprint.get("/api/figures/<any(loss, rates, moments, schedule):chart>")
def figure(chart: str) -> Response:
    body = figures.document(figures.Chart(chart), (parse_run(request.args).descend(),))
    return Response(body, content_type="application/json", headers={PURE: "1"})
