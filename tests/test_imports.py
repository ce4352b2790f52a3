"""The import law: arrows point one way, in the order of one list of rooms, from the views down to the core."""

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WEB = ("flask", "werkzeug", "sqlalchemy", "plotly", "alembic", "jinja2")
NUMERIC = {"numpy", "optimizers"}
ROOMS = (
    *("models", "database", "drawing", "runs", "lessons", "playground", "training", "challenges"),
    *("attempts", "learning", "accounts"),
    *("classes", "taking", "grading", "demo", "web", "views", "commands"),
)
"""A room imports those before it. A room's views count as views, wherever they stand."""
KNOW_FLASK = {"web", "views"}
KNOW_RECORDS = {"models", "database", "attempts", "learning", "accounts", "classes", "taking", "grading", "demo"}
TEACH = ("drawing", "runs", "lessons", "playground", "training", "challenges")
"""Pure functions of an address, which know neither the records nor who asks."""
ASSEMBLY = {"app", "app.wsgi", "app.cli"}
"""What puts the site together knows everything; what else lies in app/ itself knows no room."""
MOST_MODULES = 13


def modules(folder: str) -> list[Path]:
    return sorted(path.relative_to(ROOT) for path in (ROOT / folder).rglob("*.py"))


@cache
def imported(path: Path) -> tuple[str, ...]:
    """The dotted names that a module imports, wherever in it."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def tops(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)}


SITE = {".".join(path.with_suffix("").parts).removesuffix(".__init__"): path for path in modules("app")}


def room(name: str) -> str | None:
    """The room that a module of the site stands in; None for what lies in app/ itself."""
    parts = name.split(".")
    if "views" in parts:
        return "views"
    return parts[1] if len(parts) > 1 and (ROOT / "app" / parts[1]).is_dir() else None


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


def test_a_site_on_sqlite_loads_no_other_driver_and_no_dice(tmp_path: Path) -> None:
    """Together they are a tenth of a process's memory."""
    settings = f"instance=Path({str(tmp_path)!r}), database_url='sqlite://', secret_key='k', compressed=False"
    make = (
        "import sys\nfrom pathlib import Path\nfrom app import create_app\nfrom app.config import Config\n"
        f"create_app(Config({settings}))\n"
        "print(*(name for name in ('psycopg', 'numpy.random', 'alembic') if name in sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", make], cwd=ROOT, capture_output=True, text=True, check=True)

    assert told.stdout.split() == []


@pytest.mark.parametrize("path", modules("optimizers"), ids=str)
def test_the_core_imports_numpy_and_nothing_else(path: Path) -> None:
    assert tops(path) - NUMERIC - set(sys.stdlib_module_names) == set()


@pytest.mark.parametrize("path", modules("quizzes"), ids=str)
def test_the_quizzes_import_nothing_of_the_site(path: Path) -> None:
    assert tops(path) & {"app", "migrations", *WEB} == set()


