"""One's own function in addresses: it goes wherever a landscape goes, and its faults are said in their places."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

OWN = "landscape=own&landscape.f=" + quote("½x² + 3|y|")


@pytest.mark.parametrize(
    "address",
    [
        f"/api/trajectory?optimizer=adam&{OWN}",
        f"/api/sweep?optimizer=momentum&over=lr&steps=30&{OWN}",
        f"/api/contours?{OWN}&landscape.view=-2,2,-1,1",
        f"/api/race?optimizer=momentum&optimizer=adam&gradients=30&{OWN}",
        f"/api/example-gradients?{OWN}",
    ],
)
def test_a_function_goes_wherever_a_landscape_goes(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200


def test_a_function_is_told_how_it_was_read(client: FlaskClient) -> None:
    told = client.get("/api/function", query_string={"landscape.f": "½x² + 3|y|"}).get_json()

    assert told["latex"] == r"\frac{1}{2} \, x^{2} + 3 \, \left|y\right|"
    assert told["mathml"].startswith("<math")
    assert told["view"] == [-1, 1, -1, 1]
    assert told["minima"] == [[0, 0, 0, True]]
    assert any("kinks" in each for each in told["remarks"])


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ({}, "landscape.f", "is required"),
        ({"landscape.f": "x +"}, "landscape.f", "is wrong at character 4."),
        ({"landscape.f": "<script>"}, "landscape.f", "is wrong at character 1."),
        ({"landscape.f": "x" * 4000}, "landscape.f", "at most 200 characters"),
        ({"landscape.f": "2"}, "landscape.f", "needs an x or a y"),
        ({"landscape.f": "x", "landscape.view": "1,1,0,1"}, "landscape.view", "left,right,bottom,top"),
        ({"landscape.f": "x", "landscape.view": "-1,1,0,inf"}, "landscape.view", "left,right,bottom,top"),
        ({"landscape.f": "x", "kappa": "1"}, "kappa", "is not a parameter"),
    ],
)
def test_what_is_wrong_is_said_of_its_field(client: FlaskClient, query: dict[str, str], field: str, words: str) -> None:
    answer = client.get("/api/function", query_string=query)
    errors = {each["field"]: each["message"] for each in answer.get_json()["errors"]}

    assert answer.status_code == 400
    assert words in errors[field]


def test_a_built_in_landscape_takes_no_formula(client: FlaskClient) -> None:
    assert client.get("/api/trajectory?optimizer=adam&landscape=bowl&landscape.f=x").status_code == 400
