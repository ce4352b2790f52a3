"""Previews: quizzes as a learner sees them, without leaving a record. Everything is in the address."""

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.taking import preview, question_page
from app.web.context import bank, present
from app.web.guards import instructor_of
from quizzes.kind import AnswerError

instructors_blueprint = Blueprint("preview", __name__)


@instructors_blueprint.get("/sections/<section>/previews/<quiz>")
def fresh(section: str, quiz: str) -> Response:
    taught = instructor_of(section)
    seed = secrets.randbelow(preview.LARGEST_SEED)
    return redirect(url_for(".question", section=taught.public_id, quiz=quiz, seed=seed, slot=1))


@instructors_blueprint.get("/sections/<section>/previews/<quiz>/<int:seed>/<int:slot>")
def question(section: str, quiz: str, seed: int, slot: int) -> str:
    taught = instructor_of(section)
    form = request.args.to_dict(flat=False)
    try:
        previewed = preview.previewed(bank(), quiz, seed, slot, form, present())
        page = (question_page.marked if previewed.asked.item.answer else question_page.blank)(*previewed.asked)
    except AnswerError as error:
        previewed = preview.previewed(bank(), quiz, seed, slot, {}, present())
        page = question_page.refused(*previewed.asked, form, error.field, error.message)
    return render_template("taking/preview/question.html", section=taught, previewed=previewed, page=page)
