"""The headers of answers that depend on their address alone."""

from flask import Response

from app.web.response_cache import PURE

KEPT = "public, max-age=3600, stale-while-revalidate=86400"
"""How long anybody may keep what depends on its address alone."""


def pure(response: Response) -> Response:
    """Anybody may keep a good answer, and programs on other sites may read it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    if response.status_code == 200:
        response.content_type = "application/json"
        response.headers["Cache-Control"] = KEPT
        response.headers[PURE] = "yes"
    return response


def under_way(response: Response) -> Response:
    """What is still being computed is nobody's to keep: the next answer says more."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.content_type = "application/json"
    response.headers["Cache-Control"] = "no-store"
    return response
