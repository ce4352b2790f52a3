"""The figures of a running site, where a setting opens them."""

from flask import Blueprint, abort, current_app

from app.web.context import site
from app.web.monitoring.metrics import TEXT, Metrics

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
def metrics() -> tuple[str, int, dict[str, str]]:
    if not site().config.metrics:
        abort(404)
    found: Metrics = current_app.extensions["downhill.metrics"]
    return found.text(), 200, {"Content-Type": TEXT, "Cache-Control": "no-store"}
