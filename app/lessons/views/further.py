"""The pages beyond the six lessons, and the list of them."""

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.drawing.pictures import stage_picture
from app.lessons import further, lesson_page
from app.lessons.figures.small_pictures import curves
from app.runs.page_address import canonical
from app.web.keeping.kept_pages import kept

blueprint = Blueprint("further", __name__)


@blueprint.get("/further")
@kept
def pages() -> str:
    found = further.catalogue()
    pictures = [stage_picture(each.scene.run.landscape, (each.scene.descent,)) for each in found]
    return render_template("lessons/page/further_list.html", pages=found, pictures=pictures)


@blueprint.get("/further/<slug>")
@kept
def page(slug: str) -> tuple[str, int] | BaseResponse:
    found = further.further_page(slug) or abort(404)
    if query := canonical(request.args):
        return redirect(f"{request.root_path}{request.path}?{query}")
    page = lesson_page.page(found, request.args)
    template = f"lessons/further/{found.slug}.html"
    text = render_template(template, lesson=found, page=page, pages=further.catalogue(), curves=curves())
    return text, 400 if page.problems else 200
