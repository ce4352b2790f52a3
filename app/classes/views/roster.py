"""The roster: who takes part, one member's page, and what an instructor changes about them."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import people
from app.classes import policies, rosters
from app.classes.courses import Classroom
from app.clock import present
from app.errors import FieldError, FieldErrors
from app.models import Role
from app.web.context import database
from app.web.guards import account, instructor_of

instructors_blueprint = Blueprint("roster", __name__)

Page = Response | str | tuple[str, int]


@instructors_blueprint.get("/sections/<section>/roster")
def roster(section: str) -> str:
    room = instructor_of(section)
    with database().read() as session:
        found = rosters.roster(session, room, request.args.get("q", ""), request.args.get("page", 1, type=int))
    return render_template("classes/roster/list.html", room=room, roster=found)


@instructors_blueprint.get("/sections/<section>/roster/<learner>")
def member(section: str, learner: str) -> str:
    return _member(instructor_of(section), learner, ())


@instructors_blueprint.post("/sections/<section>/roster/<learner>/exceptions")
def grant(section: str, learner: str) -> Page:
    room = instructor_of(section)
    try:
        granted = policies.read_exceptions(request.form, room.zone)
    except FieldErrors as error:
        return _member(room, learner, error.errors), 400
    with database().write() as session:
        found = rosters.member(session, room, learner)
        policies.grant(session, room.id, found.id, granted)
    return redirect(url_for(".member", section=section, learner=learner), 303)


@instructors_blueprint.post("/sections/<section>/roster/<learner>/role")
def appoint(section: str, learner: str) -> Response:
    room = instructor_of(section)
    role = next((each for each in Role if each.value == request.form.get("role")), None)
    with database().write() as session:
        found = rosters.member(session, room, learner)
        rosters.appoint(session, room, found, role or found.role)
    return redirect(url_for(".roster", section=section), 303)


@instructors_blueprint.post("/sections/<section>/roster/<learner>/removal")
def remove(section: str, learner: str) -> Response:
    room = instructor_of(section)
    with database().write() as session:
        rosters.remove(session, room, rosters.member(session, room, learner), present())
    return redirect(url_for(".roster", section=section), 303)


@instructors_blueprint.post("/sections/<section>/roster/<learner>/move")
def move(section: str, learner: str) -> Response:
    room, to = instructor_of(section), instructor_of(request.form.get("to", ""))
    with database().write() as session:
        rosters.move(session, room, rosters.member(session, room, learner), to, present())
    return redirect(url_for(".roster", section=section), 303)


@instructors_blueprint.post("/sections/<section>/roster/<learner>/reset-links")
def make_link(section: str, learner: str) -> Response:
    room, who = instructor_of(section), account()
    assert who is not None
    with database().write() as session:
        found = rosters.member(session, room, learner)
        token = rosters.reset_link(session, found, who.id, present())
    return redirect(url_for(".link", section=section, learner=learner, token=token), 303)


@instructors_blueprint.get("/sections/<section>/roster/<learner>/reset-links/<token>")
def link(section: str, learner: str, token: str) -> str:
    room = instructor_of(section)
    with database().read() as session:
        found = rosters.member(session, room, learner)
        if people.link_owner(session, token, present()).id != found.id:
            raise people.LinkSpentError
    return render_template("classes/roster/link.html", room=room, member=found, token=token)


def _member(room: Classroom, learner: str, errors: tuple[FieldError, ...]) -> str:
    who = account()
    assert who is not None
    with database().read() as session:
        found = rosters.member(session, room, learner)
        given = {
            "lines": policies.lines(session, room.id),
            "granted": policies.exceptions(session, room.id, found.id),
            "elsewhere": rosters.elsewhere(session, room, who.id),
        }
    return render_template(
        "classes/roster/member.html", room=room, member=found, errors=errors, typed=request.form, **given
    )
