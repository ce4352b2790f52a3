"""The review: all six rules side by side."""

from flask import Blueprint, render_template

from app.lessons import comparison
from app.lessons.race_result import race_result, settings

blueprint = Blueprint("review", __name__)

RACE = "landscape=ravine&gradients=400"
"""What the page's picture shows: the valley on which the lessons' rules differ most."""


@blueprint.get("/review")
def review() -> str:
    rows, kinds = comparison.rows(), comparison.Kept
    return render_template(
        "lessons/review/page.html", rows=rows, kinds=kinds, race=race_result(RACE), settings=settings
    )
