"""Work on a lesson: what is noted, of whom, and what is refused."""

import re
from datetime import timedelta
from html import unescape

import orjson
import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import erasure
from app.accounts.rate_limits import Limit
from app.learning import milestones, predicting
from app.lessons import catalogue, tours
from app.models import Base, Learner, Milestone, PredictionMade, ReasonGiven
from app.taking import lesson_work
from app.web.context import site_of
from tests.takers import NewTaker, Taker

LESSON = catalogue.catalogue()[0]
RIGHT = LESSON.prediction.answer
EXPERIMENT = LESSON.experiments[0].id


def predict(taker: Taker, said: str = RIGHT, **fields: str) -> int:
    return taker.post(f"/lessons/{LESSON.slug}/predictions", {"predicted": said, **fields}).status


def read(taker: Taker) -> int:
    return taker.post(f"/lessons/{LESSON.slug}/readings").status


def try_out(taker: Taker, experiment: str = EXPERIMENT) -> int:
    return taker.post(f"/lessons/{LESSON.slug}/experiments", {"experiment": experiment}).status


def count(taker: Taker, *tables: type[Base]) -> int:
    with taker.database.read() as session:
        return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def test_who_only_reads_and_tries_leaves_no_row_and_gets_no_cookie(new_taker: NewTaker) -> None:
    somebody = new_taker()
    assert (read(somebody), try_out(somebody)) == (303, 303)
    assert somebody.browser.token is None
    assert count(somebody, Learner, Milestone) == 0


def test_from_the_first_prediction_on_work_is_noted_as_it_happens(new_taker: NewTaker) -> None:
    somebody = new_taker()
    assert (predict(somebody, "faster"), read(somebody), try_out(somebody)) == (303, 303, 303)
    assert (predict(somebody), read(somebody), try_out(somebody)) == (303, 303, 303)
    with somebody.database.read() as session:
        (learner_id,) = session.scalars(select(Learner.id))
        made = predicting.predictions(session, learner_id)
        reached = milestones.milestones(session, learner_id)
    assert [(each.said, each.seen) for each in made] == [("faster", RIGHT), (RIGHT, RIGHT)]
    assert [(each.page, each.kind.value, each.subject) for each in reached] == [
        (LESSON.slug, "read", ""),
        (LESSON.slug, "tried", EXPERIMENT),
    ]


def test_a_reason_is_kept_with_what_was_said_and_the_form_leads_to_the_answer(new_taker: NewTaker) -> None:
    somebody = new_taker()
    reason = LESSON.prediction.reasons[-1].id
    for fields in ({}, {"reason": reason}):
        answered = somebody.post(f"/lessons/{LESSON.slug}/predictions", {"predicted": RIGHT, **fields})
        assert answered.status == 303
        shown = somebody.get(answered.location.partition("#")[0])
        assert shown.status == 200
        assert "As you said" in shown.text
    assert LESSON.prediction.because[:20] in unescape(shown.text)
    with somebody.database.read() as session:
        (made,) = predicting.predictions(session, session.scalars(select(Learner.id)).one())
    assert (made.said, made.reason, made.sound) == (RIGHT, reason, LESSON.right_reason.id)
    assert made.is_right
    assert not made.is_sound


def test_the_server_says_what_was_seen_whatever_a_page_sends(new_taker: NewTaker) -> None:
    somebody = new_taker()
    predict(somebody, "faster", seen="faster", right="1", learner_id="1", number="5")
    with somebody.database.read() as session:
        made = session.scalars(select(PredictionMade)).one()
    assert (made.said, made.seen, made.number) == ("faster", RIGHT, 1)


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("predictions", {}, 400),
        ("predictions", {"predicted": "sideways"}, 400),
        ("predictions", {"predicted": RIGHT, "reason": "no reason at all"}, 400),
        ("predictions", {"predicted": "x" * 5000}, 400),
        ("experiments", {}, 400),
        ("experiments", {"experiment": "sitting-still"}, 400),
    ],
)
def test_what_the_lesson_does_not_have_is_refused_in_words_and_not_noted(
    new_taker: NewTaker, path: str, fields: dict[str, str], status: int
) -> None:
    somebody = new_taker()
    predict(somebody)
    page = somebody.post(f"/lessons/{LESSON.slug}/{path}", fields)
    assert page.status == status
    assert count(somebody, Milestone, ReasonGiven) == 0
    assert count(somebody, PredictionMade) == 1


