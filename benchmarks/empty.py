"""The site with one more address, which answers with nothing: what the server itself costs."""

from flask import Flask
from werkzeug.wrappers import Response

from app import create_app
from app.commands.upgrade import migrated
from app.web.collector import settle
from app.web.server_adapter import Door
from benchmarks.server import EMPTY


def _application() -> Flask:
    app = create_app(migrated())
    app.add_url_rule(EMPTY, "benchmark_empty", lambda: Response(""))
    return app


application = _application()
door = Door(application, application.extensions["downhill.config"].threads)
settle()
