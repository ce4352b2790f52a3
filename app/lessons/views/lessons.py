"""The lesson pages."""

from flask import Blueprint, abort, render_template, request

from app.lessons import catalogue, lesson_page

blueprint = Blueprint("lessons", __name__)


@blueprint.get("/lessons/<slug>")
def lesson(slug: str) -> tuple[str, int]:
    found = catalogue.lesson(slug) or abort(404)
    stage = lesson_page.stage(found, request.args)
    template = f"lessons/{found.number:02}-{found.slug}.html"
    page = render_template(template, lesson=found, stage=stage, lesson_count=len(catalogue.catalogue()))
    return page, 400 if stage.errors else 200
