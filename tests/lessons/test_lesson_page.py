"""Lesson pages as the server makes them: complete without scripts, and a pure function of their address."""

import re
from html import unescape
from urllib.parse import quote

import numpy as np
import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from app.drawing.contours import Frame
from app.drawing.pictures import BEYOND, polyline
from app.lessons import catalogue
from app.lessons.catalogue import Lesson
from app.lessons.lesson_page import query_args
from app.runs.address import parse_run
from optimizers import outcomes
from optimizers.numbers import digits

LESSONS = catalogue.catalogue()
SLUGS = [lesson.slug for lesson in LESSONS]


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.text


def drawn(html: str) -> str:
    """The points of the run's own path."""
    found = re.search(r'<polyline class="path whole[^"]*" points="([^"]*)"', html)
    assert found
    return found[1]


def core_path(query: str) -> str:
    descent = parse_run(query_args(query)).descend()
    return polyline(Frame(descent.landscape.view).place(descent.points).clip(-BEYOND, BEYOND))


@pytest.mark.parametrize("lesson", LESSONS, ids=SLUGS)
def test_a_lesson_opens_with_its_run_drawn_and_told(client: FlaskClient, lesson: Lesson) -> None:
    html = page(client, f"/lessons/{lesson.slug}")
    assert drawn(html) == core_path(lesson.query)
    assert str(escape(lesson.promise)) in html
    descent = parse_run(query_args(lesson.query)).descend()
    assert str(escape(descent.outcome.message[1:].rstrip("."))) in html


def test_a_lesson_and_the_api_say_how_far_a_run_at_its_goal_is_followed(client: FlaskClient, seed: int) -> None:
    far = re.compile(r"to ([0-9,]+) steps, or to ([0-9]+) times as many as are shown if that is more")
    found = [far.search(page(client, address)) for address in ("/lessons/adam", "/about-the-api")]
    for told in found:
        assert told is not None
        least, times = int(told[1].replace(",", "")), int(told[2])
        for steps in np.random.default_rng(seed).integers(1, 2001, 20).tolist():
            assert outcomes.horizon(steps) == max(least, times * steps)


@pytest.mark.parametrize("lesson", LESSONS, ids=SLUGS)
def test_a_lesson_opens_with_at_most_four_controls(client: FlaskClient, lesson: Lesson) -> None:
    html = page(client, f"/lessons/{lesson.slug}")
    controls = html[html.index('class="lesson-controls"') : html.index('class="lesson-text"')]
    in_sight = re.sub(r"<details [^>]*>.*?</details>", "", controls, flags=re.DOTALL)
    sliders = in_sight.count('data-module="runs/sliders"') + in_sight.count("<select")
    assert 1 <= sliders <= 2  # the start and play are the others


@pytest.mark.parametrize("lesson", LESSONS, ids=SLUGS)
def test_every_setting_of_the_rule_is_there_once_and_those_at_hand_right_under_the_controls(
    client: FlaskClient, lesson: Lesson
) -> None:
    html = page(client, f"/lessons/{lesson.slug}")
    stage = html[html.index('class="lesson-controls"') : html.index('class="lesson-text"')]
    for name in (each.name for each in lesson.rule.hyperparameters()):
        assert html.count(f'id="field-{name}"') == 1
        assert (f'id="field-{name}"' in stage) == (name in (*lesson.controls, *lesson.at_hand))


def test_lesson_6_has_its_shares_and_epsilon_in_a_fold_that_opens_on_what_is_wrong(client: FlaskClient) -> None:
    fold = r'<details class="quiet at-hand"( open)?>(.*?)</details>'
    for query, status, is_open in (("", 200, False), ("?lr=77", 400, False), ("?beta2=2", 400, True)):
        found = re.search(fold, page(client, f"/lessons/adam{query}", status), re.DOTALL)
        assert found
        assert bool(found[1]) == is_open
        assert re.findall(r'data-name="(\w+)"', found[2]) == ["beta1", "beta2", "eps"]


@pytest.mark.parametrize("lesson", LESSONS, ids=SLUGS)
def test_every_experiment_s_link_shows_its_run(client: FlaskClient, lesson: Lesson) -> None:
    html = page(client, f"/lessons/{lesson.slug}")
    for experiment in lesson.experiments:
        link = re.search(rf'href="([^"]*)" data-query="{re.escape(str(escape(experiment.run)))}"', html)
        assert link
        shown = page(client, link[1].replace("&amp;", "&"))
        assert drawn(shown) == core_path(experiment.run)
        assert shown.count('class="path other') == (1 if experiment.other else 0)


