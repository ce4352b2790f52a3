"""The network: its page, and its trainings for programs."""

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.runs.address import parse_training
from app.runs.page_address import canonical
from app.training import training_document, training_page
from app.web.cache_headers import pure, under_way
from app.web.keeping.kept_pages import kept

blueprint = Blueprint("training", __name__)


@blueprint.get("/training")
@kept
def page() -> tuple[str, int] | BaseResponse:
    if query := canonical(request.args):
        return redirect(f"{request.root_path}{request.path}?{query}")
    shown = training_page.page(request.args)
    return render_template("training/page.html", page=shown), 400 if shown.errors else 200


@blueprint.get("/api/training")
def training() -> Response:
    run, after = parse_training(request.args)
    body, is_whole = training_document.document(run, after)
    return pure(Response(body)) if is_whole else under_way(Response(body))


@blueprint.get("/api/training/track")
def track() -> Response:
    run, _ = parse_training(request.args)
    return pure(Response(training_document.track_document(run)))
