"""What can be seen of a running site: lines and figures that tell what happened, and never to whom."""

import json
import logging
import re
from collections.abc import Iterator
from contextvars import copy_context
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from app.config import Config
from app.runs.slices import NobodyWaits, work_while
from app.web.monitoring import request_log
from tests.conftest import MakeApp, Server

SECRETS = ("ada@example.org", "Ada", "203.0.113.9", "a long enough one", "shh")
SAMPLE = re.compile(r'([a-z_]+)\{((?:[a-z]+="[^"]*",?)+)\} (\d[-\d.e+]*)\Z')


@pytest.fixture
def watched(config: Config, make_app: MakeApp) -> FlaskClient:
    client = make_app(replace(config, metrics=True)).test_client()
    client.environ_base.update({"HTTP_ORIGIN": "http://localhost", "REMOTE_ADDR": "203.0.113.9"})
    return client


@pytest.fixture
def told() -> Iterator[list[dict[str, object]]]:
    """The lines of the log, as they come."""
    entries: list[dict[str, object]] = []
    handler = logging.Handler()
    handler.emit = lambda record: entries.append(json.loads(record.getMessage()))  # type: ignore[method-assign]
    request_log.log.addHandler(handler)
    yield entries
    request_log.log.removeHandler(handler)


def go_round(client: FlaskClient) -> None:
    client.post("/sign-up", data={"name": "Ada", "email": "ada@example.org", "password": "a long enough one"})
    client.get("/lessons/momentum?lr=0.1&note=shh")
    client.get("/reset/shh")
    client.get("/shh")
    client.get("/api/trajectory?optimizer=adam")
    client.get("/api/trajectory?optimizer=adam")


def test_each_request_leaves_a_line_that_says_what_and_never_who(
    watched: FlaskClient, told: list[dict[str, object]]
) -> None:
    go_round(watched)

    assert [entry["route"] for entry in told] == [
        *("/sign-up", "/lessons/<slug>", "/reset/<link>", "(no such page)", "/api/trajectory", "(kept)")
    ]
    assert [entry["status"] for entry in told][-3:] == [404, 200, 200]
    assert len({entry["id"] for entry in told}) == 6
    assert [secret for secret in SECRETS if secret in "".join(map(str, told))] == []


def test_the_answer_names_the_request_and_only_a_proxy_may_name_it(config: Config, make_app: MakeApp) -> None:
    given = {"X-Request-ID": "from-a-proxy-1"}
    for proxies, believed in ((0, False), (1, True)):
        client = make_app(replace(config, proxies=proxies)).test_client()
        assert (client.get("/quizzes", headers=given).headers["X-Request-ID"] == "from-a-proxy-1") == believed
        assert client.get("/quizzes", headers={"X-Request-ID": "a b" * 9}).headers["X-Request-ID"] != "a b" * 9


def test_a_log_that_is_switched_off_still_names_slow_requests(
    config: Config, make_app: MakeApp, told: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_app(replace(config, access_log=False)).test_client()
    client.get("/join")
    assert [entry for entry in told if "slow" not in entry] == []

    told.clear()
    monkeypatch.setattr("app.web.monitoring.request_log.SLOW", 0.0)
    client.get("/join")
    assert [(entry["route"], entry["slow"]) for entry in told] == [("/join", True)]


def test_an_answer_that_nobody_waits_for_is_no_failure(
    config: Config, make_app: MakeApp, told: list[dict[str, object]]
) -> None:
    client = make_app(config).test_client()
    context = copy_context()
    context.run(work_while, lambda: False)
    with pytest.raises(NobodyWaits):
        context.run(client.get, "/api/race?gradients=200&start=0.3,0.2")

    assert [(entry["route"], entry["status"]) for entry in told] == [("/api/race", request_log.LEFT)]


def test_figures_are_open_where_a_setting_opens_them_and_say_nothing_of_anybody(
    watched: FlaskClient, client: FlaskClient
) -> None:
    assert client.get("/metrics").status_code == 404
    go_round(watched)
    text = watched.get("/metrics").text

    samples = [line for line in text.splitlines() if not line.startswith("# TYPE ")]
    assert [line for line in samples if not SAMPLE.match(line)] == []
    assert len({line.rpartition(" ")[0] for line in samples}) == len(samples)
    assert re.search(r'requests_total\{method="GET",route="\(kept\)",status="200",worker="\d+"\} 1\n', text)
    assert [secret for secret in SECRETS if secret in text] == []


def test_a_server_prints_its_lines(server: Server) -> None:
    lines = [json.loads(line) for line in server.log.splitlines() if line.startswith('{"at":')]

    assert "/healthz" in {line["route"] for line in lines}
