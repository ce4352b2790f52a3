"""The instructors' pages: what all of them share, whichever room they stand in."""

from collections.abc import Iterable

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from app.web import cookies
from app.web.guards import account, settle_section
from app.web.security import SAFE_METHODS


def pages(blueprints: Iterable[Blueprint]) -> Blueprint:
    """The pages of these blueprints, under one address and behind one guard."""
    pages = Blueprint("instructor", __name__, url_prefix="/instructor")
    pages.before_request(ask_who)
    pages.before_request(settle_section)
    pages.after_request(cookies.private)
    for each in blueprints:
        pages.register_blueprint(each)
    return pages


def ask_who() -> Response | None:
    """Somebody without an account is asked to sign in, and comes back to where they wanted to go."""
    if request.method in SAFE_METHODS and account() is None:
        return redirect(url_for("accounts.sign_in", next=request.root_path + request.full_path.rstrip("?")))
    return None
