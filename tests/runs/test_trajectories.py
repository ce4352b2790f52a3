"""The API: every address answers what its description says, with headers that let anybody keep it."""

import base64
import re
from typing import Any

import jsonschema
import numpy as np
import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from app.runs import openapi
from app.runs.address import parse_run
from app.runs.endpoint import Endpoint
from optimizers import landscapes, rules, schedules
from tests.addresses import asked

EXAMPLES = [(endpoint, example) for endpoint in openapi.endpoints() for example in endpoint.examples]
RUN = "optimizer=momentum&landscape=ravine&lr=0.01&momentum=0.9&landscape.kappa=50&steps=40&start=1,-0.5"


def read(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return orjson.loads(response.data)


def test_the_description_is_valid_openapi(client: FlaskClient) -> None:
    described = read(client, "/api/openapi.json")
    validate(described)
    assert {endpoint.path for endpoint in openapi.endpoints()} <= {*described["paths"]}


def test_every_address_of_the_api_is_described(app: Flask, client: FlaskClient) -> None:
    described = {*read(client, "/api/openapi.json")["paths"]}
    served = {re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}

    assert described == {path for path in served if path.startswith("/api/")}


@pytest.mark.parametrize(("endpoint", "example"), EXAMPLES, ids=[example for _, example in EXAMPLES])
def test_every_example_in_the_description_answers_as_its_schema_says(
    client: FlaskClient, endpoint: Endpoint, example: str
) -> None:
    described = read(client, "/api/openapi.json")
    schema = {"$ref": f"#/components/schemas/{endpoint.schema}", "components": described["components"]}

    valid = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in valid.iter_errors(read(client, example))] == []


@pytest.mark.parametrize("example", [example for _, example in EXAMPLES])
def test_every_answer_may_be_kept_by_anybody(client: FlaskClient, example: str) -> None:
    first = client.get(example)
    again = client.get(example, headers={"If-None-Match": first.headers["ETag"]})

    assert first.content_type == "application/json"
    assert first.headers["Cache-Control"].startswith("public, max-age=")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert (again.status_code, again.data) == (304, b"")
    assert client.head(example).headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("endpoint", openapi.endpoints(), ids=lambda endpoint: endpoint.path)
def test_every_address_refuses_what_it_does_not_know(client: FlaskClient, endpoint: Endpoint) -> None:
    described = read(client, "/api/openapi.json")["components"]
    first, _, _ = endpoint.examples[0].partition("#")
    response = client.get(f"{first}{'&' if '?' in first else '?'}colour=red")

    assert response.status_code == 400
    jsonschema.validate(orjson.loads(response.data), {"$ref": "#/components/schemas/Problem", "components": described})
    assert [error["field"] for error in orjson.loads(response.data)["errors"]] == ["colour"]
    assert "no-store" in response.headers["Cache-Control"]
    assert client.post(first, headers={"Origin": "http://localhost"}).status_code == 405


def test_a_trajectory_is_the_cores_run_to_the_last_digit(client: FlaskClient) -> None:
    answer = read(client, f"/api/trajectory?{RUN}")
    descent = parse_run(asked(RUN)).descend()

    assert answer["points"] == descent.points.tolist()
    assert answer["losses"] == descent.losses.tolist()
    assert answer["gradients"] == descent.gradients.tolist()
    assert answer["state"]["v"] == descent.state.v.tolist()
    assert answer["outcome"] == {
        "kind": descent.outcome.kind.value,
        "step": descent.outcome.step,
        "message": descent.outcome.message,
        "level": None,
        "leaves": None,
    }
    assert answer["hyperparameters"] == {"lr": 0.01, "momentum": 0.9}


