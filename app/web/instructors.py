"""The instructors' pages: what all of them share, whichever room they stand in."""

from collections.abc import Iterable

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from app.web import cookies
from app.web.guards import account
from app.web.moments import local
from app.web.security import SAFE_METHODS


def pages(blueprints: Iterable[Blueprint]) -> Blueprint:
    """The pages of these blueprints, under one address and behind one guard."""
    desk = Blueprint("instructor", __name__, url_prefix="/instructor")
    desk.before_request(ask_who)
    desk.after_request(cookies.private)
    desk.add_app_template_filter(local, "local")
    desk.add_app_template_global(teaches)
    for each in blueprints:
        desk.register_blueprint(each)
    return desk


def teaches() -> bool:
    """Whether the person behind the request teaches. A page of a failure does not ask: it may be the database's."""
    failed = "problem" in g and g.problem.status >= 500
    who = g.get("who") if failed else cookies.who()
    return who is not None and who.teaches


def ask_who() -> Response | None:
    """Somebody without an account is asked to sign in, and comes back to where they wanted to go."""
    if request.method in SAFE_METHODS and account() is None:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    return None
