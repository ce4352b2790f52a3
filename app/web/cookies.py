"""The cookie under which a browser is known, and the person behind a request."""

from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

from flask import Flask, Request, g, request, url_for
from flask.sessions import SessionInterface
from werkzeug.wrappers import Response

from app.accounts import code_entry, devices, people, sign_ins
from app.accounts.authentication import Caller
from app.accounts.people import Who
from app.accounts.rate_limits import network
from app.accounts.sign_ins import REMEMBERED
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
PENDING, SECURE_PENDING = "pending", "__Secure-pending"
"""Who has given the right password, and has still to give a code."""
LONGEST = 100
SOON = 0.2
"""Seconds that noting who is here may take."""
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
        if sent:
            _note(g.who, sent)
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


def _note(who: Who | None, sent: str) -> None:
    """Notes now and then that the browser is used, so that the sign-in goes on; where that fails, nobody is told."""
    lasting = sign_ins.idle(teaching=who.teaches, visitor=who.visitor) if who else REMEMBERED
    if who and sign_ins.is_due(who.seen_at, lasting, present()):
        sealed, agent = people.seal(database().key, sent), sign_ins.described(request.user_agent.string[:400])
        noted = partial(sign_ins.note, token_hash=sealed, lasting=lasting, agent=agent, now=present())
        copy_context().run(_write_soon, noted)  # whether this was saved is not what a failure tells of


def _write_soon(note: Callable[[Any], None]) -> None:
    """Or not at all: the next request tries again."""
    with suppress(UnavailableError), deadlines.within(SOON):
        database().write_grouped(note)


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


def wait_for_code(response: Response, pending: str) -> Response:
    """This browser has given the right password: it is asked for a code next."""
    response.set_cookie(
        _pending_name(), pending, max_age=code_entry.WITHIN, path=url_for("accounts.sign_in"),
        secure=_secure(), httponly=True, samesite="Lax",
    )  # fmt: skip
    return response


def pending() -> str:
    return request.cookies.get(_pending_name(), "")


def drop_pending(response: Response) -> Response:
    response.delete_cookie(_pending_name(), path=url_for("accounts.sign_in"), secure=_secure(), httponly=True)
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


def _pending_name() -> str:
    return SECURE_PENDING if site().config.production else PENDING


def _devices_name() -> str:
    return SECURE_DEVICES if site().config.production else DEVICES


def _name() -> str:
    return name_for(site().config)
