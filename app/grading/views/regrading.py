"""Errata: whose marks the corrected questions change in a section, and changing them."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.grading import regrading
from app.web.context import database, present
from app.web.guards import instructor_of

instructors_blueprint = Blueprint("errata", __name__)


@instructors_blueprint.get("/sections/<section>/errata")
def corrections(section: str) -> str:
    taught = instructor_of(section)
    with database().read() as session:
        found = regrading.errata(session, taught.id)
    done = request.args.get("changed", type=int)
    scores = regrading.scores(found)
    return render_template("grading/regrading/list.html", section=taught, errata=found, scores=scores, done=done)


@instructors_blueprint.post("/sections/<section>/errata")
def apply(section: str) -> Response:
    taught = instructor_of(section)
    found = regrading.apply(database(), present(), taught.id)
    changed = sum(len(each.changes) for each in found)
    return redirect(url_for(".corrections", section=section, changed=changed), 303)
