"""The site: `create_app` puts it together."""

import importlib.util
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from flask import Flask

from app import one_thread as one_thread  # before whatever loads NumPy
from app import paths
from app.clock import Clock, present
from app.config import Config
from app.database.health import Watch
from app.database.sessions import Database
from app.taking import question_bank
from app.web import cookies, instructors, security, static_files, templating
from app.web.access import AccessControl
from app.web.context import Site
from app.web.converters import CONVERTERS
from app.web.keeping import kept_pages
from app.web.monitoring import request_log
from app.web.monitoring.metrics import Metrics
from app.web.response_cache import PureAnswers


def create_app(config: Config | None = None, clock: Clock = present) -> Flask:
    """The WSGI application for these settings, or for those in the environment.

    It touches no database and opens no port; `course run` migrates and serves. Nothing that it works with is the
    process's: another application may ask other questions, over other records, by another clock.
    """
    config = config or Config.from_environment()
    database = Database(config.database_url, config.secret_key, question_bank.read(config.banks))
    site = Site(config, database, clock)
    app = Flask("app", template_folder=str(paths.TEMPLATES), static_folder=None)
    _settings(app, site)
    _views(app)
    security.install(app, config)
    app.wsgi_app = app.extensions["downhill.answers"] = PureAnswers(app.wsgi_app)  # type: ignore[method-assign]
    _gate(app, site)
    kept_pages.install(app)
    templating.install(app, static_files.install(app, config))
    security.behind_proxies(app, config)
    request_log.install(app, config, _metrics(app, database))
    return app


def _metrics(app: Flask, database: Database) -> Metrics:
    metrics = app.extensions["downhill.metrics"] = Metrics()
    metrics.watch("downhill_database_waiting", "turn", lambda: {"write": database.waiting})
    metrics.watch("downhill_database_away", "use", database.away)
    return metrics


def _settings(app: Flask, site: Site) -> None:
    app.session_interface = cookies.NoSessions()
    app.url_map.converters.update(CONVERTERS)
    app.config.update(security.flask_settings(site.config))
    app.extensions["downhill.site"] = site
    app.extensions["downhill.watch"] = Watch(site.database)


def _gate(app: Flask, site: Site) -> None:
    access_control = AccessControl(app.wsgi_app, site.database, cookies.name_for(site.config), site.clock)
    app.extensions["downhill.access_control"] = access_control
    app.wsgi_app = access_control  # type: ignore[method-assign]


def _views(app: Flask) -> None:
    """Register what the rooms' views hold; a page is there because its module is."""
    modules = [*_view_modules()]
    for module in modules:
        if hasattr(module, "blueprint"):
            app.register_blueprint(module.blueprint)
    taught = [module.instructors_blueprint for module in modules if hasattr(module, "instructors_blueprint")]
    app.register_blueprint(instructors.pages(taught))


def _view_modules() -> Iterator[ModuleType]:
    """Every room's `views`, and the modules in it where it is a folder."""
    for room in pkgutil.iter_modules(__path__, "app."):
        if room.ispkg and importlib.util.find_spec(f"{room.name}.views"):
            views = importlib.import_module(f"{room.name}.views")
            yield views
            for found in pkgutil.iter_modules(getattr(views, "__path__", ()), f"{views.__name__}."):
                yield importlib.import_module(found.name)
