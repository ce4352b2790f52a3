"""The review: all six rules side by side."""

from flask import Blueprint, render_template

from app.lessons import comparison
from app.lessons.race_result import race_result, settings
from app.web.keeping.kept_pages import kept
from optimizers.landscapes.regression import Regression

blueprint = Blueprint("review", __name__)

RACE = "landscape=ravine&gradients=400"
"""What the page's picture shows: the valley on which the lessons' rules differ most."""


@blueprint.get("/review")
@kept
def review() -> str:
    told = {"rows": comparison.rows(), "kinds": comparison.Kept, "flowers": Regression.count}
    return render_template("lessons/review/page.html", **told, race=race_result(RACE), settings=settings)
