"""The parts of a page that differ from person to person; a page that is kept leaves a hole for each of them."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from flask import current_app, g, request
from markupsafe import Markup

from app.taking import lesson_work
from app.web import cookies
from app.web.context import database
from app.web.guards import teaches

SECRET = secrets.token_hex(8)
"""In the mark of a hole, so that nothing that an address brings into a page can be taken for one."""
HOLE = re.compile(rf"<!--{SECRET} ([\w -]+)-->")


def personal(*words: str) -> Markup:
    """A part for whoever asks, by its name and what it is about; in a page for everybody, the hole for it."""
    return Markup(f"<!--{SECRET} {' '.join(words)}-->") if "leaves_holes" in g else made(*words)


def made(name: str, *about: str) -> Markup:
    """The part for the person behind this request."""
    return PARTS[name](*about)


@contextmanager
def holes_left() -> Iterator[None]:
    """What is rendered within is for everybody."""
    is_within = "leaves_holes" in g
    g.leaves_holes = True
    try:
        yield
    finally:
        if not is_within:
            g.pop("leaves_holes")


def _classes() -> Markup:
    return _macro("web/navigation.html", "classes")(request.path.startswith("/instructor")) if teaches() else Markup()


def _way(slug: str) -> Markup:
    way = cookies.if_known(partial(lesson_work.way_of, database()))
    return _macro("lessons/page/way.html", "steps")(way, slug)


def _macro(template: str, name: str) -> Callable[..., Markup]:
    found: Any = getattr(current_app.jinja_env.get_template(template).module, name)
    return found  # type: ignore[no-any-return]


PARTS: dict[str, Callable[..., Markup]] = {"classes": _classes, "way": _way}
