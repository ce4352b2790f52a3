"""Whether the site can do its work, for those who watch over it."""

from flask import Blueprint, current_app

from app.database.health import Watch
from app.web.context import present

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> tuple[str, int, dict[str, str]]:
    watch: Watch = current_app.extensions["downhill.watch"]
    state = watch.health(present())
    return (
        f"{state.message}\n",
        200 if state.is_well else 503,
        {"Content-Type": "text/plain", "Cache-Control": "no-store"},
    )
