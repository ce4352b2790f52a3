"""Odd ids, numbers and characters in every address and field: a clear answer on each database, never a failure."""

import re
from itertools import product
from urllib.parse import quote

import pytest
from flask import Flask

from tests.sampling import Sample
from tests.takers import Taker, Teacher

ODD = (
    *("0", "-1", "00000000001", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "9" * 40),
    *("\0", "a\0b", "..", "%2e%2e", "ø", "\u202e", "'; DROP TABLE attempt; --", "a" * 300, "null", "1e3", " "),
)
PLACE = re.compile(r"<(?:[^<>:]*:)?([a-z_]+)>")
ANY = re.compile(r"<any\(([^)]*)\):[a-z_]+>")


def addresses(site: Flask) -> list[tuple[str, str]]:
    """Every method and address that has a part to fill in."""
    found = [
        (method, ANY.sub(lambda each: each[1].split(",")[0].strip(), rule.rule))
        for rule in site.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
        if rule.endpoint != "static"
    ]
    return [(method, path) for method, path in found if PLACE.search(path)]


def test_no_part_of_any_address_makes_the_site_fail(
    site: Flask, teacher: Teacher, learner: Taker, sample: Sample
) -> None:
    """The other parts are right, so that the odd one is looked up."""
    attempt = learner.start()
    right = {"section": teacher.section, "attempt": attempt, "quiz": "adam", "slot": "1", "seed": "1"}
    asked = [
        (who, method, filled(path, right | {name: odd}))
        for (method, path), odd, who in product(addresses(site), ODD, (teacher, learner))
        for name in PLACE.findall(path)
    ]
    answered = [(method, path, who.browser.ask(method, path, {}).status) for who, method, path in sample(asked, 300)]

    assert [each for each in answered if each[-1] >= 500] == []


def filled(path: str, parts: dict[str, str]) -> str:
    return PLACE.sub(lambda place: quote(parts.get(place[1], "1")), path)


@pytest.mark.parametrize("text", ["\0", "Ada\0", "\U0001f600" * 5])
def test_no_text_in_any_field_makes_the_site_fail(teacher: Teacher, learner: Taker, text: str) -> None:
    listed = teacher.post(f"{teacher.home}/lists", {"names": "Name,Mail\nAda Lovelace,ada@example.org\nBob,bob at"})
    forms = {
        f"{listed.location}/decisions": ("name-2", "name-3", "address-3", "number-3", "row-3"),
        f"{listed.location}/reading": ("encoding", "column-name", "column-address"),
        f"{listed.location}/removals": ("leaver",),
        "/sign-in": ("email", "password"),
        "/sign-up": ("email", "name", "password"),
        "/join": ("code",),
        f"{teacher.home}/settings": ("name", "time_zone"),
        f"{teacher.home}/lists": ("names",),
        f"/attempts/{learner.start()}/items/1/responses": ("answer", "key"),
    }
    for path, names in forms.items():
        for who in (teacher, learner):
            assert who.browser.ask("POST", path, dict.fromkeys(names, text)).status < 500, path
    for path in (f"{teacher.home}/roster?q=", f"{teacher.home}/gradebook?q=", "/sign-in?next=", "/playground?start="):
        assert teacher.browser.ask("GET", path + quote(text)).status < 500, path


def test_a_nul_is_refused_in_words(teacher: Teacher) -> None:
    page = teacher.post("/sign-in", {"email": "a\0b"})
    assert page.status == 400
    assert "NUL" in page.text
