"""Errors as answers: problem documents under /api/, pages everywhere else."""

import logging

import orjson
from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from jinja2 import TemplateError
from werkzeug.exceptions import BadHost, HTTPException, InternalServerError

from app.database.availability import Loss, UnavailableError
from app.errors import DomainError
from app.web.addresses import page_meant
from app.web.problems import Problem, headers_of
from app.web.security import LARGEST_BODY, SAFE_METHODS
from app.web.static_files import files_prefix

blueprint = Blueprint("errors", __name__)
SECRET = frozenset({"password", "current"})
"""Fields that no page repeats."""
log = logging.getLogger(__name__)


@blueprint.app_errorhandler(HTTPException)
def http_error(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return make_response(error.get_response())
    if error.code in (404, 405) and (meant := page_meant()) is not None:
        return make_response(redirect(request.root_path + meant))
    response = answer(Problem.of(error))
    response.headers.extend(kept for kept in error.get_headers() if kept[0] in ("Allow", "Retry-After"))
    return response


@blueprint.app_errorhandler(DomainError)
def domain_error(error: DomainError) -> Response:
    response = answer(Problem.of(error))
    response.headers.extend(headers_of(error))
    return response


@blueprint.app_errorhandler(UnavailableError)
def unavailable(error: UnavailableError) -> Response:
    """Whoever only looked has lost nothing; whoever sent something finds it on the page, to be sent again."""
    return domain_error(UnavailableError(Loss.NOTHING) if request.method in SAFE_METHODS else error.for_a_change)


@blueprint.app_errorhandler(InternalServerError)
def server_error(error: InternalServerError) -> Response:
    return answer(Problem.of(error))


def _typed(problem: Problem) -> dict[str, list[str]]:
    """What a page that could not be answered now had sent, but no form with a password and nothing large."""
    if problem.status != 503 or request.method != "POST" or (request.content_length or 0) > LARGEST_BODY:
        return {}
    return {} if SECRET & request.form.keys() else request.form.to_dict(flat=False)


def answer(problem: Problem) -> Response:
    """The problem as a document for programs, or as a page for people."""
    g.problem = problem
    response = _document(problem) if request.path.startswith("/api/") else make_response(_page(problem))
    response.status_code = problem.status
    response.headers["Cache-Control"] = "no-store"
    return response


def _document(problem: Problem) -> Response:
    body = {"type": "about:blank", "title": problem.title, "status": problem.status, "detail": problem.detail}
    if problem.errors:
        body["errors"] = [error._asdict() for error in problem.errors]
    return Response(orjson.dumps(body), content_type="application/problem+json")


def _page(problem: Problem) -> str:
    if isinstance(request.routing_exception, BadHost):  # on such a host no page has an address to link to
        return _bare(problem)
    try:
        return render_template("web/errors/problem.html", problem=problem, typed=_typed(problem))
    except (TemplateError, LookupError, OSError):
        log.exception("the error page cannot be rendered")
        return _bare(problem)


def _bare(problem: Problem) -> str:
    """A page without a link that the site would have to make."""
    root = request.root_path
    return render_template("web/errors/plain.html", problem=problem, root=root, files=root + files_prefix())
