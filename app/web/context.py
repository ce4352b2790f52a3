"""What the site that answers a request works with: its settings and its database."""

from flask import current_app

from app.config import Config
from app.database.sessions import Database


def current_config() -> Config:
    """The settings of the site that answers this request."""
    config: Config = current_app.extensions["downhill.config"]
    return config


def database() -> Database:
    """The database of the site that answers this request."""
    database: Database = current_app.extensions["downhill.database"]
    return database
