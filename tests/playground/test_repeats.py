"""Repeats: the same racer with other samples; its own run is one of them, and lies within the band."""

import orjson
import pytest
from flask.testing import FlaskClient

from app.drawing.charts import Chart
from app.lessons.lesson_page import query_args
from app.playground import race_document
from app.playground.repeats import SEEDS, repeats
from app.runs.address import parse_run
from app.runs.races import parse_race

SAMPLED = "landscape=regression&loss.batch_size=5&seed=3"
RACE = f"optimizer=gradient_descent&optimizer=momentum&rates=same&lr=0.01&gradients=60&{SAMPLED}"


def test_a_racers_own_run_lies_within_its_band() -> None:
    run = parse_run(query_args(f"optimizer=momentum&lr=0.003&steps=90&{SAMPLED}"))
    several, own = repeats(run), run.descend()
    assert several is not None
    assert len(several.levels) == SEEDS
    assert (several.low <= own.excess).all()
    assert (own.excess <= several.high).all()
    assert own.outcome.level in several.levels
    assert several.words.startswith(f"Over {SEEDS} seeds: ")


def test_where_nothing_is_drawn_from_a_seed_nothing_is_repeated() -> None:
    for query in ("optimizer=adam", "optimizer=adam&landscape=regression&loss.batch_size=150"):
        assert repeats(parse_run(query_args(query))) is None


def test_seeds_that_fly_off_are_counted() -> None:
    several = repeats(parse_run(query_args("optimizer=gradient_descent&lr=1&steps=60&" + SAMPLED)))
    assert several is not None
    assert several.levels == ()
    assert several.words == f"With none of {SEEDS} seeds does it stay."


def test_a_sampled_race_tells_its_repeats_on_the_page_in_the_api_and_in_the_curve(client: FlaskClient) -> None:
    racers = client.get(f"/api/race?{RACE}").get_json()["racers"]
    assert [each["repeats"]["seeds"] for each in racers] == [SEEDS, SEEDS]
    assert racers[0]["repeats"]["levels"] == sorted(racers[0]["repeats"]["levels"])
    assert f"Over {SEEDS} seeds: " in client.get(f"/playground?{RACE}").text
    traces = orjson.loads(race_document.chart(parse_race(query_args(RACE)), Chart.LOSS))["data"]
    assert [each["meta"].get("band", False) for each in traces] == [True, True, True, True, False, False]


@pytest.mark.parametrize("query", ["optimizer=adam&gradients=20", "optimizer=lbfgs&gradients=20"])
def test_other_races_have_none(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/race?rates=same&lr=0.01&{query}").get_json()["racers"][0]["repeats"] is None
