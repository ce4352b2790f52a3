"""The site: `create_app` puts it together."""

import importlib
import pkgutil

from flask import Flask

from app import assets, banks, cookies, paths, security
from app.answers import PureAnswers
from app.config import Config
from app.db import Database
from app.gate import Gate


def create_app(config: Config | None = None) -> Flask:
    """The WSGI application for these settings, or for those in the environment.

    It touches no database and opens no port; `course run` migrates and serves. The questions are those of the last
    application that was made in this process.
    """
    config = config or Config.from_environment()
    banks.choose(config.banks)
    app = Flask("app", template_folder=str(paths.TEMPLATES), static_folder=None)
    _settings(app, config)
    _templates(app)
    _views(app)
    security.install(app, config)
    app.wsgi_app = PureAnswers(app.wsgi_app)  # type: ignore[method-assign]
    _gate(app, config)
    assets.install(app, config)
    security.behind_proxies(app, config)
    return app


def _settings(app: Flask, config: Config) -> None:
    app.session_interface = cookies.NoSessions()
    app.config.update(security.flask_settings())
    app.extensions["downhill.config"] = config
    app.extensions["downhill.database"] = Database(config.database_url, config.secret_key)


def _gate(app: Flask, config: Config) -> None:
    gate = Gate(app.wsgi_app, app.extensions["downhill.database"], cookies.name_for(config))
    app.extensions["downhill.gate"] = gate
    app.wsgi_app = gate  # type: ignore[method-assign]


def _templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.auto_reload = False


def _views(app: Flask) -> None:
    """Register the blueprint of every module in app/views; a page is there because its module is."""
    views = importlib.import_module("app.views")
    for found in pkgutil.iter_modules(views.__path__):
        module = importlib.import_module(f"app.views.{found.name}")
        if hasattr(module, "blueprint"):
            app.register_blueprint(module.blueprint)
