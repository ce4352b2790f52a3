"""The site that answers a request: its settings, its questions, its records and its clock."""

from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app

from app.clock import Clock
from app.config import Config
from app.database.sessions import Database
from quizzes.bank import Bank


@dataclass(frozen=True)
class Site:
    """What `create_app` makes and hands down; two applications in one process have two, and share nothing."""

    config: Config
    database: Database
    clock: Clock

    @property
    def bank(self) -> Bank:
        """The questions that it asks; its database hands them to each session."""
        return self.database.bank


def site_of(app: Flask) -> Site:
    """The site that an application serves."""
    site: Site = app.extensions["downhill.site"]
    return site


def site() -> Site:
    """The site that answers this request."""
    return site_of(current_app)


def database() -> Database:
    return site().database


def bank() -> Bank:
    return site().bank


def present() -> datetime:
    """The moment that it is, by the site's clock."""
    return site().clock()
