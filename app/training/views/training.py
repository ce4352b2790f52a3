"""The network's trainings for programs."""

from flask import Blueprint, Response, request

from app.runs.address import parse_training
from app.training import training_document
from app.web.cache_headers import pure, under_way

blueprint = Blueprint("training", __name__)


@blueprint.get("/api/training")
def training() -> Response:
    run, after = parse_training(request.args)
    body, is_whole = training_document.document(run, after)
    return pure(Response(body)) if is_whole else under_way(Response(body))
