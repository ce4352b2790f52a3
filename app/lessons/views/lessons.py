"""The lesson pages."""

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.lessons import catalogue, lesson_page
from app.runs.page_address import canonical
from app.web.keeping.kept_pages import kept

blueprint = Blueprint("lessons", __name__)


@blueprint.get("/lessons/<slug>")
@kept
def lesson(slug: str) -> tuple[str, int] | BaseResponse:
    found = catalogue.lesson(slug) or abort(404)
    if query := canonical(request.args):
        return redirect(f"{request.root_path}{request.path}?{query}")
    page = lesson_page.page(found, request.args)
    text = render_template(found.template, lesson=found, page=page, lesson_count=len(catalogue.catalogue()))
    return text, 400 if page.problems else 200