@pytest.mark.parametrize(
    "query", ["lr=.02&start=-1.8,.9", "landscape=himmelblau&steps=50", "lr=0.03", "landscape.kappa=10&momentum=0"]
)
def test_the_address_is_the_run(client: FlaskClient, query: str) -> None:
    assert drawn(page(client, f"/lessons/momentum?{query}")) == core_path(f"optimizer=momentum&{query}")


def test_what_is_wrong_is_said_beside_its_field_and_on_top(client: FlaskClient) -> None:
    html = page(client, "/lessons/momentum?lr=77&start=here&bogus=1", 400)
    assert 'href="#field-lr"' in html
    assert 'href="#field-start"' in html
    assert 'value="77"' in html
    assert re.search(r'id="field-lr-error"[^>]*>takes a number from', html)
    assert "<polyline" in html


@pytest.mark.parametrize("query", ["with=x", "with=optimizer%3Dadam%26lr%3Dnan", "compare=bogus", "with=lr%3D1"])
def test_a_run_beside_it_that_cannot_be_is_refused(client: FlaskClient, query: str) -> None:
    assert "error-summary" in page(client, f"/lessons/momentum?{query}", 400)
    assert "error-summary" not in page(client, "/lessons/momentum")


def test_a_run_beside_it_shares_landscape_and_start(client: FlaskClient) -> None:
    other = quote("optimizer=gradient_descent&lr=0.01")
    html = page(client, f"/lessons/momentum?start=1,1&steps=20&with={other}")
    beside = re.search(r'class="path other opt-gradient-descent" points="([^"]*)"', html)
    assert beside
    assert beside[1] == core_path("optimizer=gradient_descent&lr=0.01&start=1,1&steps=20")


def test_a_form_without_scripts_may_change_landscape_and_keep_the_old_one_s_fields(client: FlaskClient) -> None:
    query = "shown=ravine,constant&landscape=bowl&landscape.kappa=100&start=-1.8,0.9&lr=0.1&steps=30"
    chosen = "optimizer=momentum&landscape=bowl&lr=0.1&steps=30"
    assert drawn(page(client, f"/lessons/momentum?{query}")) == core_path(chosen)


def test_the_table_without_scripts_is_made_when_it_is_asked_for_and_holds_the_core_s_numbers(
    client: FlaskClient,
) -> None:
    closed = page(client, "/lessons/momentum?lr=0.01&steps=12")
    link = re.search(r'<details id="steps-table">.*?<noscript>\s*<p><a href="([^"#]*)#steps-table">', closed, re.DOTALL)
    assert link
    html = page(client, unescape(link[1]))
    assert '<details id="steps-table" open>' in html
    cells = re.findall(r'<td class="figure">([^<]*)</td>', html[html.index('id="steps-table"') :])
    descent = parse_run(query_args("optimizer=momentum&lr=0.01&steps=12")).descend()
    rows = np.array(cells[: 13 * 4]).reshape(13, 4)
    assert rows[:, 1].tolist() == [digits(float(x)) for x in descent.points[0]]
    assert rows[:, 3].tolist() == [digits(float(loss)) for loss in descent.losses]


def test_bias_correction_switched_off_is_told_in_the_numbers(client: FlaskClient) -> None:
    assert 'class="line off"' in page(client, "/lessons/adam?bias_correction=0")
    assert 'class="line off"' not in page(client, "/lessons/adam")


def test_there_is_no_seventh_lesson(client: FlaskClient) -> None:
    assert "/lessons/gradient-descent" in page(client, "/lessons/newton", 404)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_is_light(client: FlaskClient, slug: str) -> None:
    assert len(page(client, f"/lessons/{slug}")) < 200_000


def test_no_page_has_inline_styles_or_handlers(client: FlaskClient) -> None:
    html = page(client, "/lessons/adam")
    assert not re.search(r"<[^>]+\s(style|on\w+)=", html)


def test_a_start_that_somebody_chose_stays_on_another_landscape_that_shows_it(client: FlaskClient) -> None:
    kept = "shown=ravine,constant&landscape=bowl&start=1.5,0.5&lr=0.1&steps=30"
    chosen = "optimizer=momentum&landscape=bowl&start=1.5,0.5&lr=0.1&steps=30"
    assert drawn(page(client, f"/lessons/momentum?{kept}")) == core_path(chosen)