def test_the_list_names_every_room_and_no_other() -> None:
    there = {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")}

    assert there == {*ROOMS} - {"views"}


@pytest.mark.parametrize("name", SITE, ids=str)
def test_a_room_imports_only_what_comes_before_it(name: str) -> None:
    here = room(name)
    if name in ASSEMBLY:
        return
    known = ROOMS[: ROOMS.index(here) + 1] if here else ()
    assert {each for each in direct(name) if room(each) not in (None, *known)} == set()


@pytest.mark.parametrize("name", [name for name in SITE if room(name) == "views"], ids=str)
def test_nobody_imports_a_view_not_even_another(name: str) -> None:
    assert [other for other in SITE if name in direct(other)] == []


@pytest.mark.parametrize("name", [name for name in SITE if name not in ASSEMBLY], ids=str)
def test_only_views_and_the_web_room_know_flask_and_only_rooms_of_records_know_sqlalchemy(name: str) -> None:
    here, known = room(name), tops(SITE[name])

    assert "flask" not in known or here in KNOW_FLASK
    assert not known & {"sqlalchemy", "alembic", "migrations"} or here in KNOW_RECORDS | {"commands"}


@pytest.mark.parametrize("name", [name for name in SITE if room(name) in TEACH], ids=str)
def test_what_teaches_reaches_no_record(name: str) -> None:
    reached = {*reachable(name)}
    assert {each for each in reached if each.startswith(("app.models", "sqlalchemy", "app.database"))} == set()


def test_no_module_of_the_site_leads_back_to_itself() -> None:
    """Not even by an import inside a function."""
    order = TopologicalSorter({name: direct(name) - {name} for name in SITE})
    assert {*order.static_order()} >= {*SITE}


@pytest.mark.parametrize("folder", sorted({path.parent for path in modules("app")}), ids=str)
def test_a_folder_holds_a_dozen_modules_or_so(folder: Path) -> None:
    """But the commands: each is a module, found by its name, and a folder more would hide one."""
    there = [path for path in (ROOT / folder).glob("*.py") if path.name != "__init__.py"]

    assert len(there) <= MOST_MODULES or folder.name == "commands"


@pytest.mark.parametrize("tree", ["templates", "static", "tests"])
def test_every_folder_beside_the_code_has_a_rooms_name(tree: str) -> None:
    """Or one of the few whose contents belong to no room."""
    of_their_own = {
        "templates": set[str](),
        "static": {"bundle", "fonts", "vendor"},
        "tests": {
            "app",
            "abuse",
            "browser",
            "engines",
            "reliability",
            "package",
            "references",
            "optimizers",
            "quizzes",
            "records",
        },
    }
    there = {path.name for path in (ROOT / tree).iterdir() if path.is_dir() and path.name != "__pycache__"}

    assert there - of_their_own[tree] <= {*ROOMS}


def test_no_module_stands_in_two_rooms() -> None:
    """Views and commands apart, which are called after what they show or do."""
    names = [path.stem for name, path in SITE.items() if room(name) not in ("views", "commands", None)]
    counted = Counter(name for name in names if name != "__init__")

    assert [name for name, count in counted.items() if count > 1] == []


OPEN_A_TRANSACTION = {
    "app.web.access": "stands before the views",
    "app.web.cookies": "looks up who asks, once a request",
    "app.web.guards": "looks up what they may do, before the view",
    "app.database.health": "asks whether the database answers at all",
    "app.attempts.finishing": "closes what ran out before a page reads it, a transaction of its own",
    "app.accounts.authentication": "hashes a password between two transactions",
    "app.accounts.code_entry": "counts a try before it knows whether the code is right",
    "app.web.instructors": "writes down who changed something, once it is changed",
    "app.accounts.erasure": "erases many visitors, a transaction each",
    "app.classes.enrolment": "counts a try before it knows whether the code is right",
    "app.taking.quiz_taking": "draws and marks between two transactions",
    "app.taking.quiz_catalogue": "asks the records only about somebody known",
    "app.taking.learner_page": "asks the records only about somebody known",
    "app.taking.practice_page": "asks the records only about somebody known",
    "app.taking.challenge_work": "asks the records only about somebody known, and notes only what is solved",
    "app.taking.lesson_work": "notes nothing of who is not known, and tidies up in a transaction of its own",
    "app.grading.regrading": "marks again in portions, others write in between",
    "app.demo.simulated_class": "writes a class in portions",
}
"""Beside views and commands, and why."""


def opens_a_transaction(node: ast.AST) -> bool:
    called = node.context_expr if isinstance(node, ast.withitem) else node
    if not isinstance(called, ast.Call) or not isinstance(called.func, ast.Attribute):
        return False
    ways = ("read", "write", "read_connection") if isinstance(node, ast.withitem) else ("write_grouped",)
    return called.func.attr in ways


def test_views_and_commands_open_transactions_and_a_named_few() -> None:
    """Everything else takes a session, so that whoever calls says what belongs together."""
    found = {
        name
        for name in SITE
        if room(name) not in ("views", "commands")
        if any(opens_a_transaction(node) for node in ast.walk(ast.parse((ROOT / SITE[name]).read_text())))
    }

    assert found == {*OPEN_A_TRANSACTION}


@pytest.mark.parametrize("name", [name for name in SITE if room(name) not in ("commands", None)], ids=str)
def test_nobody_reads_the_machines_clock_but_the_clock(name: str) -> None:
    """The moment is handed in; views have it from the site that answers."""
    text = (ROOT / SITE[name]).read_text()

    assert "datetime.now(" not in text
    assert "from app.clock import present" not in text


@pytest.mark.parametrize("name", SITE, ids=str)
def test_questions_are_handed_down(name: str) -> None:
    """A draw is told from which bank, and only where a site is put together is a folder read."""
    calls = [node for node in ast.walk(ast.parse((ROOT / SITE[name]).read_text())) if isinstance(node, ast.Call)]
    told = {ast.unparse(call.func): {keyword.arg for keyword in call.keywords} for call in calls}

    assert "bank" in told.get("draw.draw", {"bank"}) & told.get("draw.practice", {"bank"})
    assert "bank.load" not in told or name == "app.taking.question_bank"
