"""The application as servers look for it: `app.wsgi:application` for WSGI, `app.wsgi:adapter` for Granian's RSGI."""

from app import create_app
from app.web.context import site_of
from app.web.keeping.kept_pages import lies_ready
from app.web.monitoring import request_log
from app.web.server.collector import settle
from app.web.server.server_adapter import ServerAdapter
from app.web.server.warm_up import warm_up

application = create_app()
config = site_of(application).config
adapter = ServerAdapter(
    application,
    config.threads,
    kept=lies_ready(application),
    proxies=config.proxies,
    beginnings={rule.rule.partition("<")[0] for rule in application.url_map.iter_rules()},
)
application.extensions["downhill.metrics"].watch("downhill_queue_waiting", "lane", adapter.queues)
request_log.write_to_output()
settle()
if config.warm_up:
    warm_up(application)
