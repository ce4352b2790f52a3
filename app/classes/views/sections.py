"""Sections: the list of those that somebody teaches, each one's overview, and making, copying and archiving them."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.people import Who
from app.classes import courses, enrolment
from app.classes.courses import Copy, Plan, TaughtSection
from app.drawing import qr_codes
from app.errors import FieldError, FieldErrors
from app.forms import choice
from app.grading import class_overview
from app.web.context import database, present
from app.web.guards import account, instructor, instructor_of, owner_of

instructors_blueprint = Blueprint("sections", __name__)

Page = Response | str | tuple[str, int]


@instructors_blueprint.get("")
def sections() -> str:
    who = account()
    assert who is not None
    with database().read() as session:
        taught = courses.taught(session, who.id)
    if not taught and not who.instructor:
        raise courses.SectionNotFoundError
    return render_template("classes/sections/list.html", taught=taught, who=who, errors=(), typed={})


@instructors_blueprint.get("/sections/new")
def new() -> str:
    return _form(instructor(), ())


@instructors_blueprint.post("/sections")
def make() -> Page:
    who = instructor()
    try:
        plan = _plan()
    except FieldErrors as error:
        return _form(who, error.errors), 400
    with database().write() as session:
        made = courses.make(session, who.id, plan, enrolment.fresh_code(session), present())
    return _to(made)


@instructors_blueprint.get("/sections/<section>")
def section(section: str) -> str:
    taught = instructor_of(section)
    with database().read() as session:
        found = class_overview.overview(session, taught, present())
    return render_template("classes/sections/overview.html", section=taught, overview=found, now=present())


@instructors_blueprint.get("/sections/<section>/projector")
def projector(section: str) -> str:
    taught = instructor_of(section)
    if taught.join_code is None:
        raise enrolment.CodeNotFoundError
    link = url_for("join.section", code=taught.join_code, _external=True)
    return render_template("classes/sections/projector.html", section=taught, link=link, picture=qr_codes.code(link))


@instructors_blueprint.post("/sections/<section>/join-code")
def change_code(section: str) -> Response:
    taught = instructor_of(section)
    if "close" in request.form:
        enrolment.close(database(), taught)
    else:
        lasts = choice(request.form, "days", {"": None, **{str(each.days): each for each in enrolment.LASTS}}, None)
        enrolment.open_to_newcomers(database(), taught, lasts, present())
    return _to(section)


@instructors_blueprint.get("/sections/<section>/settings")
def settings(section: str) -> str:
    return _settings(instructor_of(section), ())


@instructors_blueprint.post("/sections/<section>/settings")
def change(section: str) -> Page:
    taught, who = instructor_of(section), account()
    assert who is not None
    try:
        plan = _plan()
    except FieldErrors as error:
        return _settings(taught, error.errors), 400
    with database().write() as session:
        courses.change(session, taught, who.id, plan, present())
    return _to(section)


@instructors_blueprint.post("/sections/<section>/copies")
def copy(section: str) -> Page:
    taught, who = owner_of(section), instructor()
    try:
        wanted = Copy.read(request.form)
    except FieldErrors as error:
        return _settings(taught, error.errors), 400
    with database().write() as session:
        made = courses.copy(session, taught, who.id, wanted, enrolment.fresh_code(session), present())
    return _to(made)


@instructors_blueprint.post("/sections/<section>/archive")
def archive(section: str) -> Response:
    taught = instructor_of(section)
    with database().write() as session:
        courses.archive(session, taught, present())
    return redirect(url_for(".sections"), 303)


@instructors_blueprint.post("/sections/<section>/restoration")
def restore(section: str) -> Response:
    taught = owner_of(section)
    with database().write() as session:
        courses.restore(session, taught, present())
    return _to(section)


def _plan() -> Plan:
    return Plan.read(request.form)


def _form(who: Who, errors: tuple[FieldError, ...]) -> str:
    """The form again with what was typed, or, to begin with, the course and the clock of this person's last section."""
    with database().read() as session:
        taught = courses.taught(session, who.id)
    last = next((each.section for each in reversed(taught) if not each.section.demo), None)
    return render_template("classes/sections/new.html", last=last, errors=errors, typed=request.form)


def _settings(section: TaughtSection, errors: tuple[FieldError, ...]) -> str:
    who = account()
    return render_template(
        "classes/sections/settings.html", section=section, errors=errors, typed=request.form, who=who
    )


def _to(section: str) -> Response:
    return redirect(url_for(".section", section=section), 303)
