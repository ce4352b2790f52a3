"""The import law: arrows point one way, from the views down to the core."""

import ast
import subprocess
import sys
from collections.abc import Iterator
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
