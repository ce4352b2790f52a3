"""Predictions and their reasons: the core decides between them, and a page without scripts answers too."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from app.errors import FieldErrors
from app.lessons import catalogue
from app.lessons.catalogue import Lesson
from app.lessons.claims import Claim, Of
from app.lessons.predictions import Asked, told

LESSONS = catalogue.catalogue()
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
EITHER = (Claim("loss", at_least=-1.0), Claim("loss", by=-1.0))
"""A claim that holds of every run on a landscape whose lowest value is its minimum, and one that holds of none."""


@each_lesson
def test_the_runs_bear_out_one_of_three_reasons(lesson: Lesson) -> None:
    assert len(lesson.prediction.reasons) == 3
    assert not {each.id for each in lesson.prediction.reasons} & {each.id for each in lesson.prediction.options}
    assert lesson.asked.problems() == ()
    assert all(each.claims for each in lesson.prediction.reasons)


@each_lesson
def test_a_wrong_reason_is_answered_with_a_number_or_a_fact_of_the_run(lesson: Lesson) -> None:
    for each in lesson.prediction.reasons:
        assert bool(each.says) == (each != lesson.right_reason)


@pytest.mark.parametrize("holds", [(0, 0, 0), (1, 1, 0), (1, 1, 1), (0, 1, 0)], ids=str)
def test_a_question_with_no_reason_that_holds_or_with_two_is_refused(holds: tuple[int, ...]) -> None:
    lesson = LESSONS[0]
    reasons = tuple(
        replace(reason, claims=(EITHER[0 if held else 1],))
        for reason, held in zip(lesson.prediction.reasons, holds, strict=True)
    )
    asked = Asked(replace(lesson.prediction, reasons=reasons), lesson.query)
    assert (asked.problems() == ()) == (sum(holds) == 1)


def test_a_reason_may_speak_of_the_opening_run_and_of_both() -> None:
    lesson = LESSONS[0]
    own, other = (Claim("diverged", of) for of in (Of.RUN, Of.OTHER))
    reasons = tuple(
        replace(each, claims=(claim,)) for each, claim in zip(lesson.prediction.reasons, (own, other), strict=False)
    )
    assert Asked(replace(lesson.prediction, reasons=reasons), lesson.query).borne_out == (reasons[0],)


@pytest.mark.parametrize(
    ("option", "reason"), [("explodes", None), (None, "overshoots"), ("faster", "magic"), ("", None)]
)
def test_what_is_no_option_or_no_reason_is_refused(option: str | None, reason: str | None) -> None:
    with pytest.raises(FieldErrors):
        told(LESSONS[0].prediction, option, reason)


@each_lesson
def test_without_scripts_the_page_answers_each_option_and_each_reason(client: FlaskClient, lesson: Lesson) -> None:
    asked = lesson.prediction
    for option in asked.options:
        html = seen(client, lesson, predicted=option.id)
        assert ("As you said" in html) == (option.id == asked.answer)
        assert str(escape(asked.because[:20])) not in html  # the reader's own reason comes first
        assert f'name="predicted" value="{option.id}"' in html
    for reason in asked.reasons:
        html = seen(client, lesson, predicted=asked.answer, reason=reason.id)
        assert ("That is why" in html) == (reason == lesson.right_reason)
        assert str(escape(asked.because[:8])) in html


@each_lesson
def test_whoever_predicts_without_scripts_is_shown_the_run_that_answers(client: FlaskClient, lesson: Lesson) -> None:
    shown = client.get(f"/lessons/{lesson.slug}?predicted={lesson.prediction.answer}").text
    linked = client.get(f"/lessons/{lesson.slug}?{lesson.prediction.run}").text
    whole = re.compile(r'class="path whole[^>]*>')
    assert whole.findall(shown) == whole.findall(linked)


def test_a_prediction_that_cannot_be_is_told_and_the_page_stays(client: FlaskClient) -> None:
    answer = client.get("/lessons/momentum?predicted=explodes")
    assert answer.status_code == 400
    assert "predicted takes one of faster, slower, diverges" in answer.text


def seen(client: FlaskClient, lesson: Lesson, **said: str) -> str:
    """The question's part of the page, without what scripts bring in later."""
    html = client.get(f"/lessons/{lesson.slug}", query_string=said).text
    part = html[html.index('id="prediction"') : html.index('class="lesson-text"')]
    return re.sub("<template.*?</template>", "", part, flags=re.DOTALL)
