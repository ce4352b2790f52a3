"""Accounts: signing up, in and out, and setting a password."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import authentication, code_entry, people
from app.accounts.authentication import Newcomer, PasswordGiven
from app.accounts.rate_limits import TooManyError
from app.classes import enrolment
from app.errors import DomainError, FieldError, FieldErrors, errors_of
from app.web import cookies
from app.web.context import database, present
from app.web.problems import headers_of, status_of

blueprint = Blueprint("accounts", __name__)
blueprint.after_request(cookies.private)

Page = Response | str | tuple[str, int, dict[str, str]]


@blueprint.get("/sign-up")
def sign_up() -> Page:
    return _form("sign_up")


@blueprint.post("/sign-up")
def make_account() -> Page:
    try:
        newcomer = Newcomer.read(request.form)
        token = authentication.sign_up(database(), cookies.caller(), newcomer, present(), _class_code())
    except (FieldErrors, TooManyError, people.EmailTakenError) as error:
        return _refused("sign_up", "email", error)
    return cookies.recognise(cookies.keep(_onward(), token), newcomer.email)


@blueprint.get("/sign-in")
def sign_in() -> Page:
    return _form("sign_in")


@blueprint.post("/sign-in")
def open_session() -> Page:
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        entrance = authentication.sign_in(database(), cookies.caller(), email, password, present())
    except (FieldErrors, TooManyError) as error:
        return _refused("sign_in", "password", error)
    return _entered(entrance, people.normal_email(email))


@blueprint.post("/sign-out")
def sign_out() -> Response:
    authentication.sign_out(database(), cookies.caller(), everywhere="everywhere" in request.form)
    return cookies.drop(redirect(url_for("home.home"), 303))


@blueprint.get("/me/password")
def password() -> Page:
    return _form("password") if _has_account() else redirect(url_for(".sign_in", next=url_for(".password")))


@blueprint.post("/me/password")
def change_password() -> Page:
    if not _has_account():
        return redirect(url_for(".sign_in"), 303)
    given = request.form
    try:
        token = authentication.change_password(
            database(), cookies.caller(), given.get("current", ""), given.get("password", ""), present()
        )
    except (FieldErrors, TooManyError) as error:
        return _refused("password", "current", error)
    return cookies.keep(redirect(url_for("me.me"), 303), token)


@blueprint.get("/reset/<link>")
def reset(link: str) -> str:
    return _link_form(link)


@blueprint.post("/reset/<link>")
def set_password(link: str) -> Page:
    owner = authentication.link_owner(database(), link, present())
    try:
        password = request.form.get("password", "")
        entrance = authentication.set_password(database(), cookies.caller(), link, password, present())
    except FieldErrors as error:
        return _link_form(link, error.errors), 400, {}
    return _entered(entrance, owner.email or "")


@blueprint.get("/sign-in/code")
def code() -> Page:
    """Asked of those who have given the right password, for as long as that holds."""
    return _form("code") if _waiting() is not None else redirect(url_for(".sign_in", next=_next() or None))


@blueprint.post("/sign-in/code")
def enter_code() -> Page:
    waiting = _waiting()
    if waiting is None:
        return redirect(url_for(".sign_in", next=_next() or None), 303)
    try:
        admitted = code_entry.enter(database(), cookies.caller(), waiting, request.form.get("code", ""), present())
    except (FieldErrors, TooManyError) as error:
        return _refused("code", "code", error)
    return cookies.drop_pending(cookies.recognise(cookies.keep(_onward(), admitted.token), admitted.email))


def _waiting() -> int | None:
    return code_entry.whose(database(), cookies.pending(), present())


def _entered(entrance: PasswordGiven, email: str) -> Response:
    """On to where they wanted to go, or to the code that is asked for as well."""
    if entrance.token:
        return cookies.recognise(cookies.keep(_onward(), entrance.token), email)
    asked = redirect(url_for(".code", next=_next() or None), 303)
    return cookies.wait_for_code(asked, code_entry.pending(database(), entrance.learner_id, present()))


def _link_form(link: str, errors: tuple[FieldError, ...] = ()) -> str:
    owner = authentication.link_owner(database(), link, present())
    issuer = authentication.link_issuer(database(), link)
    return render_template("accounts/reset.html", owner=owner, issuer=issuer, link=link, errors=errors, next=_next())


def _refused(form: str, field: str, error: DomainError) -> Page:
    """The form again, with everything that is wrong beside what caused it, or the refusal at one of its fields."""
    return _form(form, errors_of(error, field)), status_of(error), headers_of(error)


def _form(name: str, errors: tuple[FieldError, ...] = ()) -> str:
    """A form, again with what was typed, passwords apart."""
    shown = {"errors": errors, "typed": request.form, "next": _next(), "who": cookies.who()}
    return render_template(f"accounts/{name}.html", **shown)


def _next() -> str:
    return authentication.local(request.values.get("next", "")) or ""


def _onward() -> Response:
    return redirect(_next() or url_for("me.me"), 303)


def _has_account() -> bool:
    who = cookies.who()
    return who is not None and not who.visitor


def _class_code() -> str | None:
    """The code of the class that somebody is about to join, if newcomers come in by it."""
    return enrolment.code_in(database(), _next(), present())
