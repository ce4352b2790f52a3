"""The documents tell of the house as it is: its rooms, its words, and where files are."""

import ast
import re
from pathlib import Path

import pytest

from tests.test_imports import ROOMS

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def first_sentence(room: str) -> str:
    doc = ast.get_docstring(ast.parse((ROOT / "app" / room / "__init__.py").read_text("utf-8"))) or ""
    return doc.partition("\n")[0]


def table(heading: str) -> dict[str, str]:
    """The rows of the table that follows a heading: the first cell's code, and the second cell."""
    _, _, after = TEXT.partition(heading)
    assert after, heading
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", after.partition("\n## ")[0].partition("\n### ")[0], re.M)
    return dict(rows)


def test_the_rooms_stand_in_their_order_with_their_own_first_sentences() -> None:
    told = table("The rooms of `app/`")

    assert [*told] == [*ROOMS]
    assert {room: said for room, said in told.items() if room != "views"} == {
        room: first_sentence(room) for room in ROOMS if room != "views"
    }


@pytest.mark.parametrize(("then", "now"), table("### Where the files of commit 03e512e went").items())
def test_what_a_file_became_is_there(then: str, now: str) -> None:
    places = re.findall(r"[\w/]+", now)

    assert places, then
    assert all((ROOT / "app" / f"{place}.py").exists() or (ROOT / "app" / place).is_dir() for place in places)


@pytest.mark.parametrize(
    "named", sorted(set(re.findall(r"`((?:app|tests|static|templates|optimizers|quizzes)/[\w./-]+)`", TEXT)))
)
def test_every_file_that_is_named_exists(named: str) -> None:
    assert (ROOT / named).exists()


FOLDERS = "app|benchmarks|deploy|docs|migrations|optimizers|quizzes|static|templates|tests"
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    named = re.findall(rf"(?<![\w./])(?:{FOLDERS})/[\w/-]+(?:\.\w+)+", document.read_text("utf-8"))

    assert [each for each in named if not (ROOT / each).exists()] == []
