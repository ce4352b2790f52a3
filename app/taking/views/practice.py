"""Spaced practice."""

from flask import Blueprint, render_template

from app.learning import spacing
from app.taking import practice_page
from app.web import cookies
from app.web.context import database, present
from app.web.guards import settle_own

blueprint = Blueprint("practice", __name__)
blueprint.before_request(settle_own)
blueprint.after_request(cookies.private)


@blueprint.get("/practice")
def practice() -> str:
    found = practice_page.practice(database(), cookies.who(), present())
    return render_template(
        "taking/practice/page.html", page=found, gap=spacing.GAP.days, recalls=spacing.RECALLS, who=cookies.who()
    )
