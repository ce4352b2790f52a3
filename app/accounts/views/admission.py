"""Whoever must sign in first is sent to do so, wherever they wanted to go."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from app.database.availability import Loss, UnavailableError
from app.errors import UnauthenticatedError
from app.web import cookies
from app.web.access import cannot_be_known, must_sign_in
from app.web.security import SAFE_METHODS

blueprint = Blueprint("admission", __name__)

OPEN = frozenset(
    {
        *(
            "accounts.sign_in",
            "accounts.open_session",
            "accounts.code",
            "accounts.enter_code",
            "accounts.sign_up",
            "accounts.make_account",
        ),
        *("accounts.sign_out", "accounts.reset", "accounts.set_password"),
        *("health.healthz", "metrics.metrics", "static"),
        *("join.code", "join.section", "join.join", "join.invitation", "join.take"),
    }
)
"""What everybody may reach: the ways in, and what a machine asks."""
GIVEN_BACK = frozenset({"quizzes.answer", "quizzes.submit"})
"""To somebody whom nobody knows these record nothing: they give back what was sent, and the way to sign in."""
LONGEST = 2000
"""Characters of an address that somebody is sent back to."""


class SignInError(UnauthenticatedError):
    """This site asks everybody to sign in."""

    def __init__(self) -> None:
        super().__init__("This site asks everybody to sign in first.")


@blueprint.before_app_request
def ask_to_sign_in() -> Response | None:
    """A person goes to sign in and comes back; a program is told 401."""
    if request.endpoint in OPEN:
        return None
    if cannot_be_known():
        raise UnavailableError(Loss.UNSAVED)
    if not must_sign_in():
        return None
    if request.endpoint in GIVEN_BACK and cookies.who() is None:
        return None
    if request.path.startswith("/api/") or request.method not in (*SAFE_METHODS, "POST"):
        raise SignInError
    back = request.root_path + request.full_path.rstrip("?") if request.method in SAFE_METHODS else ""
    return cookies.private(redirect(url_for("accounts.sign_in", next=back if 1 < len(back) <= LONGEST else None), 303))
