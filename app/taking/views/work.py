"""What somebody does on a lesson's page, noted as it happens: a form goes back there, a script goes on."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from app.taking import lesson_work
from app.web import cookies
from app.web.context import database, present

blueprint = Blueprint("work", __name__)
blueprint.after_request(cookies.private)


@blueprint.post("/lessons/<slug>/predictions")
def predict(slug: str) -> Response:
    said, reason = request.form.get("predicted", ""), request.form.get("reason") or None
    token = lesson_work.predict(database(), cookies.caller(), slug, said, reason, present())
    answered = url_for("lessons.lesson", slug=slug, predicted=said, reason=reason, _anchor="prediction")
    return cookies.keep(redirect(answered, 303), token)


@blueprint.post("/tours/<slug>/predictions")
def predict_on_tour(slug: str) -> Response:
    chapter, said = request.form.get("chapter", ""), request.form.get("predicted", "")
    token = lesson_work.predict_on_tour(database(), cookies.caller(), slug, chapter, said, present())
    answered = url_for("tours.tour", slug=slug, chapter=chapter, predicted=said, _anchor=chapter)
    return cookies.keep(redirect(answered, 303), token)


@blueprint.post("/lessons/<slug>/readings")
def read(slug: str) -> Response:
    lesson = lesson_work.read(database(), cookies.caller(), slug, present())
    after = url_for("lessons.lesson", slug=lesson.next.slug) if lesson.next else url_for("review.review")
    return redirect(after, 303)


@blueprint.post("/lessons/<slug>/experiments")
def try_out(slug: str) -> Response:
    lesson_work.try_out(database(), cookies.caller(), slug, request.form.get("experiment", ""), present())
    return redirect(url_for("lessons.lesson", slug=slug), 303)
