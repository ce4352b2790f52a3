"""The roster: who takes part, one member's page, and what an instructor changes about them."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import people
from app.classes import policies, rosters
from app.classes.courses import TaughtSection
from app.classes.rosters import ROLES
from app.errors import FieldError, FieldErrors
from app.forms import choice
from app.web.context import bank, database, present
from app.web.guards import account, instructor_of

instructors_blueprint = Blueprint("roster", __name__)

Page = Response | str | tuple[str, int]


@instructors_blueprint.get("/sections/<section>/roster")
def roster(section: str) -> str:
    taught = instructor_of(section)
    with database().read() as session:
        found = rosters.roster(session, taught, request.args.get("q", ""), request.args.get("page", 1, type=int))
    return render_template("classes/roster/list.html", section=taught, roster=found)


@instructors_blueprint.get("/sections/<section>/roster/<learner>")
def member(section: str, learner: str) -> str:
    return _member(instructor_of(section), learner, ())


@instructors_blueprint.post("/sections/<section>/roster/<learner>/exceptions")
def grant(section: str, learner: str) -> Page:
    taught = instructor_of(section)
    try:
        granted = policies.read_exceptions(request.form, taught.zone, bank())
    except FieldErrors as error:
        return _member(taught, learner, error.errors), 400
    with database().write() as session:
        found = rosters.member(session, taught, learner)
        policies.grant(session, taught.id, found.id, granted)
    return redirect(url_for(".member", section=section, learner=learner), 303)


@instructors_blueprint.post("/sections/<section>/roster/<learner>/role")
def appoint(section: str, learner: str) -> Response:
    taught = instructor_of(section)
    with database().write() as session:
        found = rosters.member(session, taught, learner)
        role = choice(request.form, "role", ROLES, found.role)
        rosters.appoint(session, taught, found, role)
    return redirect(url_for(".roster", section=section), 303)


@instructors_blueprint.post("/sections/<section>/roster/<learner>/removal")
def remove(section: str, learner: str) -> Response:
    taught = instructor_of(section)
    with database().write() as session:
        rosters.remove(session, taught, rosters.member(session, taught, learner), present())
    return redirect(url_for(".roster", section=section), 303)


@instructors_blueprint.post("/sections/<section>/roster/<learner>/move")
def move(section: str, learner: str) -> Response:
    taught, to = instructor_of(section), instructor_of(request.form.get("to", ""))
    with database().write() as session:
        rosters.move(session, taught, rosters.member(session, taught, learner), to, present())
    return redirect(url_for(".roster", section=section), 303)


@instructors_blueprint.post("/sections/<section>/roster/<learner>/reset-links")
def make_link(section: str, learner: str) -> Response:
    taught, who = instructor_of(section), account()
    assert who is not None
    with database().write() as session:
        found = rosters.member(session, taught, learner)
        token = rosters.reset_link(session, found, who.id, present())
    return redirect(url_for(".link", section=section, learner=learner, token=token), 303)


@instructors_blueprint.get("/sections/<section>/roster/<learner>/reset-links/<token>")
def link(section: str, learner: str, token: str) -> str:
    taught = instructor_of(section)
    with database().read() as session:
        found = rosters.member(session, taught, learner)
        if people.link_owner(session, token, present()).id != found.id:
            raise people.LinkSpentError
    return render_template("classes/roster/link.html", section=taught, member=found, token=token)


def _member(section: TaughtSection, learner: str, errors: tuple[FieldError, ...]) -> str:
    who = account()
    assert who is not None
    with database().read() as session:
        found = rosters.member(session, section, learner)
        given = {
            "lines": policies.lines(session, section.id),
            "granted": policies.exceptions(session, section.id, found.id),
            "shortfalls": policies.shortfalls(session, section.id, found.id),
            "elsewhere": rosters.elsewhere(session, section, who.id),
        }
    return render_template(
        "classes/roster/member.html", section=section, member=found, errors=errors, typed=request.form, **given
    )
