"""One's own function on the playground: read, drawn, raced on and linked to; what is wrong is said beside it."""

import re
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient

from app.playground.function_editor import EXAMPLES
from optimizers.functions.own_landscape import own_landscape

PAGE = "/playground?optimizer=momentum&rates=same&lr=0.05&gradients=20&landscape=own&landscape.f="
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "x + \u202e y",
    "x\x00y",
    "x\x07",
    "{{ 7*7 }}",
    "x" * 10_000,
    "שלום + x",
    "𝓍² + 🙂",
)


def page(client: FlaskClient, formula: str, more: str = "", status: int = 200) -> str:
    answer = client.get(PAGE + quote(formula) + more)
    assert answer.status_code == status, answer.status_code
    return unescape(answer.text)


def test_a_function_is_typeset_drawn_and_remarked_upon(client: FlaskClient) -> None:
    text = page(client, "|x| + 3y²")
    assert 'aria-label="Your function, as it is read"' in text
    assert "It has kinks" in text
    assert "The lowest minimum found in the view: f = 0 at (0, 0)" in text
    assert "y from −1 to 1, as found" in text
    assert 'value="|x| + 3y²"' in text


def test_a_chosen_view_is_read_as_people_write_it(client: FlaskClient) -> None:
    answer = client.get(PAGE + "x%5E2%2By%5E2&landscape.view=" + quote("−4, 4; −3; 3".replace(";", ",")))
    assert answer.status_code == 302
    assert "landscape.view=-4,4,-3,3" in answer.location
    assert "y from −3 to 3." in client.get(answer.location).text


@pytest.mark.parametrize("view", ["1,2,3", "a,b,c,d", "1,1,0,1", ",,,", "1e99,2,3,4"])
def test_a_wrong_view_is_said_at_its_field(client: FlaskClient, view: str) -> None:
    text = page(client, "x²+y²", f"&landscape.view={quote(view)}", 400)
    assert re.search(r'id="field-landscape.view-error">[^<]*(left,right|four numbers|number)', text)
    assert 'aria-label="Your function, as it is read"' in text


def test_what_is_wrong_is_said_beside_the_field_and_pointed_at(client: FlaskClient) -> None:
    text = page(client, "x² + * y", status=400)
    assert 'id="field-landscape.f-error">At character 6: Before * a number' in text
    assert re.search(r'<code class="pointed" dir="ltr">x² \+ <mark>\*</mark> y</code>', text)
    assert 'value="x² + * y"' in text
    assert '<option value="own" selected>' in text


@pytest.mark.parametrize("formula", HOSTILE)
def test_hostile_text_is_refused_and_does_nothing(client: FlaskClient, formula: str) -> None:
    answer = client.get(PAGE + quote(formula))
    assert answer.status_code in (400, 414)
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    pointed = "".join(re.findall(r'<code class="pointed".*?</code>', answer.text, re.DOTALL))
    assert "\u202e" not in pointed
    assert len(pointed) < 1000


def test_nothing_typed_yet_begins_with_an_example_and_an_emptied_field_is_asked_for(client: FlaskClient) -> None:
    begun = client.get("/playground?optimizer=adam&rates=same&lr=0.1&landscape=own&gradients=20")
    assert f'value="{EXAMPLES[0].formula}"' in unescape(begun.text)
    assert "is required; it takes a function of x and y" in page(client, "", status=400)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.formula)
def test_each_example_can_be_read_and_has_something_to_arrive_at(example: object) -> None:
    assert own_landscape(example.formula).minima  # type: ignore[attr-defined]


def test_the_race_and_its_links_stay_with_the_function(client: FlaskClient) -> None:
    text = page(client, "x²+2y²", "&optimizer=adam")
    (link,) = re.findall(r'href="([^"]*)" data-permalink', text)
    assert "landscape.f=x" in link
    assert client.get(link).status_code == 200
    (table,) = re.findall(r'href="([^"]*)" download="race.csv"', text)
    assert client.get(table).text.count("\n") == 3


def test_where_nothing_was_found_nobody_arrives_and_the_lowest_is_named(client: FlaskClient) -> None:
    assert "No minimum was found in the view, so nobody can arrive" in page(client, "x - y + 0·x²")


def test_a_start_goes_along_to_a_changed_function_only_if_it_was_chosen(client: FlaskClient) -> None:
    usual, other = own_landscape("x²+y²"), own_landscape("x²+2y²")
    assert usual.start == other.start or other.start
    shown = {
        "shown": "own,,x²+y²",
        "landscape": "own",
        "landscape.f": "(x-3)²+y²",
        "gradients": "20",
        "rates": "same",
        "lr": "0.05",
        "optimizer": "adam",
    }
    came = client.get("/playground?" + urlencode({**shown, "start": f"{usual.start.x},{usual.start.y}"}))
    chosen = client.get("/playground?" + urlencode({**shown, "start": "1,0.5"}))
    assert "start=" not in re.findall(r'href="([^"]*)" data-permalink', came.text)[0]
    assert "start=1" in re.findall(r'href="([^"]*)" data-permalink', chosen.text)[0]


def test_what_is_typed_is_not_stored(client: FlaskClient) -> None:
    answer = client.get(PAGE + "x%5E2%2B17y%5E2")
    assert "Set-Cookie" not in answer.headers


def test_a_lesson_shows_a_function_that_stands_in_its_address(client: FlaskClient) -> None:
    text = unescape(client.get("/lessons/momentum?landscape=own&landscape.f=" + quote("|x| + 3y²")).text)
    assert '<input type="hidden" name="landscape.f" form="run" value="|x| + 3y²">' in text
    assert '<option value="own" selected>' in text
    assert "The lowest minimum found in the view" in text
