"""Every sentence about a run, held against the run: openings, predictions and experiments of all lessons."""

import html
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient

from app.lessons import catalogue
from app.lessons.catalogue import Lesson, Mood
from app.lessons.claims import Of, Scene, run_of

LESSONS = catalogue.catalogue()


def scenes() -> Iterator[tuple[str, Scene]]:
    for lesson in LESSONS:
        for field, scene in lesson.scenes():
            yield f"{lesson.slug}/{field}", scene


SCENES = dict(scenes())

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
each_scene = pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())


@each_scene
def test_what_the_page_says_of_a_run_is_so(scene: Scene) -> None:
    assert scene.broken() == ()


@each_scene
def test_the_page_claims_something_of_every_run_that_it_shows(scene: Scene) -> None:
    about = {claim.of for claim in scene.claims}
    assert Of.RUN in about or Of.BOTH in about
    assert scene.other is None or about & {Of.OTHER, Of.BOTH, Of.RATIO}


def test_no_claim_is_broken() -> None:
    assert catalogue.broken_claims() == ()


@each_lesson
def test_experiments_show_the_lesson_s_own_rule(lesson: Lesson) -> None:
    for experiment in lesson.experiments:
        if experiment.kind is not Mood.LOOK:
            assert experiment.run.startswith(f"optimizer={lesson.optimizer}&")
    assert lesson.prediction.run.startswith(f"optimizer={lesson.optimizer}&")


@each_lesson
def test_a_run_drawn_beside_another_differs_in_the_rule_alone(lesson: Lesson) -> None:
    for _, experiment in lesson.all_experiments():
        if experiment.other:
            run, other = experiment.scene.run, run_of(experiment.other)
            assert replace(other, rule=run.rule) == run


@each_lesson
def test_the_prediction_changes_one_setting_of_the_opening_run(lesson: Lesson) -> None:
    opening, predicted = (dict(parse_qsl(query)) for query in (lesson.query, lesson.prediction.run))
    changed = {name for name in opening | predicted if opening.get(name) != predicted.get(name)} - {"steps"}
    assert len(changed) == 1


@each_lesson
def test_every_experiment_opens_from_its_link_without_scripts(client: FlaskClient, lesson: Lesson) -> None:
    page = client.get(f"/lessons/{lesson.slug}").get_data(as_text=True)
    links = [html.unescape(link) for link in re.findall(r'href="(/lessons/[^"#]+\?[^"#]+)#stage"', page)]
    shown = [query for _, each in lesson.all_experiments() for query in (each.run, each.then) if query]
    assert len(links) == len(shown)
    assert [client.get(link).status_code for link in links] == [200] * len(links)


@pytest.mark.parametrize("scene", [SCENES["momentum/prediction"]])
def test_momentum_s_swings_fade_by_the_root_of_gamma(scene: Scene) -> None:
    measured = scene.measured
    assert measured["slow"] == pytest.approx(math.sqrt(0.9))
    assert measured["quick"] == pytest.approx(math.sqrt(0.5))


@pytest.mark.parametrize("scene", [SCENES["adam/prediction"]])
def test_adam_s_uncorrected_first_step_is_as_long_as_the_formula_says(scene: Scene) -> None:
    assert scene.measured["times"] == pytest.approx((1 - 0.9) / math.sqrt(1 - 0.999), rel=1e-6)


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("gradient-descent/prediction", 2 / 20),
        ("momentum/experiments[0]", 2 * 1.8 / 100),
        ("nesterov/prediction", 2 * 1.9 / (2.8 * 100)),
    ],
)
def test_a_limit_on_the_page_is_the_one_of_the_formula_beside_it(name: str, limit: float) -> None:
    assert SCENES[name].measured["limit"] == pytest.approx(limit)
