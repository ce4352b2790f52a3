"""The home page, the page to read before starting, and the sources."""

from functools import partial

from flask import Blueprint, render_template
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.drawing.pictures import stage_picture
from app.lessons import catalogue, introduction, lesson_page, word_count
from app.lessons.catalogue import Lesson
from app.lessons.figures import small_pictures
from app.lessons.race_result import race_result, settings
from app.single_flight import made_once
from app.taking import lesson_work
from app.web import cookies
from app.web.context import database
from app.web.keeping.kept_pages import for_strangers, kept
from app.web.keeping.personal_parts import holes_left

blueprint = Blueprint("home", __name__)

RACE = "landscape=two_wells&gradients=200&adadelta.eps=0.003"
"""What runs on the home page: a start from which not everybody finds the deeper well."""


@blueprint.get("/")
def home() -> Response:
    found = catalogue.catalogue()
    pictures = [stage_picture(each.scene.run.landscape, (each.scene.descent,)) for each in found]
    way = cookies.if_known(partial(lesson_work.way_of, database()))
    page = render_template(
        "lessons/home/home.html",
        lessons=found,
        pictures=pictures,
        race=race_result(RACE),
        settings=settings,
        way=way,
        minutes=_minutes(),
    )
    return for_strangers(Response(page, mimetype="text/html"))


@made_once
def _minutes() -> int:
    """How long the lessons take as they open, the same for everybody."""
    found = catalogue.catalogue()
    return word_count.minutes([_page(each, len(found)) for each in found], found)


def _page(lesson: Lesson, count: int) -> str:
    """A lesson as it opens for somebody new."""
    page = lesson_page.page(lesson, MultiDict())
    with holes_left():
        return render_template(lesson.template, lesson=lesson, page=page, lesson_count=count)


@blueprint.get("/before-you-start")
@kept
def before_you_start() -> str:
    return render_template("lessons/introduction/page.html", scene=introduction.scene(), ideas=small_pictures.ideas())


@blueprint.get("/sources")
@kept
def sources() -> str:
    return render_template("lessons/home/sources.html", lessons=catalogue.catalogue())
