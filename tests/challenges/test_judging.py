"""Judging: every challenge is solved by its best settings and by no end of a slider; its par is the search’s."""

from dataclasses import replace

import pytest

from app.challenges import judging
from app.challenges.tasks import Challenge, Scoring, catalogue
from tests.sampling import Sample

EVERY = pytest.mark.parametrize("asked", catalogue(), ids=lambda asked: asked.slug)


@EVERY
def test_the_best_settings_solve_it_with_the_par_and_it_is_open_at_first(asked: Challenge) -> None:
    best = judging.judge(asked, dict(asked.best))
    assert best.is_solved
    assert best.score == asked.par
    assert not judging.judge(asked, judging.first_settings(asked)).is_solved


@EVERY
def test_dragging_to_an_end_never_wins(asked: Challenge) -> None:
    every = [*judging.ends(asked)]
    assert len(every) >= 4 * len(asked.controls)
    assert [settings for settings in every if judging.judge(asked, settings).is_solved] == []


def test_the_par_is_the_best_that_the_search_finds(sample: Sample) -> None:
    for asked in sample(catalogue(), 2):
        found = judging.found_par(asked)
        assert found is not None
        assert found[0] == asked.par


def test_what_is_wrong_with_a_challenge_is_said() -> None:
    asked = catalogue()[0]
    solved = (
        replace(asked.controls[0], low=asked.best[0][1])
        if False
        else asked.controls[0]._replace(low=dict(asked.best)["lr"])
    )
    told = [*judging.problems((replace(asked, par=1.0, controls=(solved,), hints=()),))]
    assert any("not 1" in each for each in told)
    assert any("dragging to an end solves it" in each for each in told)
    assert any("fewer than two hints" in each for each in told)
    assert any(each.startswith(f"challenge {asked.slug}: ") for each in told)


def test_more_turns_and_a_longer_lead_are_better_and_fewer_steps_are() -> None:
    assert judging.is_better(Scoring.TURNS, 3, 2)
    assert judging.is_better(Scoring.LEAD, 3, 2)
    assert judging.is_better(Scoring.STEPS, 2, 3)
    assert judging.is_better(Scoring.LEVEL, 0.1, 0.2)
