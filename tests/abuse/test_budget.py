"""Computing time has a budget: whatever an address makes the core compute anew goes through its lanes, and no other."""

import re
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import FrameType

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.server.server_adapter import ServerAdapter
from tests.sampling import Sample

CORE = str(Path(__file__).parent.parent.parent / "optimizers")
PLACE = re.compile(r"<(?:([a-z]+)(?:\(([^)]*)\))?:)?([a-z_]+)>")
PARTS = {"slug": "adam", "quiz": "adam"}
LIGHT = 600
"""Calls into the core that any answer may take, for a catalogue, say; a descent counts for more than all of it."""
NUMBERS = count(1)


def queries() -> Iterator[str]:
    """Runs that nobody has asked for, in each way that addresses of the site name one."""
    fresh = f"0.{next(NUMBERS):03}7"
    yield f"start={fresh},0.7&lr=0.0{next(NUMBERS):03}"
    yield f"optimizer=adam&landscape=beale&start={fresh},0.7&steps=1500"
    yield f"optimizer=momentum&landscape=beale&over=lr&start={fresh},0.7&steps=300"
    yield f"landscape=beale&start={fresh},0.2&gradients=100"
    yield f"landscape=own&f=x**2%2By**2&optimizer=adam&start={fresh},0.2"
    yield f"kind=basin&optimizer=adam&landscape=beale&size=8&steps={20 + next(NUMBERS)}"


def calls(client: FlaskClient, path: str) -> int:
    """How often the answer calls into the core."""
    seen = 0

    def note(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal seen
        if event == "call" and frame.f_code.co_filename.startswith(CORE):
            seen += 1 + LIGHT * (frame.f_code.co_name == "descend")

    sys.setprofile(note)
    try:
        client.get(path)
    finally:
        sys.setprofile(None)
    return seen


def addresses(app: Flask) -> list[str]:
    """Every page and every answer for programs that a stranger may ask for."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"]
    open_to_all = [rule.rule for rule in rules if not rule.rule.startswith(("/instructor", "/attempts", "/me"))]
    return [
        PLACE.sub(lambda each: PARTS.get(each[3]) or (each[2] or "1").split(",")[0].strip(), rule)
        for rule in open_to_all
    ]


def test_whatever_an_address_makes_the_core_compute_is_in_the_budget(
    app: Flask, client: FlaskClient, sample: Sample
) -> None:
    """What is computed once for everybody does not count: each address is asked for before."""
    adapter = ServerAdapter(app, 4)
    budget, forgotten, found = (adapter._computed, adapter._dear), [], set[str]()
    for path in {"/api/trajectory", *sample(addresses(app), 25)}:
        client.get(path)
        for query in sample(queries(), 3):
            environ = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": "GET"}
            if calls(client, f"{path}?{query}") > LIGHT:
                found.add(path)
                if adapter._lane(environ) not in budget:
                    forgotten.append(f"{path}?{query}")
    assert forgotten == []
    assert found, "else it measures nothing"


@pytest.mark.parametrize("path", ["/quizzes", "/lessons/adam", "/", "/attempts/x", "/sign-in"])
def test_lessons_and_quizzes_have_threads_that_no_computing_takes(app: Flask, path: str) -> None:
    adapter = ServerAdapter(app, 4)
    lane = adapter._lane({"PATH_INFO": path, "QUERY_STRING": "", "REQUEST_METHOD": "GET"})
    assert lane not in (adapter._computed, adapter._dear)
