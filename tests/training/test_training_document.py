"""The API's trainings: the core's numbers, in parts where they are large, and refusals that say what would fit."""

import base64
from typing import Any

import numpy as np
import orjson
import pytest
from flask.testing import FlaskClient

from app.runs.address import parse_training
from app.training.trainings import trainings
from optimizers.networks import rules
from optimizers.networks.digits import Floats
from tests.addresses import asked

SMALL = "optimizer=adam&lr=0.01&epochs=1&seeds=2&network.width=8"
LARGE = "optimizer=adam&lr=0.01&epochs=6&seeds=2&network.width=64&loss.batch_size=8"


def read(client: FlaskClient, query: str, status: int = 200) -> Any:
    response = client.get(f"/api/training?{query}")
    assert response.status_code == status, response.text
    return orjson.loads(response.data)


def losses(answer: Any) -> list[Floats]:
    return [np.frombuffer(base64.b64decode(each["bdata"]), "<f4") for each in answer["losses"]]


def test_the_answer_is_the_cores_training(client: FlaskClient) -> None:
    answer = read(client, SMALL)
    record = trainings().whole(parse_training(asked(SMALL))[0])

    np.testing.assert_array_equal(losses(answer), record.losses.T)
    np.testing.assert_allclose(answer["scores"]["test_accuracy"], record.test.accuracy.T, rtol=1e-5)
    assert (answer["done"], answer["updates"]) == (43, 43)
    assert sum(map(sum, answer["confusion"])) == 450
    right = sum(answer["confusion"][digit][digit] for digit in range(10))
    assert right / 450 == pytest.approx(answer["scores"]["test_accuracy"][0][-1], abs=1e-5)
    assert {each["kind"] for each in answer["outcomes"]} == {"ran_out"}


def test_a_large_training_comes_in_parts_that_join(client: FlaskClient) -> None:
    parts: list[Any] = []
    while not parts or parts[-1]["done"] < parts[-1]["updates"]:
        response = client.get(f"/api/training?{LARGE}&after={parts[-1]['done'] if parts else 0}")
        parts.append(orjson.loads(response.data))
        if parts[-1]["done"] < parts[-1]["updates"]:
            assert response.headers["Cache-Control"] == "no-store"
            assert {each["kind"] for each in parts[-1]["outcomes"]} == {"under_way"}
    joined = [np.concatenate(pieces) for pieces in zip(*map(losses, parts), strict=True)]

    assert len(parts) > 1
    np.testing.assert_array_equal(joined, trainings().whole(parse_training(asked(LARGE))[0]).losses.T)
    assert response.headers["Cache-Control"].startswith("public")


def test_a_training_that_blows_up_has_finite_numbers_and_says_when(client: FlaskClient) -> None:
    query = "optimizer=momentum&lr=10&momentum=0.999&loss.weight_decay=0.1&epochs=3&seeds=2&network.width=8"
    response = client.get(f"/api/training?{query}")
    answer = orjson.loads(response.data)

    assert b"NaN" not in response.data
    for outcome, each in zip(answer["outcomes"], losses(answer), strict=True):
        assert outcome["kind"] == "diverged"
        assert outcome["message"] == f"Diverged at update {outcome['update']}."
        assert len(each) == outcome["update"]
        assert np.isfinite(each).all()
    assert answer["scores"]["test_accuracy"][0][-1] is None
    assert answer["weights"] is answer["confusion"] is answer["mistakes"] is None


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("optimizer=newton", "optimizer", "takes one of gradient_descent"),
        ("", "optimizer", "is required"),
        ("optimizer=adam&lr=0", "lr", "takes a number from 0.0001"),
        ("optimizer=adam&lr=0.1&lr=0.2", "lr", "is given 2 times"),
        ("optimizer=adam&loss.batch_size=7", "loss.batch_size", "takes a whole number from 8 to 1347"),
        ("optimizer=adam&epochs=1.5", "epochs", "takes a whole number from 1 to 200"),
        ("optimizer=adam&network.width=256&seeds=10&epochs=16", "epochs", "takes at most 15 with 1347 images, 256"),
        ("optimizer=adam&epochs=200&loss.batch_size=8", "epochs", "takes at most 159 with"),
        ("optimizer=adam&landscape=ravine", "landscape", "is not a parameter of a training by adam"),
        ("optimizer=adam&after=861", "after", "takes a whole number from 0 to 860"),
        ("optimizer=adam&schedule.gamma=1", "schedule.gamma", "is not a parameter"),
        ("optimizer=muon&beta1=0.5", "beta1", "is not a parameter of a training by muon"),
        ("optimizer=adam&seed=999999999", "seed", "takes a whole number from 0 to 999999989"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(client: FlaskClient, query: str, field: str, says: str) -> None:
    (error,) = read(client, query, 400)["errors"]

    assert error["field"] == field
    assert says in error["message"]


@pytest.mark.parametrize("rule", rules.catalogue())
def test_every_rule_can_be_asked_for(client: FlaskClient, rule: str) -> None:
    answer = read(client, f"optimizer={rule}&epochs=1&seeds=1&network.width=4&loss.batch_size=1347")

    assert answer["updates"] == 1
    assert answer["optimizer"] == rule
