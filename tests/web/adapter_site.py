"""A small site behind the server adapter, for trying it: some of its addresses answer only when they are told to."""

import json
import os
import time
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from app.web.server.request_bodies import Limits
from app.web.server.server_adapter import ServerAdapter
from optimizers.pauses import pause

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

GATE = Path(os.environ["GATE"])
"""Requests under /playground wait for this file."""
PATIENCE = float(os.environ["PATIENCE"])
WAIT = float(os.environ.get("WAIT", "60"))
READER: ContextVar[str] = ContextVar("reader")
calls = 0
begun = 0


def site(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """What was asked, as JSON; or lines without an announced length; or how often the site was asked."""
    global calls, begun
    calls += 1
    if environ["PATH_INFO"].startswith("/playground"):
        begun += 1
        while not GATE.exists():
            time.sleep(0.01)
    if environ["PATH_INFO"] == "/api/race":
        if environ["QUERY_STRING"] == "lr=wrong":
            start_response("400 Bad Request", [("Content-Type", "text/plain"), ("Content-Length", "17")])
            return [b"lr takes a number"]
        pause()
    if environ["PATH_INFO"] == "/lines":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return _lines()
    told = {name: value for name, value in environ.items() if isinstance(value, str)}
    body = json.dumps(
        told | {"body": environ["wsgi.input"].read().decode("latin-1"), "calls": calls, "begun": begun}
    ).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body] if environ["REQUEST_METHOD"] != "HEAD" else []


def _lines() -> Iterator[bytes]:
    """Lines of a reader who is set for as long as they are read, as a web framework sets its request."""
    token = READER.set("a reader")
    for number in range(20_000):
        yield f"{READER.get()} {number}\n".encode()
    READER.reset(token)


adapter = ServerAdapter(
    site, threads=2, limits=Limits(patience=PATIENCE, small=100_000, held=150_000, share=1), patience=WAIT
)
