"""Quizzes and attempts: pages that work with scripts off, every change a POST that answers 303."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.attempts.answering import DraftReceipt, Receipt
from app.attempts.reading import AttemptNotFoundError
from app.taking import question_page, quiz_catalogue, quiz_taking
from app.taking.question_page import QuestionPage
from app.taking.quiz_taking import EndedAttempt, QuestionInAttempt, SignedOutError
from app.taking.result_page import ResultPage
from app.web import cookies
from app.web.context import database, present, site
from app.web.guards import settle_own
from quizzes.kind import AnswerError

blueprint = Blueprint("quizzes", __name__)
blueprint.before_request(settle_own)
blueprint.after_request(cookies.private)


@blueprint.get("/quizzes")
def quizzes() -> str:
    found = quiz_catalogue.overview(database(), cookies.who(), present())
    return render_template("taking/quizzes/quizzes.html", overview=found, now=present())


@blueprint.get("/quizzes/<quiz>")
def about(quiz: str) -> str:
    entry = quiz_catalogue.entrance(database(), cookies.who(), quiz, present())
    return render_template("taking/quizzes/about.html", entry=entry, now=present())


@blueprint.post("/quizzes/<quiz>/attempts")
def start(quiz: str) -> Response:
    section = request.form.get("section", "")
    begun = quiz_taking.begin(database(), cookies.caller(), quiz, section, present())
    return cookies.keep(redirect(url_for(".attempt", attempt=begun.attempt), 303), begun.token)


@blueprint.get("/attempts/<attempt>")
def attempt(attempt: str) -> str:
    found = quiz_taking.attempt(database(), cookies.token(), attempt, present())
    if isinstance(found, EndedAttempt):
        return _result(found)
    return _question(question_page.blank(*found))


@blueprint.get("/attempts/<attempt>/items/<int:slot>")
def item(attempt: str, slot: int) -> str | Response:
    found = quiz_taking.question(database(), cookies.token(), attempt, slot, present())
    if found.item.answer is None:
        return redirect(url_for(".attempt", attempt=attempt))
    return _answered(found)


@blueprint.post("/attempts/<attempt>/items/<int:slot>/responses")
def answer(attempt: str, slot: int) -> Response | tuple[str, int]:
    form = request.form.to_dict(flat=False)
    try:
        key = request.form.get("key", "")
        receipt = quiz_taking.give(database(), site().clock, cookies.token(), attempt, slot, form, key)
    except AnswerError as error:
        asked = quiz_taking.question(database(), cookies.token(), attempt, slot, present())
        page = question_page.refused(*asked, form, error.field, error.message)
        return _question(page), 400
    except (AttemptNotFoundError, SignedOutError):
        return _unsent(attempt)
    if receipt in (Receipt.SAVED, Receipt.REPEATED):
        return redirect(url_for(".item", attempt=attempt, slot=slot), 303)
    return _present_state(attempt, slot, receipt), 409


@blueprint.put("/attempts/<attempt>/items/<int:slot>/draft")
def draft(attempt: str, slot: int) -> Response:
    form = request.form.to_dict(flat=False)
    kept = quiz_taking.keep_draft(database(), cookies.token(), attempt, slot, form, present())
    if kept.receipt is DraftReceipt.KEPT:
        return make_response("", 204)
    return make_response({"receipt": kept.receipt.value, "number": kept.number}, 409)


@blueprint.get("/attempts/<attempt>/submission")
def stop(attempt: str) -> str | Response:
    found = quiz_catalogue.parting(database(), cookies.token(), attempt, present())
    if found is None:
        return redirect(url_for(".attempt", attempt=attempt))
    return render_template("taking/quizzes/stop.html", parting=found)


@blueprint.post("/attempts/<attempt>/submission")
def submit(attempt: str) -> Response | tuple[str, int]:
    try:
        quiz_taking.submit(database(), cookies.token(), attempt, present())
    except (AttemptNotFoundError, SignedOutError):
        return _unsent(attempt)
    return redirect(url_for(".attempt", attempt=attempt), 303)


def _present_state(attempt: str, slot: int, receipt: Receipt) -> str:
    """What a page that came too late is shown: how things stand, with nothing of what it sent."""
    found = quiz_taking.attempt(database(), cookies.token(), attempt, present())
    if receipt is Receipt.STALE:
        return _answered(quiz_taking.question(database(), cookies.token(), attempt, slot, present()), receipt)
    if isinstance(found, EndedAttempt):
        return _result(found, receipt)
    return _question(question_page.blank(*found), receipt)


def _unsent(attempt: str) -> tuple[str, int]:
    """The way back for somebody who is not known as the attempt's owner: what was sent waits there to be sent again."""
    who, typed = cookies.who(), request.form.to_dict(flat=False)
    page = render_template("taking/quizzes/unsent.html", attempt=attempt, who=who, typed=typed)
    return page, 404 if who else 401


def _question(page: QuestionPage, receipt: Receipt | None = None) -> str:
    return render_template("taking/quizzes/question.html", page=page, receipt=receipt, now=present())


def _result(found: EndedAttempt, receipt: Receipt | None = None) -> str:
    now = present()
    again = quiz_catalogue.again(database(), cookies.who(), found.attempt, now)
    return render_template(
        "taking/quizzes/result.html", result=ResultPage(*found, now), again=again, receipt=receipt, now=now
    )


def _answered(found: QuestionInAttempt, receipt: Receipt | None = None) -> str:
    return render_template(
        "taking/quizzes/answered.html", page=question_page.marked(*found), receipt=receipt, now=present()
    )
