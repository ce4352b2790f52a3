"""The rules of the house, as far as a program can check them."""

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("app", "optimizers", "quizzes", "migrations", "benchmarks")
LONGEST_FUNCTION = 35
LONGEST_FILE = 430
LONGEST_VIEW = 15
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
UNFINISHED = re.compile(r"\b(?:TO" "DO|FIX" "ME|XX" "X)\b")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*folders: str, suffix: str = ".py") -> list[Path]:
    found = chain.from_iterable((ROOT / folder).rglob(f"*{suffix}") for folder in folders)
    return sorted(path.relative_to(ROOT) for path in found)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text())


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def length(function: Function) -> int:
    """Lines of the body, the docstring apart."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def longer(path: Path, limit: int) -> dict[str, int]:
    return {function.name: length(function) for function in functions(path) if length(function) > limit}


CODE = files(*PACKAGES)
TESTS = files("tests")
TEMPLATES = files("templates", suffix=".html")
STYLES_AND_SCRIPTS = [
    path
    for suffix in (".css", ".js")
    for path in files("static", suffix=suffix)
    if not {"vendor", "bundle"} & {*path.parts}
]
VIEWS = [path for path in files("app") if "views" in path.with_suffix("").parts]


@pytest.mark.parametrize("path", [path for path in [*CODE, *TESTS] if "versions" not in path.parts], ids=str)
def test_no_function_is_longer_than_thirty_five_lines(path: Path) -> None:
    """Migrations apart: a table is one statement, however many columns it has."""
    assert longer(path, LONGEST_FUNCTION) == {}


def test_half_of_all_functions_are_eight_lines_or_fewer() -> None:
    assert median(length(function) for path in CODE for function in functions(path)) <= 8


@pytest.mark.parametrize("path", VIEWS, ids=str)
def test_a_view_parses_calls_and_responds(path: Path) -> None:
    assert longer(path, LONGEST_VIEW) == {}


@pytest.mark.parametrize("path", [*CODE, *TESTS, *STYLES_AND_SCRIPTS], ids=str)
def test_no_file_is_longer_than_430_lines(path: Path) -> None:
    assert len((ROOT / path).read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", CODE, ids=str)
def test_a_module_is_a_noun_and_opens_with_one_sentence(path: Path) -> None:
    opening = (ast.get_docstring(tree(path)) or "").partition("\n")[0]

    assert path.stem not in DRAWERS
    assert opening.endswith((".", "?"))


def test_no_class_name_stands_twice_in_the_site() -> None:
    named = Counter(
        node.name for path in files("app") for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)
    )

    assert [name for name, count in named.items() if count > 1] == []


@pytest.mark.parametrize("path", [path for path in CODE if path.parts[0] == "optimizers"], ids=str)
def test_the_core_has_no_global_state(path: Path) -> None:
    assert not any(isinstance(node, ast.Global | ast.Nonlocal) for node in ast.walk(tree(path)))


@pytest.mark.parametrize("path", [*CODE, *TESTS, *TEMPLATES, *STYLES_AND_SCRIPTS], ids=str)
def test_nothing_is_left_for_later(path: Path) -> None:
    assert UNFINISHED.findall((ROOT / path).read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_template_has_no_inline_script_style_or_handler(path: Path) -> None:
    text = re.sub(r"{#.*?#}", "", (ROOT / path).read_text(), flags=re.DOTALL)

    assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", text) == []
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"\s(?:style|on[a-z]+)=[\"'{]", text) == []
    assert "javascript:" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_page_has_a_title_and_marks_nothing_safe(path: Path) -> None:
    text = (ROOT / path).read_text()
    extends = re.search(r"{%-? extends [\"']web/base\.html[\"']", text)

    assert not extends or re.search(r"{%-? block title -?%}|{%-? block title required -?%}", text)
    assert "|safe" not in text.replace(" ", "")


@pytest.mark.parametrize("path", [*CODE, *TEMPLATES, *STYLES_AND_SCRIPTS, *files(".ci", suffix="")], ids=str)
def test_nothing_names_a_folder_of_somebodys_machine(path: Path) -> None:
    assert re.findall(r"(?<![\w.])/(?:work|tmp|home|opt|root|Users)/\w", (ROOT / path).read_text()) == []


def test_there_is_one_stage() -> None:
    """One macro draws it and one script says where points lie on it, in lessons, the playground and the quizzes."""
    drawing = [path for path in TEMPLATES if 'class="plot"' in (ROOT / path).read_text()]
    placing = [path for path in STYLES_AND_SCRIPTS if "new Frame(" in (ROOT / path).read_text()]

    assert [*map(str, drawing)] == ["templates/drawing/stage.html"]
    assert [*map(str, placing)] == ["static/drawing/stage.js"]


def test_npm_installs_exact_versions_from_whatever_registry_is_at_hand() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"].values()
    lock = (ROOT / "package-lock.json").read_text()

    assert [each for each in wanted if not re.fullmatch(r"\d+\.\d+\.\d+", each)] == []
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