def test_the_parts_of_each_step_add_up_to_it(client: FlaskClient) -> None:
    for rule in rules.catalogue():
        answer = read(client, f"/api/trajectory?optimizer={rule}&steps=10")
        steps = np.diff(np.array(answer["points"]))
        total = sum(np.array(part["value"]) for part in answer["parts"])
        np.testing.assert_allclose(total, steps, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("points", ["f4", "f8"])
@pytest.mark.parametrize("query", [RUN, "optimizer=nesterov&steps=10", "optimizer=momentum&landscape=ravine&lr=1"])
def test_typed_arrays_hold_what_the_lists_hold(client: FlaskClient, query: str, points: str) -> None:
    lists = read(client, f"/api/trajectory?{query}")
    typed = read(client, f"/api/trajectory?{query}&points={points}")

    for name in {"points", "losses", "gradients", "probes"} & {*lists}:
        told = typed.pop(name)
        values = np.frombuffer(base64.b64decode(told["bdata"]), f"<{told['dtype']}").reshape(told.get("shape", -1))
        asked_for = np.array(lists.pop(name), np.float64)
        assert told["dtype"] == points
        assert values.tobytes() == asked_for.astype(points).tobytes()
    assert typed == lists
    assert client.get(f"/api/trajectory?{query}&points=lists").data == client.get(f"/api/trajectory?{query}").data


@pytest.mark.parametrize("points", ["points=", "points=f2", "points=f4&points=f8"])
def test_other_arrays_are_refused_beside_what_else_is_wrong(client: FlaskClient, points: str) -> None:
    for more, fields in (("", ["points"]), ("&lr=fast", ["lr", "points"])):
        refused = client.get(f"/api/trajectory?optimizer=adam&{points}{more}")
        assert refused.status_code == 400
        assert [error["field"] for error in orjson.loads(refused.data)["errors"]] == fields


def test_only_a_rule_that_looks_elsewhere_has_probes(client: FlaskClient) -> None:
    assert "probes" not in read(client, "/api/trajectory?optimizer=momentum")
    assert "probes" in read(client, "/api/trajectory?optimizer=nesterov")


def test_a_run_that_diverges_ends_there_with_finite_points(client: FlaskClient) -> None:
    answer = read(client, "/api/trajectory?optimizer=gradient_descent&landscape=ravine&lr=0.03")

    assert answer["outcome"]["kind"] == "diverged"
    assert answer["outcome"]["step"] == 12
    assert len(answer["points"][0]) == len(answer["losses"]) <= 13
    assert None not in answer["losses"]


def test_a_schedule_tells_its_factors(client: FlaskClient) -> None:
    answer = read(client, "/api/trajectory?optimizer=momentum&schedule=exponential&steps=5")

    assert answer["factors"][0] == 1
    assert answer["factors"] == sorted(answer["factors"], reverse=True)


def test_a_sweep_is_the_run_at_every_tick(client: FlaskClient) -> None:
    answer = read(client, f"/api/sweep?{RUN}&over=momentum")
    points = np.frombuffer(base64.b64decode(answer["points"]["bdata"]), "<f4").reshape(answer["points"]["shape"])

    assert points.shape == (len(answer["ticks"]), 2, 41)
    for index in (0, 30, 60):
        run = parse_run(asked(RUN.replace("momentum=0.9", f"momentum={answer['ticks'][index]!r}")))
        descent = run.descend()
        np.testing.assert_allclose(points[index][:, : descent.points.shape[1]], descent.points, rtol=1e-5, atol=1e-6)
        assert answer["outcomes"][index]["kind"] == descent.outcome.kind.value


def test_the_catalogues_say_everything_that_there_is(client: FlaskClient) -> None:
    for address, catalogue in (
        ("/api/optimizers", rules.catalogue()),
        ("/api/landscapes", landscapes.catalogue()),
        ("/api/schedules", schedules.catalogue()),
    ):
        assert [each["id"] for each in read(client, address)] == [*catalogue]


def test_contours_lie_inside_the_picture(client: FlaskClient) -> None:
    answer = read(client, "/api/contours?landscape=rosenbrock")

    assert max(answer["width"], answer["height"]) == 1000
    assert len(answer["levels"]) > 5
    assert all(level["d"].startswith("M") for level in answer["levels"])


def test_example_gradients_average_to_the_gradient(client: FlaskClient) -> None:
    gradients = np.array(read(client, "/api/example-gradients?landscape=regression&at=0.1,0.2"))
    regression = landscapes.catalogue()["regression"]()

    np.testing.assert_allclose(gradients.mean(axis=1), regression.gradient((0.1, 0.2)), rtol=1e-9)


def test_the_readable_page_names_every_address(client: FlaskClient) -> None:
    page = client.get("/about-the-api")

    assert page.status_code == 200
    for endpoint in openapi.endpoints():
        assert f"GET {endpoint.path}" in page.text
