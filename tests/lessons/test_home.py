"""The home page and the page to read before starting."""

from html import unescape

from flask.testing import FlaskClient

from app.lessons import catalogue
from app.lessons.race_result import race_result
from app.lessons.views.home import RACE
from app.runs.race_reasons import reason


def test_home_names_every_lesson_in_order_with_its_promise(client: FlaskClient) -> None:
    text = unescape(client.get("/").text)
    places = [
        text.index(f'href="/lessons/{lesson.slug}"', text.index("lesson-list")) for lesson in catalogue.catalogue()
    ]
    assert places == sorted(places)
    assert all(lesson.promise in text for lesson in catalogue.catalogue())


def test_the_first_button_starts_with_gradient_descent(client: FlaskClient) -> None:
    text = client.get("/").text
    assert 'Start: Gradient descent <span class="number">(1/6)</span>' in text


def test_home_says_how_the_race_ended_and_draws_the_cores_points(client: FlaskClient) -> None:
    text = unescape(client.get("/").text)
    race = race_result(RACE)
    assert race.verdict in text
    assert race.settings in text
    assert all(reason(result) in text for result in race.results)
    for trace in race.picture.traces:
        assert f'points="{trace.points}"' in text


def test_before_you_start_explains_seven_words_and_may_be_skipped(client: FlaskClient) -> None:
    text = client.get("/before-you-start").text
    assert text.count("data-word=") == 7
    assert text.count("data-place=") == 14
    assert "/lessons/gradient-descent" in text


def test_sources_link_every_paper_of_every_lesson(client: FlaskClient) -> None:
    text = unescape(client.get("/sources").text)
    assert all(source.url in text for lesson in catalogue.catalogue() for source in lesson.sources)
