"""Sections: the list of those that somebody teaches, and each one's overview."""

from flask import Blueprint, render_template

from app import courses
from app.db import database
from app.views.instructor.access import account, instructor_of

blueprint = Blueprint("sections", __name__)


@blueprint.get("")
def sections() -> str:
    who = account()
    assert who is not None
    with database().read() as session:
        taught = courses.taught(session, who.id)
    if not taught and not who.instructor:
        raise courses.SectionNotFoundError
    return render_template("instructor/sections/list.html", taught=taught, who=who)


@blueprint.get("/sections/<section>")
def section(section: str) -> str:
    room = instructor_of(section)
    return render_template("instructor/sections/overview.html", room=room)
