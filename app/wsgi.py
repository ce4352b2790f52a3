"""The application as servers look for it: `app.wsgi:application` for WSGI, `app.wsgi:door` for Granian's RSGI."""

from app import create_app
from app.web.collector import settle
from app.web.server_adapter import Door

application = create_app()
door = Door(application, application.extensions["downhill.config"].threads)
settle()
