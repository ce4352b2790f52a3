"""The home page, the page to read before starting, and the links that every page carries."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, url_for
from werkzeug.routing import BuildError

from app import terrain

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> str:
    return render_template("home/home.html")


@blueprint.get("/before-you-start")
def before_you_start() -> str:
    return render_template("before_you_start/page.html", scene=terrain.scene())


@blueprint.app_context_processor
def links() -> dict[str, Callable[..., str | None]]:
    return {"url_if": url_if}


def url_if(endpoint: str, **values: Any) -> str | None:
    """The address of an endpoint, or None where this site has no such page."""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return None
