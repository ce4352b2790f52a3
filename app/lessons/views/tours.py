"""The guided tours."""

from flask import Blueprint, abort, render_template, request

from app.lessons import tours

blueprint = Blueprint("tours", __name__)


@blueprint.get("/tours")
def overview() -> str:
    return render_template("lessons/tour/overview.html", tours=tours.tours())


@blueprint.get("/tours/<slug>")
def tour(slug: str) -> str:
    found = tours.tour(slug) or abort(404)
    chapter = found.chapter(request.args.get("chapter"))
    return render_template(f"lessons/tours/{slug}.html", tour=found, chapter=chapter, count=len(tours.tours()))
