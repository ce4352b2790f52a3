"""The lesson pages."""

from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, render_template, request, url_for

from app.drawing import formulas, prose
from app.lessons import catalogue, lesson_page
from app.lessons.catalogue import Lesson
from optimizers.numbers import digits, setting

blueprint = Blueprint("lessons", __name__)
blueprint.add_app_template_filter(setting, "setting")
blueprint.add_app_template_filter(digits, "digits")
blueprint.add_app_template_filter(lesson_page.briefly, "briefly")
blueprint.add_app_template_global(formulas.formula, "formula")
blueprint.add_app_template_global(formulas.spoken, "spoken")
blueprint.add_app_template_filter(prose.lettered, "lettered")
blueprint.add_app_template_global(lesson_page.landscape_choices, "landscape_choices")
blueprint.add_app_template_global(lesson_page.schedule_choices, "schedule_choices")
blueprint.add_app_template_global(lesson_page.schedule_of, "schedule_of")
blueprint.add_app_template_global(lesson_page.comparable, "comparable")


@blueprint.get("/lessons/<slug>")
def lesson(slug: str) -> tuple[str, int]:
    found = catalogue.lesson(slug) or abort(404)
    stage = lesson_page.stage(found, request.args)
    template = f"lessons/{found.number:02}-{found.slug}.html"
    page = render_template(template, lesson=found, stage=stage, lesson_count=len(catalogue.catalogue()))
    return page, 400 if stage.errors else 200


@blueprint.app_template_global()
def lesson_link(lesson: Lesson, run: str, other: str | None = None) -> str:
    """The lesson's address with this run on its stage, and maybe another drawn beside it."""
    settings = [(name, value) for name, value in parse_qsl(run) if (name, value) != ("optimizer", lesson.optimizer)]
    beside = [("with", other)] if other else []
    return f"{url_for('lessons.lesson', slug=lesson.slug)}?{urlencode([*settings, *beside], safe=',')}#stage"
