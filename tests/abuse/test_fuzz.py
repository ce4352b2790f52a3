"""A fuzz over every address of the site, on both databases, and over the API by its own description: never a 5xx."""

import random
import string
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.runs import openapi
from tests.abuse.test_instructor_access import addresses
from tests.abuse.test_odd_addresses import ODD
from tests.sampling import examples
from tests.takers import NewTaker, Taker
from tests.teachers import Teacher

USUAL = 150
"""Requests of a usual run on each database. `make prove` sends ten times as many in each of its rounds: 100,000."""
ROUNDS = 34
METHODS = ("GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "TRACE")
FIELDS = (
    *("email", "password", "name", "code", "current", "key", "draft", "number", "choice", "x", "y", "section", "next"),
    *("role", "to", "days", "names", "course", "time_zone", "reason", "fraction", "q", "page", "sort", "revision", "f"),
    *("optimizer", "landscape", "steps", "start", "lr", "seed", "schedule", "over", "gradients", "rates", "with"),
)
VALUES = (
    *ODD, "1", "-1", "0", "1e999", "nan", "inf", "1,5", "2,2", "adam", "rosenbrock", "true", "", " ", "[]", "{}",
    "\ud7ff", "😀" * 40, "a" * 3000, "<script>", "{{7*7}}", "%00", "=1+1", "../../etc/passwd", "2026-11-30T10:00",
)  # fmt: skip


def value(dice: random.Random) -> str:
    made = "".join(dice.choices(string.printable + "äø€\u202e", k=dice.randrange(30)))
    return dice.choice((*VALUES, made))


def requests(rules: list[Rule], real: list[str], dice: random.Random, count: int) -> Iterator[tuple[str, str, Any]]:
    """Methods, addresses and forms: some addresses real, most filled with anything."""
    for _ in range(count):
        if dice.random() < 0.3:
            path = dice.choice(real)
        else:
            rule = dice.choice(rules)
            path = "".join(
                quote(value(dice)[:200]) if is_dynamic else part for is_dynamic, part in rule._trace if part != "|"
            )
        given = {dice.choice(FIELDS): value(dice) for _ in range(dice.randrange(5))}
        method = dice.choice((*METHODS, "GET", "GET", "POST", "POST"))
        if method in ("GET", "HEAD"):
            yield method, f"{path}?{urlencode(given)}"[:6000], None
        else:
            yield method, path, given


@pytest.fixture
def people(teacher: Teacher, learner: Taker, new_taker: NewTaker) -> list[Taker]:
    """Somebody who teaches, a member with an attempt under way, and a stranger."""
    learner.start("adam")
    return [teacher, learner, new_taker()]


@pytest.mark.parametrize("turn", range(ROUNDS if examples(USUAL) > USUAL else 1))
def test_no_request_makes_the_site_fail(
    site: Flask, teacher: Teacher, people: list[Taker], seed: int, turn: int
) -> None:
    dice = random.Random(seed + turn)
    rules = [rule for rule in site.url_map.iter_rules() if rule.endpoint != "static"]
    real = [*addresses(site, teacher, "GET"), *addresses(site, teacher, "POST"), "/", "/me", "/quizzes", "/playground"]
    failed = []
    for method, path, form in requests(rules, real, dice, examples(USUAL)):
        answer = dice.choice(people).browser.ask(method, path, form)
        if answer.status >= 500 or (method == "TRACE" and answer.status < 400):
            failed.append((method, path, form, answer.status))
    assert failed == []


def test_the_api_answers_everything_that_its_description_allows_and_much_that_it_does_not(
    site: Flask, seed: int
) -> None:
    """Each parameter by its own schema, one of them wrong now and then; a problem document where it is refused."""
    dice, client = random.Random(seed), site.test_client()
    paths = openapi.document()["paths"]
    for _ in range(examples(150)):
        path = dice.choice(sorted(paths))
        taken = paths[path]["get"].get("parameters", [])
        places = {each["name"]: likely(each["schema"], dice) for each in taken if each["in"] == "path"}
        described = [each for each in taken if each["in"] == "query"]
        asked = {each["name"]: likely(each.get("schema", {}), dice) for each in described if dice.random() < 0.4}
        asked |= {"steps": "20"} if "steps" in asked else {}
        asked |= {"gradients": "40"} if "gradients" in asked else {}
        if asked and dice.random() < 0.3:
            asked[dice.choice(sorted(asked))] = value(dice)[:500]
        answer = client.get(path.format_map(places), query_string=asked)
        assert answer.status_code in (200, 400, 404), (path, asked, answer.status_code)
        if answer.status_code == 400:
            assert answer.content_type == "application/problem+json"


def likely(schema: dict[str, Any], dice: random.Random) -> str:
    """A value that the schema allows, or nearly."""
    if "enum" in schema:
        return str(dice.choice(schema["enum"]))
    if "default" in schema and dice.random() < 0.3:
        return str(schema["default"])
    low, high = schema.get("minimum", 0), schema.get("maximum", 1)
    if schema.get("type") == "integer":
        return str(dice.randint(int(low), int(high)))
    if schema.get("type") == "number":
        return str(dice.uniform(float(low), float(high)))
    return dice.choice(("1,1", "0.5", "adam", "constant", "2,-3"))
