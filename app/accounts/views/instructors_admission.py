"""Who may see the site: an instructor's decision for all of it."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import admission
from app.forms import choice
from app.web.access import access_control
from app.web.context import database, present
from app.web.guards import instructor

instructors_blueprint = Blueprint("admission", __name__)


@instructors_blueprint.get("/admission")
def decisions() -> str:
    instructor()
    with database().read() as session:
        found = admission.decisions(session)
    return render_template("accounts/admission.html", decisions=found)


@instructors_blueprint.post("/admission")
def decide() -> Response:
    who = instructor()
    required = choice(request.form, "sign_in", {"required": True, "free": False}, True)
    with database().write() as session:
        admission.decide(session, required, who.id, present())
    access_control().shut(required)
    return redirect(url_for(".decisions"), 303)
