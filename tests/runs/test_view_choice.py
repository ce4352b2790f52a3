"""Which view of a run an address asks for, on the pages that have a stage."""

import pytest
from flask.testing import FlaskClient

from app.runs.view_choice import View, chosen

PAGES = ("/lessons/momentum", "/playground")


def test_the_map_is_shown_unless_the_address_says_otherwise() -> None:
    assert chosen({}).view is View.MAP
    assert [chosen({"view": view.value}) for view in View] == [(view, None) for view in View]


@pytest.mark.parametrize("told", ["", "3d", "MAP", "relief "])
@pytest.mark.parametrize("page", PAGES)
def test_an_unknown_view_gives_the_map_and_says_so(client: FlaskClient, page: str, told: str) -> None:
    answer = client.get(page, query_string={"view": told})
    assert answer.status_code == 400
    assert "view is none of map, relief, plot; this is the map" in answer.text
    assert 'data-view="map"' in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_the_server_draws_the_relief_where_the_address_asks_for_it(client: FlaskClient, page: str) -> None:
    answer = client.get(page, query_string={"view": "relief"})
    assert answer.status_code == 200
    assert 'data-view="relief"' in answer.text
    assert 'class="relief block"' in answer.text
    assert 'class="relief block"' not in client.get(page).text


def test_the_view_is_no_setting_of_the_run(client: FlaskClient) -> None:
    """The lesson's own run stays on the stage."""
    answer = client.get("/lessons/momentum?view=relief")
    assert "Back to the lesson" in answer.text
    assert 'class="own-run" data-module="lessons/own-run" hidden' in answer.text
