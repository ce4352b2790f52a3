"""The lesson pages."""

from functools import partial

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.lessons import catalogue, lesson_page
from app.runs.page_address import canonical
from app.taking import lesson_work
from app.web import cookies
from app.web.context import database

blueprint = Blueprint("lessons", __name__)


@blueprint.get("/lessons/<slug>")
def lesson(slug: str) -> tuple[str, int] | BaseResponse:
    found = catalogue.lesson(slug) or abort(404)
    if query := canonical(request.args):
        return redirect(f"{request.root_path}{request.path}?{query}")
    page = lesson_page.page(found, request.args)
    way = cookies.if_known(partial(lesson_work.way_of, database()))
    text = render_template(found.template, lesson=found, page=page, lesson_count=len(catalogue.catalogue()), way=way)
    return text, 400 if page.problems else 200
