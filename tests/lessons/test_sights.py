"""What the stage shows beside each paragraph: declared beside it, borne out by the run, drawn without scripts, too."""

import re
from dataclasses import replace

import numpy as np
import pytest
from flask.testing import FlaskClient

from app import paths
from app.drawing.contours import Frame
from app.drawing.pictures import polyline
from app.lessons import catalogue
from app.lessons.catalogue import Lesson
from app.lessons.sights import Sight
from app.runs.view_choice import View

LESSONS = catalogue.catalogue()
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)


@each_lesson
def test_every_paragraph_of_the_explanation_declares_what_it_speaks_of(lesson: Lesson) -> None:
    source = (paths.TEMPLATES / lesson.template).read_text("utf-8")
    explanation = source[source.index("{% block explanation %}") :].partition("{% endblock %}")[0]
    inside = re.findall(r'{% call\(m\) sight\("([\w-]+)"\) %}(.*?){% endcall %}', explanation, re.DOTALL)
    assert [name for name, _ in inside] == [each.id for each in lesson.sights if each.id != "equation"]
    assert sum(text.count("<p>") for _, text in inside) == explanation.count("<p>")
    assert lesson.sight("equation").step >= 1


@each_lesson
def test_what_is_claimed_of_a_step_holds_and_its_arrows_are_drawn(lesson: Lesson) -> None:
    for each in lesson.sights:
        assert each.claims
        assert lesson.sight_scenes[each.id].broken() == ()
        assert tuple(each.problems(lesson.scene.descent)) == ()


@pytest.mark.parametrize(
    ("step", "arrows", "problem"),
    [(0, (), "no step 0"), (101, (), "no step 101"), (1, ("moment",), "no arrow 'moment'"), (1, ("uphill",), "")],
)
def test_a_step_or_an_arrow_that_is_not_there_is_told(step: int, arrows: tuple[str, ...], problem: str) -> None:
    found = tuple(Sight("x", step, (), arrows).problems(LESSONS[0].scene.descent))
    assert bool(found) == bool(problem)
    assert all(problem in each for each in found)


@pytest.mark.parametrize("view", [None, *View])
def test_a_view_that_draws_no_arrows_lights_none(view: View | None) -> None:
    descent = LESSONS[0].scene.descent
    found = tuple(Sight("x", 1, (), ("uphill",), view).problems(descent))
    assert found == (("the plot may be in space, where it draws no arrows",) if view is View.PLOT else ())
    assert tuple(Sight("x", 1, (), (), view).problems(descent)) == ()


def test_course_check_names_a_sight_that_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = LESSONS[0]
    wrong = replace(lesson, sights=(replace(lesson.sights[0], arrows=("moment",)),))
    monkeypatch.setattr(catalogue, "catalogue", lambda: (wrong,))
    assert [each.split(": ")[1] for each in catalogue.broken_claims()] == ["sights.downhill"]


@each_lesson
def test_without_scripts_a_small_picture_of_that_step_stands_beside_each_paragraph(
    client: FlaskClient, lesson: Lesson
) -> None:
    html = client.get(f"/lessons/{lesson.slug}").text
    pictures = re.findall(
        r'<noscript><svg class="plot sight-picture.*?</noscript>|<noscript>\s*<svg.*?</noscript>', html, re.DOTALL
    )
    shown = [each for each in lesson.sights if each.id != "equation"]
    assert len(pictures) == len(shown)
    frame, points = Frame(lesson.scene.run.landscape.view), lesson.scene.descent.points
    for each, picture in zip(shown, pictures, strict=True):
        drawn = re.search(r'points="([^"]*)"', picture)
        assert drawn
        assert drawn[1] == polyline(np.clip(frame.place(points[:, : each.step]), -1e5, 1e5))
        assert picture.count('class="arrow') == len(each.arrows)
        assert "#stage-ground" in picture


def test_on_another_landscape_no_picture_borrows_its_ground(client: FlaskClient) -> None:
    assert "sight-picture" not in client.get("/lessons/momentum?landscape=himmelblau").text


@each_lesson
def test_the_equation_is_written_with_numbers_that_can_be_read(client: FlaskClient, lesson: Lesson) -> None:
    html = client.get(f"/lessons/{lesson.slug}").text
    step = lesson.sight("equation").step
    assert re.search(rf"data-shown-step>{step}<", html)
    g = np.abs(lesson.scene.descent.gradients[:, step - 1])
    assert g.max() < 1e4
    assert g.min() > 1e-3
