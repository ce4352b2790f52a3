"""The readable page about the API."""

from flask import Blueprint, render_template

from app import openapi

blueprint = Blueprint("documentation", __name__)


@blueprint.get("/about-the-api")
def about_the_api() -> str:
    return render_template("documentation/api.html", endpoints=openapi.endpoints(), kinds=openapi.KINDS)
