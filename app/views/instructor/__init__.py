"""The instructors' pages: each module beside this one that has a `blueprint` is part of them by being there."""

import importlib
import pkgutil

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from app import cookies
from app.security import SAFE_METHODS
from app.views.instructor.access import account
from app.views.instructor.moments import local

blueprint = Blueprint("instructor", __name__, url_prefix="/instructor")
blueprint.after_request(cookies.private)
blueprint.add_app_template_filter(local, "local")

for found in pkgutil.iter_modules(__path__):
    module = importlib.import_module(f"{__name__}.{found.name}")
    if hasattr(module, "blueprint"):
        blueprint.register_blueprint(module.blueprint)


@blueprint.app_template_global()
def teaches() -> bool:
    """Whether the person behind the request teaches. A page of a failure does not ask: it may be the database's."""
    failed = "problem" in g and g.problem.status >= 500
    who = g.get("who") if failed else cookies.who()
    return who is not None and who.teaches


@blueprint.before_request
def ask_who() -> Response | None:
    """Somebody without an account is asked to sign in, and comes back to where they wanted to go."""
    if request.method in SAFE_METHODS and account() is None:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    return None
