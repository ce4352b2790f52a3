"""Policies: when and how often a section takes each quiz, and what counts."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.attempts.quiz_titles import QuizNotFoundError
from app.classes import policies
from app.classes.courses import TaughtSection
from app.classes.policies import PolicyChangedError, PolicySettings, QuizPolicy
from app.errors import FieldError, FieldErrors
from app.web.context import database, present
from app.web.guards import instructor_of

instructors_blueprint = Blueprint("policies", __name__)

Page = Response | str | tuple[str, int]


@instructors_blueprint.get("/sections/<section>/policies")
def table(section: str) -> str:
    taught = instructor_of(section)
    return render_template("classes/policies/table.html", section=taught, lines=_lines(taught))


@instructors_blueprint.get("/sections/<section>/policies/<quiz>")
def policy(section: str, quiz: str) -> str:
    return _form(instructor_of(section), quiz)


@instructors_blueprint.post("/sections/<section>/policies/<quiz>")
def change(section: str, quiz: str) -> Page:
    taught = instructor_of(section)
    try:
        settings = PolicySettings.read(request.form, taught.zone)
        with database().write() as session:
            policies.save(session, taught, quiz, settings, request.form.get("revision", 0, type=int))
    except FieldErrors as error:
        return _form(taught, quiz, error.errors), 400
    except PolicyChangedError:
        return _form(taught, quiz, changed=True), 409
    return redirect(url_for(".table", section=section), 303)


@instructors_blueprint.post("/sections/<section>/policies/<quiz>/release")
def release(section: str, quiz: str) -> Response:
    taught = instructor_of(section)
    with database().write() as session:
        policies.release(session, taught, quiz, None if "back" in request.form else present())
    return redirect(url_for(".policy", section=section, quiz=quiz), 303)


def _form(section: TaughtSection, quiz: str, errors: tuple[FieldError, ...] = (), changed: bool = False) -> str:
    """The form with what was typed; after somebody else's change also with what stands now, and its revision."""
    line = next((each for each in _lines(section) if each.quiz == quiz), None)
    if line is None:
        raise QuizNotFoundError
    shown = {"section": section, "line": line, "errors": errors, "typed": request.form, "changed": changed}
    return render_template("classes/policies/form.html", **shown, now=present())


def _lines(section: TaughtSection) -> tuple[QuizPolicy, ...]:
    with database().read() as session:
        return policies.lines(session, section.id)
