"""Access control before all but static files: may whoever asks see the site? Each request is marked with the answer.

It stands before the kept answers, which never reach a view, and it is cheap: while nobody must sign in, it reads a
clock. It only marks; turning people away is the views' part (accounts/views/admission.py).
"""

import time
from enum import StrEnum
from typing import TYPE_CHECKING

from flask import current_app, request
from werkzeug.http import parse_cookie

from app.accounts import admission, people
from app.clock import Clock
from app.database import deadlines
from app.database.availability import DatabaseError, UnavailableError
from app.database.sessions import Database
from app.web.response_cache import ACCESS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE = 1.0
"""Seconds that a decision is waited for; where none is known yet, that comes before everything."""
GOOD_FOR = 2.0
"""Seconds after which the decision is read again: another process, or another machine, may have taken a new one."""


class Access(StrEnum):
    """Public: nobody must sign in. Otherwise whoever asks is inside, signed in to an account, or outside.

    Unknown: the records that would tell cannot be reached.
    """

    PUBLIC = "public"
    INSIDE = "inside"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


class AccessControl:
    """WSGI middleware; `shut` tells it of a decision taken in this process, which holds from the next request on."""

    def __init__(self, application: "WSGIApplication", database: Database, cookie: str, clock: Clock) -> None:
        self._application = application
        self._database = database
        self._cookie = cookie
        self._clock = clock
        self._shut = self._is_known = False
        self._decided = 0
        self._good_until = 0.0

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        environ[ACCESS] = self.access(environ)
        return self._application(environ, start_response)

    def access(self, environ: "WSGIEnvironment") -> Access:
        if not self._is_shut():
            return Access.PUBLIC
        token = parse_cookie(environ).get(self._cookie)
        return self._known(token) if token else Access.OUTSIDE

    def shut(self, required: bool) -> None:
        self._decided += 1
        self._shut, self._is_known, self._good_until = required, True, time.monotonic() + GOOD_FOR

    def _is_shut(self) -> bool:
        """One request asks again, while the others go on with what was known; only the first answer is waited for."""
        if time.monotonic() >= self._good_until and not (self._is_known and self._database.reading.is_open):
            if self._is_known:
                self._good_until = time.monotonic() + GOOD_FOR
            before, answer = self._decided, self._asked()
            if self._decided == before:  # else somebody decided meanwhile, and the answer may be the older
                self.shut(answer)
        return self._shut

    def _asked(self) -> bool:
        """A database that does not answer leaves things as they were."""
        try:
            with deadlines.within(PATIENCE), self._database.read() as session:
                return admission.sign_in_required(session)
        except (UnavailableError, DatabaseError):
            return self._shut

    def _known(self, token: str) -> Access:
        try:
            with self._database.read() as session:
                who = people.who(session, token, self._clock())
        except UnavailableError:
            return Access.UNKNOWN
        return Access.OUTSIDE if who is None or who.visitor else Access.INSIDE


def must_sign_in() -> bool:
    """Whether the site is shut, and whoever asks is outside."""
    return request.environ.get(ACCESS) == Access.OUTSIDE


def cannot_be_known() -> bool:
    """Whether the site is shut, and the records cannot tell who asks."""
    return request.environ.get(ACCESS) == Access.UNKNOWN


def access_control() -> AccessControl:
    """The access control of the site that answers this request."""
    found: AccessControl = current_app.extensions["downhill.access_control"]
    return found
