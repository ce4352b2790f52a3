"""Invitations: personal links into a section from a list of names, and for colleagues into the site."""

from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import names
from app.classes import invitations
from app.classes.courses import TaughtSection
from app.database.sessions import Database
from app.errors import FieldError, FieldErrors
from app.forms import Reader
from app.grading import spreadsheets
from app.web.context import database, present
from app.web.guards import instructor, instructor_of

instructors_blueprint = Blueprint("invitations", __name__)

Page = Response | str | tuple[str, int]


@instructors_blueprint.get("/sections/<section>/invitations")
def cards(section: str) -> str:
    taught = instructor_of(section)
    with database().read() as session:
        found = invitations.cards(session, taught, request.args.get("page", 1, type=int), present())
    page = {"errors": (), "typed": request.form, "now": present()}
    made = request.args.get("made", type=int)
    return render_template(
        "classes/invitations/list.html", section=taught, found=found, made=made, upload=request.args.get("list"), **page
    )


@instructors_blueprint.get("/sections/<section>/invitations.csv")
def table(section: str) -> Response:
    taught = instructor_of(section)
    link = url_for("join.invitation", code="_", _external=True).removesuffix("_")
    lines = spreadsheets.csv_stream(invitations.COLUMNS, _lines(database(), taught, link, present()))
    name = {"Content-Disposition": 'attachment; filename="invitations.csv"'}
    return Response(lines, content_type="text/csv; charset=utf-8; header=present", headers=name)


@instructors_blueprint.post("/sections/<section>/invitations/withdrawal")
def withdraw_all(section: str) -> Response:
    taught = instructor_of(section)
    with database().write() as session:
        invitations.withdraw_all(session, taught)
    return redirect(url_for(".cards", section=section), 303)


@instructors_blueprint.post("/sections/<section>/invitations/<code>/withdrawal")
def withdraw(section: str, code: str) -> Response:
    taught = instructor_of(section)
    with database().write() as session:
        invitations.withdraw(session, taught, code)
    return redirect(url_for(".cards", section=section), 303)


@instructors_blueprint.get("/colleagues")
def colleagues() -> str:
    return _colleagues(())


@instructors_blueprint.post("/colleagues")
def invite_colleague() -> Page:
    who = instructor()
    reader = Reader(request.form)
    try:
        name = reader.parsed("name", names.clean_name)
        reader.done()
    except FieldErrors as error:
        return _colleagues(error.errors), 400
    with database().write() as session:
        invitations.invite_colleague(session, name, who.id, present())
    return redirect(url_for(".colleagues"), 303)


@instructors_blueprint.post("/colleagues/<code>/withdrawal")
def withdraw_colleague(code: str) -> Response:
    who = instructor()
    with database().write() as session:
        invitations.withdraw_colleague(session, who.id, code)
    return redirect(url_for(".colleagues"), 303)


def _lines(records: Database, section: TaughtSection, link: str, now: datetime) -> Iterator[tuple[str, ...]]:
    """The lines one by one, for as long as the answer is read."""
    with records.read() as session:
        yield from invitations.lines(session, section, now, link)


def _colleagues(errors: tuple[FieldError, ...]) -> str:
    who = instructor()
    with database().read() as session:
        found = invitations.colleagues(session, who.id)
    return render_template("classes/invitations/colleagues.html", cards=found, errors=errors, now=present())
