"""Class lists: uploaded, looked at with what is doubtful, made into invitations, undone."""

from contextlib import closing

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.classes import invitations, uploads
from app.classes.courses import TaughtSection
from app.classes.lists.decoding import LEGACY
from app.classes.lists.headings import Column
from app.classes.rosters import ROLES
from app.errors import FieldError, FieldErrors
from app.forms import choice
from app.models import Role
from app.web.context import database, present
from app.web.guards import account, instructor_of

instructors_blueprint = Blueprint("lists", __name__)

Page = Response | str | tuple[str, int]


@instructors_blueprint.post("/sections/<section>/lists")
def upload(section: str) -> Page:
    taught, who = instructor_of(section), account()
    assert who is not None
    request.max_content_length = request.max_form_memory_size = invitations.LARGEST_LIST
    try:
        role = choice(request.form, "role", ROLES, Role.LEARNER)
        file, pasted = _sent_file(), request.form.get("names", "")
        with database().write() as session:
            made = uploads.take(session, taught, file, pasted, role, who.id, present())
    except FieldErrors as error:
        return _invitations(taught, error.errors), 400
    return redirect(url_for(".preview", section=section, upload=made), 303)


@instructors_blueprint.get("/sections/<section>/lists/<upload>")
def preview(section: str, upload: str) -> str:
    return _preview(instructor_of(section), upload, ())


@instructors_blueprint.post("/sections/<section>/lists/<upload>/reading")
def read_again(section: str, upload: str) -> Response:
    taught = instructor_of(section)
    with database().write() as session:
        kept = uploads.open_list(session, taught, upload)
        encoding = uploads.read_encoding(request.form)
        headings = uploads.understood(kept.source, encoding, None).headings
        uploads.read_again(session, taught, upload, encoding, uploads.read_columns(request.form, headings))
    return redirect(url_for(".preview", section=section, upload=upload), 303)


@instructors_blueprint.post("/sections/<section>/lists/<upload>/decisions")
def decide(section: str, upload: str) -> Page:
    taught = instructor_of(section)
    try:
        with database().write() as session:
            asked = uploads.preview(session, taught, uploads.open_list(session, taught, upload)).asked
            uploads.decide(session, taught, upload, uploads.read_decisions(request.form, asked))
    except FieldErrors as error:
        return _preview(taught, upload, error.errors), 400
    return redirect(url_for(".preview", section=section, upload=upload), 303)


@instructors_blueprint.post("/sections/<section>/lists/<upload>/invitations")
def make(section: str, upload: str) -> Response:
    taught, who = instructor_of(section), account()
    assert who is not None
    with database().write() as session:
        made = uploads.make(session, taught, upload, who.id, present())
    return redirect(url_for("instructor.invitations.cards", section=section, made=made, list=upload), 303)


@instructors_blueprint.post("/sections/<section>/lists/<upload>/withdrawal")
def withdraw(section: str, upload: str) -> Response:
    taught = instructor_of(section)
    with database().write() as session:
        uploads.withdraw(session, taught, upload)
    return redirect(url_for("instructor.invitations.cards", section=section), 303)


@instructors_blueprint.post("/sections/<section>/lists/<upload>/removals")
def remove_leavers(section: str, upload: str) -> Response:
    taught = instructor_of(section)
    with database().write() as session:
        uploads.remove_leavers(session, taught, upload, request.form.getlist("leaver"), present())
    return redirect(url_for(".preview", section=section, upload=upload), 303)


def _sent_file() -> bytes:
    sent = request.files.get("file")
    if sent is None:
        return b""
    with closing(sent):
        file: bytes = sent.read()
    return file


def _preview(section: TaughtSection, upload: str, errors: tuple[FieldError, ...]) -> str:
    with database().read() as session:
        kept = uploads.open_list(session, section, upload)
        shown = uploads.preview(session, section, kept)
    page = {"errors": errors, "typed": request.form, "encodings": LEGACY, "columns": tuple(Column)}
    return render_template("classes/lists/preview.html", section=section, upload=kept, preview=shown, **page)


def _invitations(section: TaughtSection, errors: tuple[FieldError, ...]) -> str:
    with database().read() as session:
        found = invitations.cards(session, section, 1, present())
    page = {"errors": errors, "typed": request.form, "made": None, "upload": None, "now": present()}
    return render_template("classes/invitations/list.html", section=section, found=found, **page)
