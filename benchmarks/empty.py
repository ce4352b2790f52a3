"""The site with one more address, which answers with nothing: what the server itself costs."""

from flask import Flask
from werkzeug.wrappers import Response

from app import create_app
from app.commands.upgrade import migrated
from app.web.context import site_of
from app.web.server.collector import settle
from app.web.server.server_adapter import ServerAdapter
from benchmarks.server import EMPTY


def _application() -> Flask:
    app = create_app(migrated())
    app.add_url_rule(EMPTY, "benchmark_empty", lambda: Response(""))
    return app


application = _application()
adapter = ServerAdapter(
    application, site_of(application).config.threads, kept=application.extensions["downhill.answers"].has
)
settle()
