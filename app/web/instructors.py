"""The instructors' pages: what all of them share, whichever room they stand in."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from app.accounts import event_log, rate_limits
from app.accounts.rate_limits import Limit, TooManyError, network
from app.database.availability import UnavailableError
from app.errors import ForbiddenError
from app.models import Happening
from app.web import cookies
from app.web.context import database, present, site
from app.web.guards import account, settle_section
from app.web.security import SAFE_METHODS

REFUSALS_NOTED = Limit(10, timedelta(minutes=10))
"""Powers that one account was refused which are written to the log."""


class SecondFactorNeededError(ForbiddenError):
    """This site asks those who teach for a second factor."""

    def __init__(self) -> None:
        super().__init__("This site asks those who teach for a second factor. Set it up under Sign-ins, then go on.")


def pages(blueprints: Iterable[Blueprint]) -> Blueprint:
    """The pages of these blueprints, under one address and behind one guard."""
    pages = Blueprint("instructor", __name__, url_prefix="/instructor")
    pages.before_request(ask_who)
    pages.before_request(settle_section)
    pages.after_request(cookies.private)
    pages.after_request(note_power)
    for each in blueprints:
        pages.register_blueprint(each)
    return pages


def ask_who() -> Response | None:
    """Somebody without an account is asked to sign in, and comes back to where they wanted to go.

    Where the settings ask for it, those who teach are led to set up a second factor first.
    """
    who, back = account(), request.root_path + request.full_path.rstrip("?")
    if request.method in SAFE_METHODS and who is None:
        return redirect(url_for("accounts.sign_in", next=back))
    if site().config.second_factor and who and who.teaches and not who.guarded:
        if request.method not in SAFE_METHODS:
            raise SecondFactorNeededError
        return redirect(url_for("sign_ins.page", _anchor="second-factor"))
    return None


def note_power(response: Response) -> Response:
    """Whatever changed something here goes into the log, with who did it, and so does what was refused."""
    who = account()
    if who is None:
        return response
    if response.status_code in (403, 404):
        _note_refused(who.id)
    elif request.method not in SAFE_METHODS and response.status_code < 400:
        _note(who.id, Happening.POWER)
    return response


def _note_refused(who: int) -> None:
    """A power that somebody does not have; few lines for many, so that whoever goes on asking does not fill the log."""
    with suppress(TooManyError, UnavailableError):
        with database().write() as session:
            rate_limits.take(session, f"powers refused {who}", REFUSALS_NOTED, present())
        _note(who, Happening.REFUSED)


def _note(who: int, happening: Happening) -> None:
    parts = " ".join(f"{name}={value}" for name, value in (request.view_args or {}).items())
    detail = f"{(request.endpoint or '').removeprefix('instructor.')} {parts}".strip()
    with suppress(UnavailableError), database().write() as session:  # the change itself is saved, and is not taken back
        event_log.write(session, happening, present(), actor_id=who, network=_network(), detail=detail)


def _network() -> str:
    return network(request.remote_addr)
