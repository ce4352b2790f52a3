"""Errata: whose marks the corrected questions change in a section, and changing them."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import errata
from app.clock import present
from app.context import database
from app.views.instructor.access import instructor_of

blueprint = Blueprint("errata", __name__)


@blueprint.get("/sections/<section>/errata")
def corrections(section: str) -> str:
    room = instructor_of(section)
    with database().read() as session:
        found = errata.errata(session, room.id)
    done = request.args.get("changed", type=int)
    scores = errata.scores(found)
    return render_template("instructor/errata/list.html", room=room, errata=found, scores=scores, done=done)


@blueprint.post("/sections/<section>/errata")
def apply(section: str) -> Response:
    room = instructor_of(section)
    found = errata.apply(database(), present(), room.id)
    changed = sum(len(each.changes) for each in found)
    return redirect(url_for(".corrections", section=section, changed=changed), 303)
