"""An attempt as the learner saw it, and changing a mark by hand."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.classes.courses import TaughtSection
from app.errors import FieldErrors
from app.grading import attempt_review, manual_marks
from app.grading.manual_marks import Judgement
from app.web.context import database, present
from app.web.guards import account, instructor_of

instructors_blueprint = Blueprint("attempts", __name__)


@instructors_blueprint.get("/sections/<section>/attempts/<attempt>", endpoint="attempt")
def page(section: str, attempt: str) -> str:
    return _page(instructor_of(section), attempt)


@instructors_blueprint.post("/sections/<section>/attempts/<attempt>/items/<int:slot>/grades")
def change(section: str, attempt: str, slot: int) -> Response | tuple[str, int]:
    taught, who = instructor_of(section), account()
    assert who is not None
    try:
        judgement = Judgement.read(request.form)
    except FieldErrors as error:
        return _page(taught, attempt, slot, error), 400
    with database().write() as session:
        manual_marks.override(session, taught.id, attempt, slot, judgement, who.id, present())
    return redirect(url_for(".attempt", section=section, attempt=attempt, _anchor=f"question-{slot}"), 303)


def _page(section: TaughtSection, attempt: str, slot: int = 0, refused: FieldErrors | None = None) -> str:
    with database().read() as session:
        found = attempt_review.review(session, section.id, attempt)
    return render_template(
        "grading/attempts/page.html",
        section=section,
        review=found,
        refused_slot=slot,
        refused=refused,
        typed=request.form,
    )
