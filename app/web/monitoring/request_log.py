"""The request log: a line of JSON for each request, with its id, its route, its status and its milliseconds.

No address, no name, no query and no cookie stands in it: a route is the pattern of an address, not the address.
"""

import logging
import re
import secrets
import sys
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import orjson
from flask import Flask, request

from app.config import Config
from app.runs.slices import NobodyWaits
from app.web.monitoring.metrics import Metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE, ID = "downhill.route", "downhill.request_id"
WAITED = "downhill.waited"
"""Seconds that the request has waited for a thread, told by the server's adapter."""
SLOW = 1.0
"""Seconds after which a request is named even where the log is switched off."""
SOUND_ID = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")
"""An id that a proxy has given, and that may stand in a log."""
LEFT = 499
"""The status in the log of an answer that nobody waits for any more: no failure of ours."""
FILES, KEPT, NOWHERE = "/static/", "(kept)", "(no such page)"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
log = logging.getLogger("downhill.requests")
log.setLevel(logging.INFO)
log.propagate = False  # its lines go where they are sent, and stand in nobody else's log


def install(app: Flask, config: Config, metrics: Metrics) -> None:
    """Log and count what goes through; to be called last, so that it stands before everything else."""
    app.before_request(_note_route)
    app.wsgi_app = RequestLog(app.wsgi_app, metrics, config)  # type: ignore[method-assign]


def _note_route() -> None:
    request.environ[ROUTE].append(request.url_rule.rule if request.url_rule else NOWHERE)


class RequestLog:
    """WSGI middleware. The id that comes with a request is believed where proxies stand in front."""

    def __init__(self, application: "WSGIApplication", metrics: Metrics, config: Config) -> None:
        self._application, self._metrics = application, metrics
        self._believed, self._is_on = config.proxies > 0, config.access_log

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        began = time.perf_counter()
        environ[ID] = name = self._id(environ)
        environ[ROUTE] = []  # whoever answers writes in it; those in between hand on copies of the rest
        told: list[int] = []

        def start(status: str, headers: list[tuple[str, str]], *problem: Any) -> Any:
            told.append(int(status[:3]))
            return start_response(status, [*headers, ("X-Request-ID", name)], *problem)

        try:
            chunks = self._application(environ, start)
        except NobodyWaits:
            told.append(LEFT)
            raise
        finally:
            self._tell(environ, told[-1] if told else 500, time.perf_counter() - began)
        return chunks

    def _id(self, environ: "WSGIEnvironment") -> str:
        given = environ.get("HTTP_X_REQUEST_ID", "") if self._believed else ""
        return given if SOUND_ID.match(given) else secrets.token_hex(8)

    def _tell(self, environ: "WSGIEnvironment", status: int, seconds: float) -> None:
        method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in METHODS else "OTHER"
        route = _route(environ)
        waited = environ.get(WAITED, 0.0)
        self._metrics.count(method, route, status, seconds, waited)
        if self._is_on or seconds + waited >= SLOW:
            log.info(_entry(environ[ID], method, route, status, seconds, waited))


def _route(environ: "WSGIEnvironment") -> str:
    if environ.get("PATH_INFO", "").startswith(FILES):
        return FILES
    return environ[ROUTE][-1] if environ[ROUTE] else KEPT


def _entry(name: str, method: str, route: str, status: int, seconds: float, waited: float) -> str:
    entry: dict[str, object] = {"at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "id": name, "method": method}
    entry |= {"route": route, "status": status, "ms": round(seconds * 1e3, 1), "waited": round(waited * 1e3, 1)}
    return orjson.dumps(entry | ({"slow": True} if seconds + waited >= SLOW else {})).decode()


def write_to_output() -> None:
    """Lines go to standard output as they are; for a serving process, whose manager keeps what it prints."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(message)s"))
    log.addHandler(handler)
