"""The cookie under which a browser is known, and the person behind a request."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Request, g, request, url_for
from flask.sessions import SessionInterface
from werkzeug.wrappers import Response

from app.accounts import devices, people
from app.accounts.authentication import Caller
from app.accounts.people import REMEMBERED, Who
from app.accounts.rate_limits import network
from app.config import Config
from app.database import deadlines
from app.database.availability import UnavailableError
from app.web.context import database, present, site

Part = TypeVar("Part")
NAME = "learner"
SECURE_NAME = "__Host-learner"
"""The prefix makes browsers refuse a cookie of this name that another host, or plain HTTP, tries to plant."""
DEVICES, SECURE_DEVICES = "devices", "__Secure-devices"
"""In which accounts this browser was signed in before; sent with what a sign-in page sends, and nowhere else."""
LONGEST = 100
OPEN_PAGE = 1.0
"""Seconds that a page which is open to everybody waits to learn who asks."""


class NoSessions(SessionInterface):
    """Flask keeps no session here: a browser is known by its token, and reading Flask's cookie takes time each time."""

    def open_session(self, app: Flask, request: Request) -> None:  # noqa: ARG002
        return None


def name_for(config: Config) -> str:
    """The cookie's name on this site."""
    return SECURE_NAME if config.production else NAME


def token(of: Request = request) -> str | None:
    """The token that the browser sent."""
    sent = of.cookies.get(_name())
    return sent if sent and len(sent) <= LONGEST else None


def who() -> Who | None:
    """The person behind this request, looked up once."""
    if "who" not in g:
        sent = token()
        g.who = _known(sent) if sent else None
    found: Who | None = g.who
    return found


def if_known(part: Callable[[Who | None], Part]) -> Part:
    """What a page that is open to everybody has for the person; while records cannot be reached, nobody is known."""
    try:
        with deadlines.within(OPEN_PAGE):
            return part(who())
    except UnavailableError:
        g.who = None
        return part(None)


def caller() -> Caller:
    """The browser that asks, for authentication."""
    return Caller(who(), token(), network(request.remote_addr), request.cookies.get(_devices_name(), ""))


def keep(response: Response, fresh: str | None) -> Response:
    """Gives the browser a new token; None leaves it the one it has."""
    if fresh:
        response.set_cookie(
            _name(), fresh, max_age=REMEMBERED, path="/", secure=_secure(), httponly=True, samesite="Lax"
        )
    return response


def recognise(response: Response, email: str) -> Response:
    """This browser is signed in to the account with this address: it is known there from now on."""
    response.set_cookie(
        _devices_name(), devices.remembered(database().key, request.cookies.get(_devices_name(), ""), email),
        max_age=devices.KEPT, path=url_for("accounts.sign_in"), secure=_secure(), httponly=True, samesite="Strict",
    )  # fmt: skip
    return response


def drop(response: Response) -> Response:
    response.delete_cookie(_name(), path="/", secure=_secure(), httponly=True, samesite="Lax")
    return response


def private(response: Response) -> Response:
    """Marks an answer as this person's own: nobody keeps a copy."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _known(sent: str) -> Who | None:
    with database().read() as session:
        return people.who(session, sent, present())


def _secure() -> bool:
    return site().config.production


def _devices_name() -> str:
    return SECURE_DEVICES if site().config.production else DEVICES


def _name() -> str:
    return name_for(site().config)
