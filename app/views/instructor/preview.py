"""Previews: quizzes as a learner sees them, without leaving a record. Everything is in the address."""

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import preview, sheets
from app.clock import present
from app.views.instructor.access import instructor_of
from quizzes.kind import AnswerError

blueprint = Blueprint("preview", __name__)


@blueprint.get("/sections/<section>/previews/<quiz>")
def fresh(section: str, quiz: str) -> Response:
    room = instructor_of(section)
    seed = secrets.randbelow(preview.LARGEST_SEED)
    return redirect(url_for(".question", section=room.public_id, quiz=quiz, seed=seed, slot=1))


@blueprint.get("/sections/<section>/previews/<quiz>/<int:seed>/<int:slot>")
def question(section: str, quiz: str, seed: int, slot: int) -> str:
    room = instructor_of(section)
    form = request.args.to_dict(flat=False)
    try:
        trial = preview.trial(quiz, seed, slot, form, present())
        sheet = (sheets.marked if trial.asked.item.answer else sheets.blank)(*trial.asked)
    except AnswerError as error:
        trial = preview.trial(quiz, seed, slot, {}, present())
        sheet = sheets.refused(*trial.asked, form, error.field, error.message)
    return render_template("instructor/preview/question.html", room=room, trial=trial, sheet=sheet)
