"""The learner's own page: progress, looking back, export and deletion."""

import orjson
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import authentication
from app.accounts.erasure import SoleInstructorError
from app.accounts.rate_limits import TooManyError
from app.errors import FieldError, FieldErrors, errors_of
from app.taking import learner_page
from app.web import cookies
from app.web.context import database, present
from app.web.guards import settle_own
from app.web.problems import status_of

blueprint = Blueprint("me", __name__)
blueprint.before_request(settle_own)
blueprint.after_request(cookies.private)


@blueprint.get("/me")
def me() -> str:
    found = learner_page.page(database(), cookies.who(), present())
    return render_template("taking/me/me.html", page=found, who=cookies.who(), now=present())


@blueprint.get("/me/export.json")
def export() -> Response:
    """A link on another site leads to the page from which the download can be asked for."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return redirect(url_for(".me"))
    held = learner_page.export(database(), cookies.who(), present())
    response = Response(orjson.dumps(held, option=orjson.OPT_INDENT_2), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="downhill.json"'
    return response


@blueprint.get("/me/deletion")
def deletion() -> str | Response:
    return _deletion(()) if cookies.who() else redirect(url_for(".me"))


@blueprint.post("/me/deletion")
def delete() -> Response | tuple[str, int]:
    try:
        authentication.leave(database(), cookies.caller(), request.form.get("current", ""), present())
    except (FieldErrors, TooManyError) as error:
        return _deletion(errors_of(error, "current")), status_of(error)
    except SoleInstructorError:
        return _deletion(()), 409
    return cookies.drop(redirect(url_for("home.home"), 303))


def _deletion(errors: tuple[FieldError, ...]) -> str:
    who = cookies.who()
    charges = learner_page.charges(database(), who) if who else ()
    return render_template("taking/me/deletion.html", who=who, charges=charges, errors=errors)
