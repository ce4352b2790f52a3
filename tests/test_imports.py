"""The import law: arrows point one way, from the views down to the core."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WEB = ("flask", "werkzeug", "sqlalchemy", "plotly", "alembic", "jinja2")
NUMERIC = {"numpy", "optimizers"}


def modules(folder: str) -> list[Path]:
    return sorted(path.relative_to(ROOT) for path in (ROOT / folder).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """The dotted names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def tops(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)}


@pytest.mark.parametrize("package", ["optimizers", "quizzes"])
def test_the_core_and_the_quizzes_load_no_web_no_database_and_no_charts(package: str) -> None:
    load_all = (
        f"import importlib, pkgutil, sys, {package}\n"
        f"for found in pkgutil.walk_packages({package}.__path__, '{package}.'): importlib.import_module(found.name)\n"
        f"print(*(name for name in {WEB} if name in sys.modules))"
    )
    told = subprocess.run([sys.executable, "-W", "error", "-c", load_all], cwd=ROOT, capture_output=True, text=True)

    assert told.stderr == ""
    assert told.stdout.split() == []


@pytest.mark.parametrize("path", modules("optimizers"), ids=str)
def test_the_core_imports_numpy_and_nothing_else(path: Path) -> None:
    assert tops(path) - NUMERIC - set(sys.stdlib_module_names) == set()


@pytest.mark.parametrize("path", modules("quizzes"), ids=str)
def test_the_quizzes_import_nothing_of_the_site(path: Path) -> None:
    assert tops(path) & {"app", "migrations", *WEB} == set()


@pytest.mark.parametrize("path", modules("app/views"), ids=str)
def test_no_view_imports_sqlalchemy(path: Path) -> None:
    assert tops(path) & {"sqlalchemy", "alembic", "migrations"} == set()


FOUNDATION = ("__init__.py", "assets.py", "security.py")
"""What assembles the site may know its views' framework and its views."""


@pytest.mark.parametrize("path", [path for path in modules("app") if path.name not in FOUNDATION], ids=str)
def test_nothing_under_the_views_imports_them(path: Path) -> None:
    if path.parts[1] != "views":
        assert not any(name == "app.views" or name.startswith("app.views.") for name in imported(path))


@pytest.mark.parametrize("path", modules("app/models"), ids=str)
def test_the_models_import_nothing_above_them(path: Path) -> None:
    assert {name for name in imported(path) if name.startswith("app.") and not name.startswith("app.models")} == set()


WEB_LAYER = {"__init__", "answers", "assets", "context", "cookies", "door", "gate", "security", "wsgi"}
"""Between the views and what the site does: requests, answers, cookies, headers."""
LESSONS = {
    "claims", "comparison", "contours", "documents", "figures", "finish", "forms", "formulas", "front_matter",
    "lessons", "measures", "openapi", "pictures", "prose", "races", "relief", "schemas", "stages", "standings",
    "terrain", "tracks",
}  # fmt: skip
"""What teaches: pure functions of an address, which know neither the records nor who asks."""
DOMAIN = [path for path in modules("app") if path.parts[1] not in ("views", "models") and path.stem not in WEB_LAYER]


@pytest.mark.parametrize("path", DOMAIN, ids=str)
def test_what_the_site_does_knows_neither_flask_nor_the_layer_above(path: Path) -> None:
    above = {f"app.{name}" for name in WEB_LAYER - {"__init__"}}
    assert "flask" not in tops(path)
    assert above & set(imported(path)) == set()


@pytest.mark.parametrize("name", sorted(LESSONS))
def test_what_teaches_reaches_no_record(name: str) -> None:
    reached = {*reachable(f"app.{name}")}
    assert {each for each in reached if each.startswith(("app.models", "sqlalchemy", "app.db"))} == set()


def test_no_module_of_the_site_leads_back_to_itself() -> None:
    """Not even by an import inside a function."""
    order = TopologicalSorter({name: direct(name) - {name} for name in SITE})
    assert {*order.static_order()} >= {*SITE}


SITE = {".".join(path.with_suffix("").parts).removesuffix(".__init__"): path for path in modules("app")}


def direct(name: str) -> set[str]:
    """The modules of the site that one of them imports; the package itself comes with each and counts for nothing."""
    return {each for each in imported(SITE[name]) if each in SITE and each != "app"}


def reachable(name: str) -> Iterator[str]:
    """Everything that comes along with a module of the site."""
    seen, waiting = set[str](), [name]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            yield from imported(SITE[here])
            waiting += direct(here)
