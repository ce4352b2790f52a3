"""Accounts: signing up, in and out, and setting a password."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import authentication, people
from app.accounts.authentication import Newcomer
from app.errors import FieldError, FieldErrors
from app.web import cookies
from app.web.context import database, present

blueprint = Blueprint("accounts", __name__)
blueprint.after_request(cookies.private)

Page = Response | str | tuple[str, int]


@blueprint.get("/sign-up")
def sign_up() -> Page:
    return _form("sign_up")


@blueprint.post("/sign-up")
def make_account() -> Page:
    given = request.form
    try:
        newcomer = Newcomer.read(given.get("name", ""), given.get("email", ""), given.get("password", ""))
        token = authentication.sign_up(database(), cookies.caller(), newcomer, present())
    except FieldErrors as error:
        return _form("sign_up", error.errors)
    except people.EmailTakenError as error:
        return _form("sign_up", (FieldError("email", str(error)),), 409)
    return cookies.keep(_onward(), token)


@blueprint.get("/sign-in")
def sign_in() -> Page:
    return _form("sign_in")


@blueprint.post("/sign-in")
def open_session() -> Page:
    given = request.form
    try:
        token = authentication.sign_in(
            database(), cookies.caller(), given.get("email", ""), given.get("password", ""), present()
        )
    except FieldErrors as error:
        return _form("sign_in", error.errors)
    return cookies.keep(_onward(), token)


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
    except FieldErrors as error:
        return _form("password", error.errors)
    return cookies.keep(redirect(url_for("me.me"), 303), token)


@blueprint.get("/reset/<link>")
def reset(link: str) -> str:
    return _link_form(link)


@blueprint.post("/reset/<link>")
def set_password(link: str) -> Page:
    try:
        token = authentication.set_password(database(), link, request.form.get("password", ""), present())
    except FieldErrors as error:
        return _link_form(link, error.errors), 400
    return cookies.keep(_onward(), token)


def _link_form(link: str, errors: tuple[FieldError, ...] = ()) -> str:
    owner = authentication.link_owner(database(), link, present())
    issuer = authentication.link_issuer(database(), link)
    return render_template("accounts/reset.html", owner=owner, issuer=issuer, link=link, errors=errors, next=_next())


def _form(name: str, errors: tuple[FieldError, ...] = (), status: int = 400) -> Page:
    """A form again with what was typed, passwords apart; `status` only where something is wrong."""
    page = render_template(f"accounts/{name}.html", errors=errors, typed=request.form, next=_next(), who=cookies.who())
    return (page, status) if errors else page


def _next() -> str:
    return authentication.local(request.values.get("next", "")) or ""


def _onward() -> Response:
    return redirect(_next() or url_for("me.me"), 303)


def _has_account() -> bool:
    who = cookies.who()
    return who is not None and not who.visitor
