"""The review: all six rules side by side."""

from flask import Blueprint, render_template

blueprint = Blueprint("review", __name__)


@blueprint.get("/review")
def review() -> str:
    return render_template("review/page.html")
