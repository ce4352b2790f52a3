"""The API: runs, sweeps, landscapes and catalogues, each a pure function of its address."""

from flask import Blueprint, request

from app.runs import documents, openapi
from app.runs.address import no_parameters, parse_function, parse_landscape, parse_sweep, parse_trajectory, parse_turned
from app.web.cache_headers import pure

blueprint = Blueprint("trajectories", __name__, url_prefix="/api")
blueprint.after_request(pure)


@blueprint.get("/trajectory")
def trajectory() -> bytes:
    return documents.trajectory(*parse_trajectory(request.args))


@blueprint.get("/sweep")
def sweep() -> bytes:
    return documents.sweep(*parse_sweep(request.args))


@blueprint.get("/contours")
def contours() -> bytes:
    landscape, _ = parse_landscape(request.args)
    return documents.contours(landscape)


@blueprint.get("/point")
def point() -> bytes:
    return documents.point(*parse_landscape(request.args, at=True))


@blueprint.get("/relief")
def relief() -> bytes:
    return documents.relief(*parse_turned(request.args))


@blueprint.get("/function")
def function() -> bytes:
    return documents.function(parse_function(request.args))


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
