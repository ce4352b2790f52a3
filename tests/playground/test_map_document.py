"""Maps for programs: typed arrays, one for each thing that is told of a cell."""

import base64
from typing import Any

import numpy as np
import orjson
import pytest
from flask.testing import FlaskClient

BASIN = "/api/map?kind=basin&optimizer=momentum&lr=0.01&landscape=himmelblau&size=12"
SETTINGS = "/api/map?kind=settings&x=lr&y=momentum&optimizer=momentum&landscape=ravine&size=9&steps=60"
TYPES = {"u1": np.uint8, "u2": np.uint16, "i2": np.int16, "f4": np.float32}


def read(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return orjson.loads(response.data)


def array(told: Any) -> Any:
    return np.frombuffer(base64.b64decode(told["bdata"]), TYPES[told["dtype"]]).reshape(told["shape"])


@pytest.mark.parametrize("address", [BASIN, SETTINGS])
def test_each_cell_is_the_run_that_a_program_can_ask_for(client: FlaskClient, address: str) -> None:
    answer = read(client, address)
    kinds, steps, losses = (array(answer[name]) for name in ("outcomes", "at", "losses"))
    x, y = answer["x"]["values"], answer["y"]["values"]
    assert kinds.shape == (len(y), len(x))
    for row, column in [(0, 0), (3, 5), (8, 8), (5, 1)]:
        own = f"start={x[column]},{y[row]}" if "basin" in address else f"lr={x[column]}&momentum={y[row]}"
        query = address.partition("?")[2].split("&size")[0].replace("kind=basin&", "").partition("optimizer")[2]
        query = "&".join(each for each in f"optimizer{query}".split("&") if not (each.startswith("lr") and "lr" in own))
        more = "&steps=60" if "settings" in address else ""
        run = read(client, f"/api/trajectory?{query}&{own}{more}")
        assert answer["kinds"][kinds[row, column]] == run["outcome"]["kind"]
        assert steps[row, column] == run["outcome"]["step"]
        if run["losses"][-1] is not None:
            assert losses[row, column] == pytest.approx(run["losses"][-1], rel=1e-6)


def test_the_limit_goes_with_the_map(client: FlaskClient) -> None:
    stable = read(client, SETTINGS)["limit"]

    assert (stable["along"], stable["words"]) == ("x", "2(1+γ)/λ")
    assert stable["values"][0] == pytest.approx(0.02)
    assert read(client, BASIN)["limit"] is None


def test_parts_of_a_map_are_what_the_whole_is_made_of(client: FlaskClient) -> None:
    whole, low, high = (read(client, f"{SETTINGS}{rows}") for rows in ("", "&rows=0,4", "&rows=4,5"))
    for name in ("outcomes", "at", "losses"):
        np.testing.assert_array_equal(array(whole[name]), np.concatenate([array(low[name]), array(high[name])]))
    assert (low["rows"], high["rows"]) == ([0, 4], [4, 5])


def test_a_map_of_samples_says_of_which_seed(client: FlaskClient) -> None:
    sampled = "/api/map?kind=settings&x=lr&y=loss.batch_size&optimizer=adam&landscape=regression&size=5&steps=40&seed=3"
    answer = read(client, sampled)

    assert answer["seed"] == 3
    assert np.isfinite(array(answer["levels"])).any()
    assert read(client, BASIN)["seed"] is None


def test_a_map_may_be_kept_and_is_not_computed_again(client: FlaskClient) -> None:
    first = client.get(BASIN)
    again = client.get(BASIN, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("kind=basin&optimizer=adam&size=1e9", "size"),
        ("kind=basin&optimizer=adam&rows=0,999999", "rows"),
        ("kind=basin&kind=basin&optimizer=adam", "kind"),
        ("kind=basin&optimizer=adam&size=256&steps=2000", "rows"),
        ("kind=basin&optimizer=lbfgs&size=256&steps=2000", "size"),
        ("kind=basin&optimizer=adam&landscape=own&landscape.f=x%2B", "landscape.f"),
    ],
)
def test_what_cannot_be_a_map_is_told_by_field(client: FlaskClient, query: str, field: str) -> None:
    response = client.get(f"/api/map?{query}")

    assert response.status_code == 400
    assert field in [error["field"] for error in orjson.loads(response.data)["errors"]]