def test_a_question_of_a_tour_is_noted_with_what_its_runs_show(new_taker: NewTaker) -> None:
    somebody = new_taker()
    tour = tours.tours()[0]
    asked = next(each for each in tour.chapters if each.prediction)
    assert asked.prediction
    for option in asked.prediction.options:
        page = somebody.post(f"/tours/{tour.slug}/predictions", {"chapter": asked.id, "predicted": option.id})
        assert page.status == 303
        again = somebody.get(page.headers["Location"]).text
        said = "★ As you said." if option.id == asked.prediction.answer else "✕ Not quite."
        assert again.count(said) == 1
        assert re.search(f'value="{option.id}" required checked', again)
    silent = next(each.id for each in tour.chapters if not each.prediction)
    refused = [{}, {"chapter": silent, "predicted": "x"}, {"chapter": asked.id, "predicted": "x"}]
    assert [somebody.post(f"/tours/{tour.slug}/predictions", each).status for each in refused] == [400, 400, 400]
    assert somebody.post("/tours/nowhere/predictions", {"chapter": asked.id}).status == 404
    with somebody.database.read() as session:
        made = session.scalars(select(PredictionMade)).all()
    assert [(each.page, each.question, each.said, each.seen) for each in made] == [
        (tour.slug, asked.id, option.id, asked.prediction.answer) for option in asked.prediction.options
    ]


@pytest.mark.parametrize("path", ["predictions", "readings", "experiments"])
def test_of_a_lesson_that_is_none_nothing_is_noted(new_taker: NewTaker, path: str) -> None:
    somebody = new_taker()
    fields = {"predicted": RIGHT, "experiment": EXPERIMENT}
    assert somebody.post(f"/lessons/calculus/{path}", fields).status == 404
    assert somebody.browser.token is None


def test_a_script_that_notes_without_end_is_slowed_down(new_taker: NewTaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lesson_work, "NOTED", Limit(3, timedelta(hours=1)))
    somebody = new_taker()
    predict(somebody)
    assert [read(somebody) for _ in range(4)] == [303, 303, 429, 429]


def test_signing_in_keeps_what_was_done_before(new_taker: NewTaker) -> None:
    owner, visitor = new_taker(), new_taker()
    owner.sign_up("ada@example.org")
    predict(owner, "faster")
    predict(visitor)
    read(visitor)
    visitor.sign_in("ada@example.org")
    with owner.database.read() as session:
        (learner_id,) = session.scalars(select(Learner.id))
        assert [each.said for each in predicting.predictions(session, learner_id)] == ["faster", RIGHT]
        assert len(milestones.milestones(session, learner_id)) == 1


def test_the_export_holds_it_and_the_deletion_takes_it(new_taker: NewTaker) -> None:
    somebody = new_taker()
    predict(somebody)
    read(somebody)
    try_out(somebody)
    held = orjson.loads(somebody.get("/me/export.json").text)
    assert [(each["page"], each["said"], each["seen"]) for each in held["predictions"]] == [(LESSON.slug, RIGHT, RIGHT)]
    assert [(each["kind"], each["experiment"]) for each in held["milestones"]] == [("read", ""), ("tried", EXPERIMENT)]
    assert somebody.post("/me/deletion").status == 303
    assert count(somebody, Learner, Milestone, PredictionMade, ReasonGiven) == 0


def test_a_visitor_who_predicted_is_no_idler_of_a_day(new_taker: NewTaker, site: Flask) -> None:
    somebody = new_taker()
    predict(somebody)
    now = site_of(site).clock()
    assert erasure.purge(somebody.database, now + 2 * erasure.BEGUN) == 0
    assert erasure.purge(somebody.database, now + erasure.IDLE + erasure.BEGUN) == 1
    assert count(somebody, Learner, PredictionMade) == 0


def test_every_experiment_of_a_lesson_is_known_by_a_name_of_its_own() -> None:
    for lesson in catalogue.catalogue():
        named = [each.id for _, each in lesson.all_experiments()]
        assert len({*named}) == len(named)
        assert all(name and len(name) <= 80 for name in named)
