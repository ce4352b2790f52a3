"""What every template may use: its filters and globals, all listed here, and silence about nothing that is missing."""

import secrets
from collections.abc import Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask, url_for
from flask.templating import Environment
from jinja2 import StrictUndefined

from app.attempts import quiz_titles
from app.challenges import challenge_page, goals
from app.classes import courses
from app.drawing import formulas, prose
from app.drawing.moments import local
from app.lessons import further, lesson_page, tours
from app.lessons.catalogue import Lesson
from app.lessons.figures import small_pictures
from app.lessons.further import FurtherPage
from app.playground import repeats
from app.runs import landscape_choice, race_reasons
from app.taking import question_page, result_page
from app.taking.question_page import AnsweredPage
from app.training import pixel_pictures, rare_bars
from app.web.access import must_sign_in
from app.web.context import bank
from app.web.guards import teaches
from app.web.keeping.kept_pages import fragment
from app.web.keeping.personal_parts import personal
from optimizers.numbers import digits, exactly, setting


def lesson_title(slug: str) -> str:
    """The title of a lesson; of one that is gone, its slug."""
    lesson = question_page.lesson_of(slug)
    return lesson.title if lesson else slug


FILTERS: dict[str, Callable[..., Any]] = {
    "briefly": lesson_page.briefly,
    "digits": digits,
    "exactly": exactly,
    "goal_words": goals.words,
    "lesson_title": lesson_title,
    "lettered": prose.lettered,
    "local": local,
    "points": result_page.points,
    "prose": prose.prose,
    "score": challenge_page.number,
    "setting": setting,
}


class Templates(Environment):
    """Jinja's environment, for a site whose globals are all there before its first template is."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """A template's globals as one dict: looked through in Jinja's chain of two, they were a tenth of a lesson."""
        return {**self.globals, **(d or {})}


def install(app: Flask, asset: Callable[[str], str]) -> None:
    """Give the templates what they may use; `asset` says a static file's address. A name that is not there fails."""
    app.jinja_environment = Templates
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.auto_reload = False
    environment.filters.update(FILTERS)
    environment.globals.update(GLOBALS | {"asset": asset})


def lesson_link(lesson: Lesson | FurtherPage, run: str, other: str | None = None) -> str:
    """The lesson's address with this run on its stage, and maybe another drawn beside it."""
    settings = [(name, value) for name, value in parse_qsl(run) if (name, value) != ("optimizer", lesson.optimizer)]
    beside = [("with", other)] if other else []
    page = "further.page" if isinstance(lesson, FurtherPage) else "lessons.lesson"
    return f"{url_for(page, slug=lesson.slug)}?{urlencode([*settings, *beside], safe=',')}#stage"


def quiz_title(quiz: str) -> str:
    """The title of one of this site's quizzes."""
    return quiz_titles.quiz_title(bank(), quiz)


def ideas_shown(page: AnsweredPage) -> tuple[str, ...]:
    """What this site's bank says of the mistaken ideas that the answer shows."""
    return question_page.ideas(bank(), page)


def fresh_key() -> str:
    """By which a form that is sent twice is known."""
    return secrets.token_hex(16)


GLOBALS: dict[str, Callable[..., Any]] = {
    "digit_picture": pixel_pictures.digit,
    "comparable": lesson_page.comparable,
    "forgetting": small_pictures.forgetting,
    "formula": formulas.formula,
    "fragment": fragment,
    "fresh_key": fresh_key,
    "further_page_of": further.page_of,
    "landscape_choices": landscape_choice.landscape_choices,
    "lesson_link": lesson_link,
    "lesson_named": question_page.lesson_of,
    "must_sign_in": must_sign_in,
    "ideas_shown": ideas_shown,
    "own_function": landscape_choice.own_function,
    "personal": personal,
    "quiz_title": quiz_title,
    "rare_bars": rare_bars.rare_bars,
    "reason": race_reasons.reason,
    "repeats": repeats.repeats,
    "schedule_choices": lesson_page.schedule_choices,
    "schedule_of": lesson_page.schedule_of,
    "spoken": formulas.spoken,
    "takes": challenge_page.takes,
    "teaches": teaches,
    "time_zones": courses.time_zones,
    "told_apart": prose.told_apart,
    "tours_to": tours.leading_to,
    "zip": zip,
}
