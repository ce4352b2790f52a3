"""What guards an account, for its owner: where it is signed in, what has happened to it, and the second factor."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import authentication, event_log, second_factor, sign_ins
from app.accounts.people import Who, seal
from app.accounts.rate_limits import TooManyError, network
from app.drawing import qr_codes
from app.errors import FieldError, FieldErrors, NotFoundError, errors_of
from app.models import Happening
from app.web import cookies
from app.web.context import database, present
from app.web.guards import account
from app.web.problems import headers_of, status_of

blueprint = Blueprint("sign_ins", __name__, url_prefix="/me")
blueprint.after_request(cookies.private)

Page = Response | str | tuple[str | Response, int, dict[str, str]]
WRONG = FieldError("code", "This is not the code that the device shows now. Look at its clock, and type the next one.")


class NoAccountError(NotFoundError):
    """Only an account has sign-ins."""

    def __init__(self) -> None:
        super().__init__("Sign in first: only an account has sign-ins and a second factor.")


@blueprint.get("/sign-ins")
def page() -> Page:
    who = account()
    if who is None:
        return redirect(url_for("accounts.sign_in", next=url_for(".page")))
    return _page(who, ())


@blueprint.post("/sign-ins/<sign_in>/end")
def end(sign_in: str) -> Response:
    who = _owner()
    with database().write() as session:
        if sign_ins.end(session, who.id, sign_in):
            event_log.write(session, Happening.ENDED, present(), learner_id=who.id, network=_network())
    return redirect(url_for(".page"), 303)


@blueprint.post("/second-factor")
def begin() -> Page:
    """Asks for the password, so that nobody who finds a browser open takes the account over."""
    who = _owner()
    try:
        authentication.confirm(database(), cookies.caller(), request.form.get("current", ""), present())
    except (FieldErrors, TooManyError) as error:
        return _page(who, errors_of(error, "current")), status_of(error), headers_of(error)
    with database().write() as session:
        second_factor.begin(session, who.id, present())
    return redirect(url_for(".factor"), 303)


@blueprint.get("/second-factor")
def factor() -> Page:
    who = account()
    return _factor(who, ()) if who else redirect(url_for("accounts.sign_in", next=url_for(".page")))


@blueprint.post("/second-factor/confirmation")
def confirm() -> Page:
    who = _owner()
    with database().write() as session:
        right = second_factor.confirm(session, who.id, request.form.get("code", ""), present())
        if right:
            event_log.write(session, Happening.FACTOR_SET, present(), learner_id=who.id, network=_network())
    if not right:
        return _factor(who, (WRONG,)), 400, {}
    return redirect(authentication.local(request.form.get("next", "")) or url_for(".page"), 303)


@blueprint.post("/second-factor/removal")
def remove() -> Page:
    who = _owner()
    try:
        authentication.confirm(database(), cookies.caller(), request.form.get("current", ""), present())
    except (FieldErrors, TooManyError) as error:
        return _page(who, errors_of(error, "current")), status_of(error), headers_of(error)
    with database().write() as session:
        if second_factor.remove(session, who.id):
            event_log.write(session, Happening.FACTOR_REMOVED, present(), learner_id=who.id, network=_network())
    return redirect(url_for(".page"), 303)


def _page(who: Who, errors: tuple[FieldError, ...]) -> str:
    with database().read() as session:
        shown = {
            "here": seal(database().key, cookies.token() or "").hex(),
            "browsers": sign_ins.listed(session, who.id, present()),
            "entries": event_log.of(session, who.id),
            "standing": second_factor.standing(session, who.id),
        }
    return render_template("accounts/sign_ins.html", who=who, errors=errors, days=event_log.KEPT.days, **shown)


def _factor(who: Who, errors: tuple[FieldError, ...]) -> str | Response:
    with database().read() as session:
        set_up = second_factor.set_up(session, who.id)
    if set_up is None:
        return redirect(url_for(".page"))
    picture = qr_codes.code(set_up.address)
    return render_template("accounts/second_factor.html", set_up=set_up, picture=picture, errors=errors, who=who)


def _owner() -> Who:
    who = account()
    if who is None:
        raise NoAccountError
    return who


def _network() -> str:
    return network(request.remote_addr)
