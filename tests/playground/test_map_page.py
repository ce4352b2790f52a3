"""The page of maps: what an address asks for, drawn without scripts, or why it cannot be read."""

from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from app.playground import map_page
from optimizers.cells.axes import MapKind
from optimizers.rules.adam import Adam


def asked(query: str) -> map_page.MapPage:
    return map_page.page(MultiDict(parse_qsl(query)))


def test_it_opens_with_the_basins_of_momentum() -> None:
    page = asked("")

    assert (page.kind, page.stage.run.landscape.id, page.problems) == (MapKind.BASIN, "himmelblau", ())
    assert len(page.picture.minima) == 4


@pytest.mark.parametrize(
    ("query", "pair"),
    [
        ("optimizer=momentum&landscape=ravine", ("lr", "momentum")),
        ("optimizer=adam", ("lr", "beta1")),
        ("optimizer=gradient_descent&landscape=ravine", ("lr", "landscape.kappa")),
        ("optimizer=adam&x=momentum&y=lr", ("beta1", "lr")),
        ("optimizer=adam&landscape=regression&x=loss.batch_size&y=lr", ("loss.batch_size", "lr")),
    ],
)
def test_axes_suit_the_run(query: str, pair: tuple[str, str]) -> None:
    page = asked(f"{query}&kind=settings")

    assert page.problems == ()
    assert {page.x, page.y} >= {pair[1]}
    assert page.x != page.y


def test_a_rule_with_one_setting_has_no_pairs() -> None:
    page = asked("optimizer=gradient_descent&landscape=beale&kind=settings")

    assert (page.kind, page.has_pairs) == (MapKind.BASIN, False)


def test_a_form_that_chooses_another_rule_leaves_the_old_ones_settings_behind() -> None:
    page = asked("drawn=momentum&optimizer=adam&momentum=0.9&lr=3&landscape=beale&kind=basin")

    assert page.problems == ()
    assert page.stage.run.rule == Adam()


@pytest.mark.parametrize(
    ("query", "field"),
    [("kind=both", "kind"), ("kind=settings&x=colour", "x"), ("size=7", "size"), ("lr=-1", "lr"), ("x=lr&y=lr", "y")],
)
def test_what_cannot_be_read_is_said(client: FlaskClient, query: str, field: str) -> None:
    response = client.get(f"/playground/map?{query}")

    assert response.status_code == 400
    assert f'href="#field-{field}"' in response.text
    assert client.get(f"/playground/map.svg?{query}").status_code == 400


@pytest.mark.parametrize("rule", ["newton", "adam", "full_matrix_adagrad"])
def test_a_page_is_no_more_work_than_an_answer_may_be(rule: str) -> None:
    page = asked(f"optimizer={rule}&landscape=beale&steps=2000&size=100")
    size, rows = page.fine

    assert page.size < 100
    assert size >= page.size
    assert rows >= 1


def test_the_picture_to_keep_is_a_whole_drawing(client: FlaskClient) -> None:
    response = client.get("/playground/map.svg?kind=settings&optimizer=momentum&landscape=ravine")
    root = ElementTree.fromstring(response.data)

    assert response.content_type.startswith("image/svg+xml")
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(root.findall(".//{http://www.w3.org/2000/svg}path")) > 10
