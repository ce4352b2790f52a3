"""The API: runs, sweeps, contours and catalogues, each a pure function of its address."""

from flask import Blueprint, Response, request

from app import documents, openapi
from app.answers import PURE
from app.forms import no_parameters, parse_landscape, parse_run, parse_sweep

blueprint = Blueprint("trajectories", __name__, url_prefix="/api")

KEPT = "public, max-age=3600, stale-while-revalidate=86400"
"""How long anybody may keep what depends on its address alone."""


@blueprint.get("/trajectory")
def trajectory() -> bytes:
    return documents.trajectory(parse_run(request.args))


@blueprint.get("/sweep")
def sweep() -> bytes:
    return documents.sweep(*parse_sweep(request.args))


@blueprint.get("/contours")
def contours() -> bytes:
    landscape, _ = parse_landscape(request.args)
    return documents.contours(landscape)


@blueprint.get("/example-gradients")
def example_gradients() -> bytes:
    return documents.example_gradients(*parse_landscape(request.args, at=True))


@blueprint.get("/optimizers")
def optimizers() -> bytes:
    no_parameters(request.args)
    return documents.optimizers_catalogue()


@blueprint.get("/landscapes")
def landscapes() -> bytes:
    no_parameters(request.args)
    return documents.landscapes_catalogue()


@blueprint.get("/schedules")
def schedules() -> bytes:
    no_parameters(request.args)
    return documents.schedules_catalogue()


@blueprint.get("/openapi.json")
def description() -> bytes:
    no_parameters(request.args)
    return documents.encoded(openapi.document())


@blueprint.after_request
def pure(response: Response) -> Response:
    """Anybody may keep a good answer, and programs on other sites may read it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    if response.status_code == 200:
        response.content_type = "application/json"
        response.headers["Cache-Control"] = KEPT
        response.headers[PURE] = "yes"
    return response
