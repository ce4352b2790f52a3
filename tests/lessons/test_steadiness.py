"""What a page says of a run stays true when the rate is nudged, the run goes on, or another seed is drawn."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from app import paths
from app.lessons import catalogue, further, tours
from app.lessons.catalogue import Lesson
from app.lessons.claims import Scene
from app.lessons.race_result import race_result
from app.lessons.views import home, review
from app.runs.races import RacerResult, parse_race, with_rate
from app.runs.races import rate as rate_of
from optimizers.minibatch import SampledLandscape
from optimizers.numbers import plain, setting
from optimizers.outcomes import Kind, Outcome
from optimizers.run import Run

NUDGES = [{"percent": 97}, {"percent": 103}, {"times": 2}, {"times": 4}, {"seed": 1}, {"seed": 2}, {"seed": 3}]
LONGER = [{"times": 2}, {"times": 4}]


def as_written() -> Iterator[Lesson]:
    """The lessons with braces in their sentences."""
    for file in sorted(paths.LESSONS.glob("[0-9][0-9]-*.html")):
        yield catalogue.parse(file.read_text("utf-8"), file.name)


SCENES = {
    f"{lesson.slug}/{field}": (lesson, field, scene) for lesson in as_written() for field, scene in lesson.scenes()
}


def nudged(scene: Scene, **how: int) -> Scene:
    other = None if scene.other is None else _nudged(scene.other, **how)
    return replace(scene, run=_nudged(scene.run, **how), other=other)


def _nudged(run: Run, percent: int = 100, times: int = 1, seed: int = 0) -> Run:
    rule = with_rate(run.rule, (rate_of(run.rule) or 0) * percent / 100)
    return replace(run, rule=rule, steps=min(run.steps * times, 2000), seed=run.seed + seed)


def sentences(lesson: Lesson, field: str) -> list[str]:
    if field == "run":
        return [lesson.promise, lesson.advantage, lesson.drawback]
    if field == "prediction":
        return [lesson.prediction.because]
    told = dict(lesson.all_experiments()).get(field)
    return [] if told is None else [told.try_this, told.look_for]


@pytest.mark.parametrize("how", NUDGES, ids=str)
def test_every_claim_holds_for_the_run_beside_the_one_that_is_shown(how: dict[str, int]) -> None:
    for name, (_, _, scene) in SCENES.items():
        if "seed" not in how or isinstance(scene.descent.landscape, SampledLandscape):
            assert nudged(scene, **how).broken() == (), name


@pytest.mark.parametrize("how", LONGER, ids=str)
def test_no_sentence_changes_when_its_run_goes_on(how: dict[str, int]) -> None:
    for name, (lesson, field, scene) in SCENES.items():
        longer = nudged(scene, **how)
        for sentence in sentences(lesson, field):
            assert longer.words(sentence) == scene.words(sentence), name


@pytest.mark.parametrize("name", SCENES)
def test_a_sentence_names_the_level_that_it_counts_to(name: str) -> None:
    """What a sentence counts to is not always the tolerance by which the stage says that a run arrives."""
    lesson, field, scene = SCENES[name]
    for sentence in sentences(lesson, field):
        quoted = [claim for claim in scene.claims if claim.name and f"{{{claim.name}" in sentence]
        levels = [claim.loss for claim in quoted if claim.kind in ("below", "stays_below")]
        assert all(plain(level) in sentence for level in levels), sentence
        assert not (levels and any(claim.kind == "converged" for claim in quoted)), sentence


def test_every_lesson_names_the_tolerance_by_which_its_runs_arrive(client: FlaskClient) -> None:
    for lesson in as_written():
        text = client.get(f"/lessons/{lesson.slug}").text
        assert setting(lesson.scene.descent.landscape.tolerance) in text, lesson.slug


@pytest.mark.parametrize("how", [*LONGER, {"percent": 97}, {"percent": 103}], ids=str)
def test_the_reason_that_holds_is_the_same_beside_and_beyond_the_runs_that_are_shown(how: dict[str, int]) -> None:
    for lesson in as_written():
        beside = nudged(lesson.prediction_scene, **how)
        for reason in lesson.prediction.reasons:
            scene = replace(beside, claims=reason.claims)
            assert (scene.broken() == ()) == (reason in lesson.asked.borne_out), f"{lesson.slug}: {reason.id}"
            if "times" in how:
                assert scene.words(reason.says) == replace(lesson.prediction_scene, claims=reason.claims).words(
                    reason.says
                )


FURTHER = {f"{page.slug}/{field}": scene for page in further.catalogue() for field, scene in page.scenes()}
TOURS = {f"{tour.slug}/{chapter.id}": chapter for tour in tours.tours() for chapter in tour.chapters}


@pytest.mark.parametrize("how", NUDGES, ids=str)
def test_every_claim_of_a_further_page_holds_for_the_run_beside_the_one_that_is_shown(how: dict[str, int]) -> None:
    for name, scene in FURTHER.items():
        if "seed" not in how or isinstance(scene.descent.landscape, SampledLandscape):
            assert nudged(scene, **how).broken() == (), name


@pytest.mark.parametrize("how", [each for each in NUDGES if "seed" not in each], ids=str)
def test_what_a_tour_says_holds_for_the_run_beside_the_one_that_is_shown(how: dict[str, int]) -> None:
    """A step that is named may be another; that somebody is still on the way is said of so many steps."""
    for name, chapter in TOURS.items():
        scene = nudged(chapter.scene, **how)
        is_exact = {claim for claim in scene.claims if claim.by is not None and claim.by == claim.at_least}
        on_the_way = {claim for claim in scene.claims if "times" in how and claim.kind == Kind.RAN_OUT.value}
        kept = tuple(claim for claim in scene.claims if claim not in is_exact | on_the_way)
        assert replace(scene, claims=kept).broken() == (), name
        assert not on_the_way or str(chapter.scene.run.steps) in " ".join(tours.texts(chapter)), name


RACES = {"home": home.RACE, "review": review.RACE}
RESULTS = {where: race_result(race).results for where, race in RACES.items()}
RESULTS["playground"] = parse_race(MultiDict()).results()
BESIDE = [{}, {"percent": 97}, {"percent": 103}]


def beside(result: RacerResult, **how: int) -> Outcome:
    """How a racer's run ends at its rate, or near it."""
    run = replace(result.run, rule=with_rate(result.run.rule, result.rate))
    return _nudged(run, **how).descend().outcome


@pytest.mark.parametrize("how", [each for each in NUDGES if "seed" not in each], ids=str)
@pytest.mark.parametrize("where", RESULTS)
def test_who_arrives_in_a_race_does_so_beside_its_rate_and_stays(where: str, how: dict[str, int]) -> None:
    for result in RESULTS[where]:
        told = result.descent.outcome
        nearby = beside(result, **how)
        if told.kind is Kind.CONVERGED:
            assert nearby.step == told.step if "times" in how else nearby.step <= 1.5 * told.step, result.run.rule
        assert nearby.kind is told.kind or ("times" in how and told.kind is Kind.RAN_OUT), result.run.rule


@pytest.mark.parametrize("where", RESULTS)
def test_who_is_first_in_a_race_is_so_whichever_rates_are_nudged(where: str) -> None:
    arrived = [each for each in RESULTS[where] if each.descent.outcome.kind is Kind.CONVERGED]
    first, *others = sorted(arrived, key=lambda each: each.descent.outcome.step)
    latest = max(beside(first, **how).step for how in BESIDE)
    assert all(latest < beside(other, **how).step for other in others for how in BESIDE)
