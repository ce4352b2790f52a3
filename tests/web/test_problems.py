"""What each error is to the one who asked: one kind, one status; and who else knows of statuses."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound, ServiceUnavailable

import app
from app.errors import ConflictError, DomainError, FieldError, FieldErrors, TooSoonError, UnauthenticatedError
from app.web.problems import KINDS, Problem, headers_of, status_of

ROOT = Path(__file__).parents[2]
SPEAKS_HTTP = ("app/web/", "/views/", "/views.py", "app/runs/openapi.py")
"""Rooms that answer, and the description of the API, which tells programs what it answers."""
STATUS = re.compile(r"status|code|headers")


def kinds_of_errors(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from kinds_of_errors(each)


def modules() -> list[str]:
    found = [str(path.relative_to(ROOT)) for path in (ROOT / "app").rglob("*.py")]
    return sorted(name for name in found if not any(part in name for part in SPEAKS_HTTP))


def test_every_error_of_the_domain_is_of_one_kind() -> None:
    for found in pkgutil.walk_packages(app.__path__, "app."):
        if found.name != "app.wsgi":  # which makes a site of its own
            importlib.import_module(found.name)
    found_kinds = {each: [kind for kind in KINDS if issubclass(each, kind)] for each in kinds_of_errors()}

    assert len(found_kinds) > 30
    assert {each for each, kinds in found_kinds.items() if len(kinds) > 1} == set()


@pytest.mark.parametrize("name", modules())
def test_only_what_answers_knows_statuses_and_headers(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text("utf-8"))
    errors = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name.endswith("Error")]
    named = {
        *(each.id for node in errors for each in ast.walk(node) if isinstance(each, ast.Name)),
        *(each.name for node in errors for each in node.body if isinstance(each, ast.FunctionDef)),
    }
    imported = {
        *(node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)),
        *(alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names),
    }

    assert {each for each in named if STATUS.fullmatch(each)} == set()
    assert {each for each in imported if each == "http" or each.startswith("werkzeug.exceptions")} == set()


def test_an_error_is_told_with_its_status_its_headers_and_its_sentence() -> None:
    assert Problem.of(ConflictError("Not now.")) == Problem(409, "This cannot be done now", "Not now.")
    assert Problem.of(DomainError("Not so.")) == Problem(400, "The request cannot be read", "Not so.")
    assert headers_of(ConflictError("Not now.")) == {}
    assert (status_of(TooSoonError("Wait.", 7)), headers_of(TooSoonError("Wait.", 7))) == (429, {"Retry-After": "7"})
    assert headers_of(UnauthenticatedError("Who?")) == {"WWW-Authenticate": "Cookie"}


def test_fields_are_told_one_by_one() -> None:
    wrong = (FieldError("lr", "a number"), FieldError("steps", "a whole number"))

    assert Problem.of(FieldErrors(wrong)).errors == wrong
    assert Problem.of(FieldErrors(wrong)).status == 400


def test_what_the_web_refuses_is_told_in_words_too() -> None:
    assert Problem.of(NotFound()).title == "There is no such page"
    assert Problem.of(MethodNotAllowed()).detail == "The Allow header says which methods it takes."
    assert (Problem.of(ServiceUnavailable("Later.")).title, Problem.of(ServiceUnavailable("Later.")).detail) == (
        "Service Unavailable",
        "Later.",
    )
