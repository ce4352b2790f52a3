"""Before a page of records: who may come in, and what has run out by then is closed, its drafts marked."""

from flask import g, request

from app.accounts.people import Who
from app.attempts import finishing
from app.classes import courses
from app.classes.courses import ArchivedError, OnlyLookingError, SectionNotFoundError, TaughtSection
from app.models import Role
from app.web import cookies
from app.web.context import database, present
from app.web.security import SAFE_METHODS


def instructor_of(section: str) -> TaughtSection:
    """The section, for those who teach it; 404 for everybody else, its own learners too.

    A request that would change something is for an instructor alone (an assistant gets 403), and only while the
    section is not archived (409).
    """
    taught = owner_of(section)
    if request.method not in SAFE_METHODS and taught.archived_at is not None:
        raise ArchivedError
    return taught


def owner_of(section: str) -> TaughtSection:
    """The same for a section that may be archived: for restoring it."""
    who = account()
    with database().read() as session:
        taught = courses.taught_section(session, who.id if who else None, section)
    if request.method not in SAFE_METHODS and taught.role is not Role.INSTRUCTOR:
        raise OnlyLookingError
    return taught


def instructor() -> Who:
    """The person, if they may make courses; 404 for everybody else."""
    who = account()
    if who is None or not who.instructor:
        raise SectionNotFoundError
    return who


def account() -> Who | None:
    """The person behind the request, if they have an account."""
    who = cookies.who()
    return who if who and not who.visitor else None


def teaches() -> bool:
    """Whether the person behind the request teaches. A page of a failure does not ask: it may be the database's."""
    failed = "problem" in g and g.problem.status >= 500
    return _teaches(g.get("who")) if failed else cookies.if_known(_teaches)


def _teaches(who: Who | None) -> bool:
    return who is not None and who.teaches


def settle_own() -> None:
    """Those of the person behind the request. What changes something, or shows one attempt, sees to it itself."""
    is_asked = request.method in SAFE_METHODS and "attempt" not in (request.view_args or {})
    who = cookies.who() if is_asked else None
    if who:
        finishing.settle(database(), present(), learner_id=who.id)


def settle_section() -> None:
    """Those of the section that an instructor's page is about."""
    section = (request.view_args or {}).get("section")
    if section:
        finishing.settle(database(), present(), section=section)
