"""Whether the site can do its work, for those who watch over it."""

from flask import Blueprint

from app.database import health
from app.web.context import database

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> tuple[str, int, dict[str, str]]:
    state = health.of(database())
    return (
        f"{state.message}\n",
        200 if state.is_well else 503,
        {"Content-Type": "text/plain", "Cache-Control": "no-store"},
    )
