"""The playground's page, which works without scripts, and what it offers to programs."""

import base64
import csv
import io
import re

import html5lib
import numpy as np
import plotly.graph_objects as go
import pytest
from flask.testing import FlaskClient

from app.drawing.contours import Frame
from app.drawing.pictures import polyline
from app.lessons.lesson_page import query_args
from app.playground.playground_page import further_rules
from app.runs.races import parse_race
from optimizers import landscapes, rules, schedules

RACE = "optimizer=momentum&optimizer=adam&landscape=beale&gradients=80&rates=same&lr=0.02"


def page(client: FlaskClient, query: str = "", status: int = 200) -> str:
    answer = client.get(f"/playground?{query}")
    assert answer.status_code == status
    return answer.text


@pytest.mark.parametrize("landscape", landscapes.catalogue())
def test_every_landscape_can_be_raced_on(client: FlaskClient, landscape: str) -> None:
    assert "<polyline" in page(client, f"landscape={landscape}&optimizer=adam&optimizer=newton&gradients=40&rates=own")


@pytest.mark.parametrize("schedule", schedules.catalogue())
def test_every_schedule_can_be_raced_with(client: FlaskClient, schedule: str) -> None:
    text = page(client, f"schedule={schedule}&optimizer=adam&optimizer=newton&gradients=40&rates=own")
    assert text.count('class="path whole"') == 2


def test_the_paths_drawn_are_the_cores_points(client: FlaskClient) -> None:
    race = parse_race(query_args(RACE))
    drawn = re.findall(r'<polyline class="path whole" points="([^"]*)"', page(client, RACE))
    frame = Frame(race.common.landscape.view)
    assert drawn == [polyline(frame.place(result.descent.points)) for result in race.results()]


def test_the_page_is_valid_html(client: FlaskClient) -> None:
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(page(client, RACE))
    assert parser.errors == []


def test_the_table_says_how_each_racer_ended(client: FlaskClient) -> None:
    text = page(client, RACE)
    for result in parse_race(query_args(RACE)).results():
        assert result.descent.outcome.message in text.replace("&#39;", "'")


def test_the_page_says_where_the_rates_come_from(client: FlaskClient) -> None:
    assert "found by a sweep" in page(client, "optimizer=adam&rates=best")


def test_the_form_shows_what_the_address_says(client: FlaskClient) -> None:
    text = page(client, f"{RACE}&adam.beta1=0.8")
    assert 'name="gradients" type="text" value="80"' in text
    assert re.search(r'name="adam.beta1"[^>]*value="0.8"', text, re.DOTALL)
    assert '<option value="beale" selected>' in text


def test_a_form_with_leftovers_of_another_choice_is_understood(client: FlaskClient) -> None:
    told = page(client, "optimizer=adam&landscape=booth&landscape.kappa=7&momentum.lr=3&start=&lr=0.5&rates=best")
    assert re.search(r'<option value="booth"[^>]* selected', told)


def test_a_wrong_field_is_named_beside_a_race_that_stands(client: FlaskClient) -> None:
    text = page(client, "optimizer=adam&gradients=0", status=400)
    assert "There is a problem" in text
    assert "takes a whole number from 1 to 2000" in text
    assert "<polyline" in text


def test_each_rule_outside_the_six_has_a_card_with_its_equation(client: FlaskClient) -> None:
    text = page(client)
    assert {rule.id for rule in further_rules()} >= {"rmsprop", "adamw", "schedule_free", "newton", "lbfgs"}
    for card in [*(rule.id for rule in further_rules()), "schedules"]:
        start = text.index(f'class="card" id="{card}"')
        body = text[start : text.index("</article>", start)]
        assert "<math" in body
        assert "Source." in body


def test_the_race_for_programs_holds_the_cores_paths(client: FlaskClient) -> None:
    answer = client.get(f"/api/race?{RACE}").json
    assert answer is not None
    for racer, result in zip(answer["racers"], parse_race(query_args(RACE)).results(), strict=True):
        points = np.frombuffer(base64.b64decode(racer["points"]["bdata"]), "<f4").reshape(racer["points"]["shape"])
        assert np.array_equal(points, result.descent.points.astype(np.float32))
        assert racer["outcome"]["kind"] == result.descent.outcome.kind.value
        assert racer["evaluations"]["gradient"] == 80


def test_every_step_of_a_race_is_told_in_full(client: FlaskClient) -> None:
    answer = client.get(f"/api/race/steps?{RACE}").json
    assert answer is not None
    for told, result in zip(answer, parse_race(query_args(RACE)).results(), strict=True):
        assert told["points"] == result.descent.points.tolist()
        assert told["losses"] == result.descent.losses.tolist()
        assert told["gradients"] == result.descent.gradients.tolist()


def test_a_race_may_be_kept_by_anybody(client: FlaskClient) -> None:
    answer = client.get(f"/api/race?{RACE}")
    assert answer.headers["ETag"]
    assert client.get(f"/api/race?{RACE}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "query", ["optimizer=adam&lr=1", "optimizer=adam&gradients=1e9", "optimizer=adam&start=nan,0", "a" * 200]
)
def test_a_wrong_race_is_a_problem_document(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/race?{query}")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert answer.json["errors"]


@pytest.mark.parametrize("chart", ["loss", "schedule"])
def test_the_races_charts_are_figures(client: FlaskClient, chart: str) -> None:
    assert go.Figure(client.get(f"/api/race/{chart}?{RACE}&schedule=exponential").json).data


def test_the_csv_holds_a_line_for_each_racer_in_full_precision(client: FlaskClient) -> None:
    answer = client.get(f"/playground.csv?{RACE}")
    assert answer.content_type == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    results = parse_race(query_args(RACE)).results()
    assert [line["optimizer"] for line in lines] == [result.run.rule.id for result in results]
    assert [float(line["final_f"]) for line in lines] == [result.loss for result in results]


def test_the_csv_is_anybodys_whoever_asked_first(client: FlaskClient) -> None:
    client.set_cookie("learner", "a token")
    first = client.get(f"/playground.csv?{RACE}")
    client.delete_cookie("learner")
    second = client.get(f"/playground.csv?{RACE}")
    assert first.headers["Cache-Control"] == second.headers["Cache-Control"]
    assert first.headers["Cache-Control"].startswith("public")


def test_every_rule_is_offered(client: FlaskClient) -> None:
    text = page(client)
    assert set(re.findall(r'name="optimizer" value="(\w+)"', text)) == set(rules.catalogue())


@pytest.mark.parametrize("landscape", landscapes.catalogue())
def test_a_race_on_another_landscape_starts_inside_its_picture(client: FlaskClient, landscape: str) -> None:
    """On Easom the ravine's start lay outside: nothing was drawn, and all were "trapped"."""
    text = page(client, f"shown=ravine&landscape={landscape}&start=-1.8,0.9&optimizer=adam&gradients=40&rates=own")
    start = re.search(r'name="start"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="start"', text)
    assert start
    x, y = map(float, (start[1] or start[2]).split(","))
    assert (x, y) == landscapes.catalogue()[landscape].start
    assert landscapes.catalogue()[landscape]().view.holds(x, y)


@pytest.mark.parametrize(("start", "said"), [("-1.8,0.9", True), ("2,6.1", True), ("0,6", False), ("2,1.6", False)])
def test_a_race_that_starts_outside_the_picture_says_so(client: FlaskClient, start: str, *, said: bool) -> None:
    text = page(client, f"landscape=easom&start={start}&optimizer=adam&gradients=40&rates=own")
    assert ("They start outside the picture." in text) == said
