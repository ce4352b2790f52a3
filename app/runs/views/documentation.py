"""The readable page about the API."""

from flask import Blueprint, render_template

from app.runs import openapi

blueprint = Blueprint("documentation", __name__)


@blueprint.get("/about-the-api")
def about_the_api() -> str:
    return render_template("runs/api.html", endpoints=openapi.endpoints(), kinds=openapi.KINDS)
