"""Front matter: TOML into frozen dataclasses, and a named field for everything that does not fit."""

from dataclasses import dataclass, field
from enum import Enum

import pytest

from app.lessons import front_matter
from app.lessons.front_matter import FrontMatterError


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True)
class Part:
    weight: float
    colour: Colour = Colour.RED


@dataclass(frozen=True)
class Whole:
    number: int
    name: str
    parts: tuple[Part, ...] = field(default_factory=tuple)
    note: str | None = None


def read(toml: str) -> Whole:
    return front_matter.read(f"{{#---\n{toml}\n---#}}\n<p>text</p>\n", Whole, "a.html", number=3)


def test_tables_become_dataclasses_and_lists_tuples() -> None:
    whole = read('name = "a"\n[[parts]]\nweight = 1\ncolour = "red"\n[[parts]]\nweight = 0.5')
    assert whole == Whole(3, "a", (Part(1.0), Part(0.5)))


@pytest.mark.parametrize(
    ("toml", "where", "message"),
    [
        ("", "name", "is missing"),
        ("name = 1", "name", "takes a str"),
        ('name = "a"\nnote = 2', "note", "takes a str"),
        ('name = "a"\nsize = 2', "size", "not a field"),
        ('name = "a"\nnumber = 2', "number", "not a field"),
        ('name = "a"\nparts = 2', "parts", "takes a list"),
        ('name = "a"\nparts = [2]', "parts[0]", "takes a table"),
        ('name = "a"\n[[parts]]\nweight = true', "parts[0].weight", "takes a float"),
        ('name = "a"\n[[parts]]\ncolour = "red"', "parts[0].weight", "is missing"),
        ('name = "a"\n[[parts]]\nweight = 1\ncolour = "mauve"', "parts[0].colour", "takes one of red"),
        ("name = ", "", "is not TOML"),
    ],
)
def test_what_does_not_fit_is_refused_by_file_and_field(toml: str, where: str, message: str) -> None:
    with pytest.raises(FrontMatterError, match=message) as refused:
        read(toml)
    assert (refused.value.file, refused.value.field) == ("a.html", where)


def test_a_file_without_front_matter_is_refused() -> None:
    with pytest.raises(FrontMatterError, match=r"does not open with"):
        front_matter.read("<p>text</p>", Whole, "a.html", number=3)
