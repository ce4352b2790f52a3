"""Joining a class: by its code, or by a personal invitation."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.rate_limits import TooManyError, network
from app.classes import enrolment, invitations
from app.classes.enrolment import CodeNotFoundError
from app.errors import DomainError
from app.web import cookies
from app.web.context import database, present
from app.web.problems import headers_of, status_of

blueprint = Blueprint("join", __name__)
blueprint.after_request(cookies.private)

Page = Response | str | tuple[str, int, dict[str, str]]


@blueprint.get("/join")
def code() -> Page:
    typed = request.args.get("code", "")
    code = enrolment.normal_code(typed)
    if len(code) == enrolment.LENGTH:
        return redirect(url_for(".section", code=code))
    return render_template("classes/join/code.html", typed=typed, wrong=bool(typed), message="")


@blueprint.get("/join/<code>")
def section(code: str) -> Page:
    """The class, or, where no more codes are looked up for this network, the way in without its name."""
    try:
        found = enrolment.look(database(), code, network(request.remote_addr), present())
    except CodeNotFoundError as error:
        return _refused(code, error)
    code = enrolment.normal_code(code)
    return render_template("classes/join/section.html", found=found, code=code, who=cookies.who())


@blueprint.post("/join/<code>")
def join(code: str) -> Page:
    who = cookies.who()
    if who is None or who.visitor:
        return redirect(url_for("accounts.sign_up", next=url_for(".section", code=code)), 303)
    try:
        enrolment.join(database(), who, code, network(request.remote_addr), present())
    except (CodeNotFoundError, TooManyError) as error:
        return _refused(code, error)
    return redirect(url_for("quizzes.quizzes"), 303)


@blueprint.get("/invitations/<code>")
def invitation(code: str) -> str:
    with database().read() as session:
        offer = invitations.offer(session, code, present())
    return render_template("classes/join/invitation.html", offer=offer, code=code, who=cookies.who())


@blueprint.post("/invitations/<code>")
def take(code: str) -> Response:
    who = cookies.who()
    if who is None or who.visitor:
        return redirect(url_for("accounts.sign_up", next=url_for(".invitation", code=code)), 303)
    with database().write() as session:
        token = invitations.take(session, who, cookies.token(), code, present())
    return cookies.keep(redirect(url_for("instructor.sections.sections" if token else "quizzes.quizzes"), 303), token)


def _refused(code: str, error: DomainError) -> Page:
    """The form again with the code that was typed, and what is wrong with it."""
    page = render_template("classes/join/code.html", typed=code, wrong=True, message=str(error))
    return page, status_of(error), headers_of(error)
