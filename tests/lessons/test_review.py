"""The review puts all six rules side by side."""

from html import unescape

from flask.testing import FlaskClient

from app.lessons import catalogue
from app.lessons.race_result import race_result
from app.lessons.views.review import RACE
from app.runs.race_reasons import reason


def test_every_rule_has_a_row_with_advice_both_ways(client: FlaskClient) -> None:
    text = client.get("/review").text
    assert text.count('data-label="Use it when"') == text.count('data-label="Not when"') == len(catalogue.catalogue())
    assert all(f"/lessons/{lesson.slug}" in text for lesson in catalogue.catalogue())


def test_the_picture_draws_the_cores_points_and_says_every_rate_and_outcome(client: FlaskClient) -> None:
    text = unescape(client.get("/review").text)
    for trace, result in zip(race_result(RACE).picture.traces, race_result(RACE).results, strict=True):
        assert f'points="{trace.points}"' in text
        assert result.descent.outcome.message in text
        assert reason(result) in text
