"""Every list of the samples, and every list written at random, is read as it is meant."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.classes.lists.class_list import ClassList, Nobody, read_text
from app.classes.lists.decoding import decoded
from app.classes.lists.doubts import Doubt
from app.classes.lists.headings import Column
from app.classes.lists.persons import Person
from tests.sampling import examples

ROSTERS: Final = Path(__file__).with_name("rosters")
EXPECTED: Final = json.loads((ROSTERS / "expected.json").read_text(encoding="utf-8"))["files"]
FIELDS: Final = ("name", "address", "number", "group")


def read(name: str) -> ClassList:
    return read_text(decoded((ROSTERS / name).read_bytes()))


def as_meant(person: Person, meant: Mapping[str, Any]) -> bool:
    """Whether each field is what the sample says; an address whatever its case, a name that is null any."""
    given = {field: getattr(person, field) for field in FIELDS}
    return all(
        _folded(given[field]) == _folded(meant[field])
        or (field == "name" and meant["name"] is None)
        or given[field] in meant.get("also", {}).get(field, ())
        for field in FIELDS
    )


def _folded(value: str | None) -> str | None:
    return value.casefold() if value else value


@pytest.mark.parametrize("name", EXPECTED)
def test_the_people_of_a_sample_are_those_who_are_meant(name: str) -> None:
    found, meant = read(name).people, EXPECTED[name]["people"]
    assert len(found) == len(meant)
    for person, each in zip(found, meant, strict=True):
        assert as_meant(person, each), (person, each)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_rows_of_a_sample_to_ask_about_have_their_reason(name: str) -> None:
    found, meant = read(name).doubtful, EXPECTED[name]["ask"]
    assert [(each.person.row, each.doubt.value) for each in found] == [(each["row"], each["reason"]) for each in meant]
    for doubtful, each in zip(found, meant, strict=True):
        assert as_meant(doubtful.person, each), (doubtful, each)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_lines_of_a_sample_that_are_nobody_are_said(name: str) -> None:
    assert sorted((row, what.value) for row, what in read(name).ignored) == sorted(
        (each["row"], each["what"]) for each in EXPECTED[name]["ignore"]
    )


@dataclass(frozen=True)
class Shape:
    """How somebody wrote a list: its headings, their order, what parts cells and what stands around them."""

    separator: str
    headings: Mapping[Column, str]
    order: tuple[Column, ...]
    titles: int
    blanks: int
    quoted: bool
    ending: str


LANGUAGES: Final[tuple[Mapping[Column, str], ...]] = (
    {Column.FIRST: "First name", Column.LAST: "Last name", Column.ADDRESS: "Email", Column.NUMBER: "Student ID"},
    {Column.FIRST: "Vorname", Column.LAST: "Name", Column.ADDRESS: "E-Mail-Adresse", Column.NUMBER: "Matr.-Nr."},
    {Column.FIRST: "PRÉNOM", Column.LAST: "NOM", Column.ADDRESS: "Courriel", Column.NUMBER: "N° étudiant"},
    {Column.FIRST: "Nombre", Column.LAST: "Apellidos", Column.ADDRESS: "Correo", Column.NUMBER: "Matrícula"},
    {Column.FIRST: "Imię", Column.LAST: "Nazwisko", Column.ADDRESS: "Adres e-mail", Column.NUMBER: "Nr indeksu"},
    {Column.FIRST: "Имя", Column.LAST: "Фамилия", Column.ADDRESS: "Почта", Column.NUMBER: "Номер студента"},
    {Column.FIRST: "名", Column.LAST: "姓", Column.ADDRESS: "メールアドレス", Column.NUMBER: "学籍番号"},
    {Column.NAME: "Student", Column.ADDRESS: "e_mail", Column.NUMBER: "ID"},
    {Column.NAME: "Nome completo", Column.ADDRESS: "E-mail", Column.NUMBER: "Número mecanográfico"},
    {Column.NAME: "Namn", Column.ADDRESS: "E-postadress"},
)
GIVEN = st.sampled_from(
    ["Ada", "Björn", "José Ángel", "Łukasz", "Ελένη", "Юлия", "さくら", "Anne-Sophie", "J. R.", "Nan"]
)
FAMILY = st.sampled_from(
    ["Lovelace", "d'Anglejan", "O'Neill", "van der Meer", "Żak", "Παππά", "Щербакова", "田中", "Ng"]
)
PEOPLE = st.lists(st.tuples(GIVEN, FAMILY, st.booleans()), min_size=2, max_size=12)


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    headings = draw(st.sampled_from(LANGUAGES))
    separator = draw(st.sampled_from([",", ";", "\t"]))
    order = tuple(draw(st.permutations(list(headings))))
    titles, blanks = draw(st.integers(0, 3)), draw(st.integers(0, 2))
    return Shape(separator, headings, order, titles, blanks, draw(st.booleans()), draw(st.sampled_from(["\n", "\r\n"])))


def written(shape: Shape, people: list[dict[Column, str]]) -> str:
    def cell(text: str) -> str:
        guarded = shape.quoted or any(mark in text for mark in (shape.separator, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if guarded else text

    width = len(shape.order)
    titles = [cell(f"Class list {number}") + shape.separator * (width - 1) for number in range(shape.titles)]
    rows = [shape.headings, *people]
    body = [shape.separator.join(cell(row[column]) for column in shape.order) for row in rows]
    blanks = [shape.separator * (width - 1)] * shape.blanks
    return shape.ending.join([*titles, *body, *blanks]) + shape.ending


@settings(max_examples=examples(150))
@given(shapes(), PEOPLE, st.booleans())
def test_a_list_is_read_alike_however_it_was_written(
    shape: Shape, drawn: list[tuple[str, str, bool]], turned: bool
) -> None:
    people, meant = [], []
    for number, (given_name, family, numbered) in enumerate(drawn):
        mail, count = f"person.{number}@example.org", f"00{417 + 7 * number}" if numbered or number < 2 else ""
        people.append(
            {
                Column.FIRST: given_name,
                Column.LAST: family,
                Column.NAME: f"{family}, {given_name}" if turned else f"{given_name} {family}",
                Column.ADDRESS: mail,
                Column.NUMBER: count,
            }
        )
        number_given = (count or None) if Column.NUMBER in shape.headings else None
        meant.append((f"{given_name} {family}", mail, number_given))
    found = read_text(written(shape, people))
    assert [(each.name, each.address, each.number) for each in found.people] == meant
    assert not found.doubtful
    assert sum(each.what is Nobody.TITLE for each in found.ignored) == shape.titles


@settings(max_examples=examples(150))
@given(st.one_of(st.text(max_size=300), st.text(alphabet='ab@.,;<>"\n\t=: ', max_size=200)))
def test_any_text_is_read_into_something(text: str) -> None:
    found = read_text(text)
    assert all(each.name or each.address for each in found.people)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= each.row <= lines for each in found.people)


def test_columns_chosen_by_hand_are_taken_over_what_the_headings_say() -> None:
    text = "Name,Alias,Email\nA B,Ada Byron,a@example.org\n"
    found = read_text(text, {Column.NAME: 1, Column.ADDRESS: 2})
    assert [each.name for each in found.people] == ["Ada Byron"]


def test_a_cell_that_is_no_address_is_asked_about_with_what_stood_there() -> None:
    found = read_text("Name,Email\nAda,ada@example.org\nBo,bo at example\n")
    assert [(each.doubt, each.typed) for each in found.doubtful] == [(Doubt.BAD_ADDRESS, "bo at example")]


def test_two_of_one_name_with_two_addresses_are_two_people() -> None:
    assert len(read_text("Yuki Mori, y1@example.org\nYuki Mori, y2@example.org\n").people) == 2
