"""Long work has an end: the core pauses often enough to be broken off, and the deadline breaks it off."""

import asyncio
import random
import sys
import threading
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path
from types import FrameType
from types import SimpleNamespace as Fake
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from app.database import deadlines
from app.runs.slices import NobodyWaits, work_while
from app.web.server.server_adapter import ServerAdapter
from optimizers import landscapes, rules, schedules
from optimizers.pauses import pause
from tests.sampling import Sample

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ROOT = Path(__file__).parent.parent.parent
OURS = (str(ROOT / "optimizers"), str(ROOT / "app"))
BETWEEN = 80_000
"""Calls of our own functions that may go by between two pauses: a few tenths of a second."""
ASKED = 60
"""Pauses after which the client of these tests goes."""
LONG_FORMULA = "sin(x*y)*exp(cos(x)*sin(y))+log(1+x^2+y^2)*tanh(x-y)+sqrt(1+x^2)*cos(3*x*y)+x^4/100+y^4/100"
FUNCTIONS = (LONG_FORMULA, "x^2+y^2", "x^4+y^4", "(1-x)^2+100*(y-x^2)^2")
WARMED = (
    "/playground?landscape=ravine&schedule=warmup_cosine&start=-0.802,0.147&gradients=2000&rates=best"
    "&optimizer=adamw&optimizer=momentum&optimizer=amsgrad&optimizer=rmsprop&optimizer=adadelta&optimizer=adam_l2"
)
"""Twenty seconds of processor time, found by chance."""


def dear_addresses() -> Iterator[str]:
    """Races, sweeps and maps that are as long as they may be, of everything that there is."""
    dice = random.Random(10)
    for name in (*landscapes.catalogue(), *FUNCTIONS):
        own = [("landscape", "own"), ("landscape.f", name)] if name in FUNCTIONS else [("landscape", name)]
        start = ("start", f"{dice.uniform(-1, 1):.3f},{dice.uniform(-1, 1):.3f}")
        schedule = [("schedule", dice.choice((*schedules.catalogue(),)))] if dice.random() < 0.6 else []
        common = [*own, start, *schedule]
        racers = [("optimizer", each) for each in dice.sample([*rules.catalogue()], 6)]
        yield f"/api/race?{urlencode([*common, ('gradients', '2000'), *racers])}"
        rule = dice.choice((*rules.catalogue().values(),))
        over = dice.choice(("steps", *(each.name for each in rule.hyperparameters())))
        yield f"/api/sweep?{urlencode([*common, ('steps', '2000'), ('optimizer', rule.id), ('over', over)])}"
        cells = ("kind", "basin"), ("size", "40"), ("rows", "0,4"), ("steps", str(dice.choice((60, 250, 1000))))
        yield f"/api/map?{urlencode([*own, *schedule, *cells, ('optimizer', rule.id)])}"


def drawn_addresses() -> Iterator[str]:
    """Pictures and descriptions of functions that nobody has typed before, and pages with runs on them."""
    for number in range(40):
        own = urlencode({"landscape": "own", "landscape.f": f"{LONG_FORMULA}+{number}*x/97"})
        yield f"/api/contours?{own}"
        yield f"/api/relief?{own}"
        yield f"/api/function?{own.partition('&')[2]}"
        yield f"/lessons/adam?{own}&steps=2000&view=relief"
        yield f"/lessons/momentum?landscape=rastrigin&start=0.{number}1,0.7&steps=2000&view=relief"
        yield f"/api/figures/rates?{own}&optimizer=adam&steps=2000"
        yield f"/playground.csv?{own}&gradients=2000"


def calls_between_pauses(client: FlaskClient, address: str, asked: int) -> list[int]:
    """How many of our own functions were called before each pause, until the client went or had its answer."""
    seen = [0]

    def note(frame: FrameType, event: str, _argument: object) -> None:
        seen[-1] += event == "call" and frame.f_code.co_filename.startswith(OURS)

    def waits() -> bool:
        seen.append(0)
        return len(seen) <= asked

    def answer() -> None:
        work_while(waits)
        sys.setprofile(note)
        try:
            client.get(address, follow_redirects=True)
        except NobodyWaits:
            pass
        finally:
            sys.setprofile(None)

    copy_context().run(answer)
    return seen


@pytest.mark.parametrize("address", [WARMED])
def test_a_race_of_twenty_seconds_can_be_broken_off(client: FlaskClient, address: str) -> None:
    seen = calls_between_pauses(client, address, ASKED)

    assert len(seen) > ASKED, "it was answered before the client went: then it is not dear any more"
    assert max(seen) <= BETWEEN


def test_whatever_is_dear_pauses_before_it_has_worked_for_long(client: FlaskClient, sample: Sample) -> None:
    seen = {address: calls_between_pauses(client, address, ASKED) for address in sample(dear_addresses(), 12)}

    assert {address: most for address, each in seen.items() if (most := max(each)) > BETWEEN} == {}
    assert sum(len(each) > ASKED for each in seen.values()) > len(seen) // 4, "else it measures nothing"


def test_what_is_drawn_pauses_too(client: FlaskClient, sample: Sample) -> None:
    seen = {address: calls_between_pauses(client, address, ASKED) for address in sample(drawn_addresses(), 6)}

    assert {address: most for address, each in seen.items() if (most := max(each)) > BETWEEN} == {}
    assert [address for address, each in seen.items() if len(each) < 10] == [], "it cannot be broken off"


def test_what_is_not_computed_by_the_deadline_is_refused_and_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site never ends by itself."""
    ended = threading.Event()

    def site(_environ: "WSGIEnvironment", _start_response: "StartResponse") -> list[bytes]:
        try:
            while True:
                pause()
        finally:
            ended.set()

    at_once = deadlines.begin
    monkeypatch.setattr(deadlines, "begin", lambda: at_once(0.05))
    status, headers, body = asyncio.run(asked(ServerAdapter(site, 2), "/api/race"))

    assert (status, dict(headers)["Retry-After"]) == (503, "5")
    assert b"Try again in 5 seconds" in body
    assert ended.wait(30)


async def asked(adapter: ServerAdapter, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """The reply to a GET by a client that stays."""
    told: list[Any] = []
    scope = Fake(
        server="127.0.0.1:80", client="127.0.0.1:1", method="GET", path=path, query_string="", http_version="1.1"
    )
    scope.scheme, scope.authority, scope.headers = "http", "", {}
    stays = asyncio.get_running_loop().create_future()
    protocol = Fake(client_disconnect=lambda: stays, response_bytes=lambda *reply: told.append(reply))
    await adapter.__rsgi__(scope, protocol)
    return told[0]  # type: ignore[no-any-return]
