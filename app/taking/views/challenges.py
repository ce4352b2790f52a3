"""The challenges: by form without scripts, every solution a POST that answers 303."""

from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.challenges import challenge_page, tasks
from app.taking import challenge_work
from app.web import cookies
from app.web.context import database, present

blueprint = Blueprint("challenges", __name__)
blueprint.after_request(cookies.private)


@blueprint.get("/challenges")
def challenges() -> str:
    bests = challenge_work.bests(database(), cookies.who())
    every, levels = tasks.catalogue(), tasks.levels()
    return render_template("challenges/list.html", levels=levels, every=every, bests=bests)


@blueprint.get("/challenges/<slug>")
def challenge(slug: str) -> tuple[str, int]:
    page = challenge_page.page(challenge_work.named(slug), request.args.to_dict(flat=False))
    best = challenge_work.bests(database(), cookies.who()).get(slug)
    return render_template("challenges/challenge.html", page=page, best=best), 400 if page.errors else 200


@blueprint.post("/challenges/<slug>")
def hand_in(slug: str) -> Response:
    asked, form = challenge_work.named(slug), request.form.to_dict(flat=False)
    token = challenge_work.hand_in(database(), cookies.caller(), slug, form, present())
    told = [(each.name, text[:60]) for each in asked.controls for text in form.get(each.name, ("",))[:1]]
    return cookies.keep(redirect(f"{url_for('.challenge', slug=slug)}?{urlencode(told)}#result", 303), token)
