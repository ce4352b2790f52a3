"""The guided tours."""

from flask import Blueprint, abort, render_template, request

from app.lessons import tours
from app.web.keeping.kept_pages import kept

blueprint = Blueprint("tours", __name__)


@blueprint.get("/tours")
@kept
def overview() -> str:
    return render_template("lessons/tour/overview.html", tours=tours.tours())


@blueprint.get("/tours/<slug>")
@kept
def tour(slug: str) -> str:
    found = tours.tour(slug) or abort(404)
    chapter = found.chapter(request.args.get("chapter"))
    told = chapter.told(request.args.get("predicted"))
    page = f"lessons/tours/{slug}.html"
    return render_template(page, tour=found, chapter=chapter, told=told, count=len(tours.tours()))
