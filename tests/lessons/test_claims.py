"""Claims: what they measure, their bounds, and the sentences that quote them."""

import pytest

from app.errors import FieldErrors
from app.lessons.claims import Claim, Of, Scene, run_of

STRAIGHT = "optimizer=gradient_descent&landscape=bowl&lr=0.5&steps=50"
CRAWLING = "optimizer=gradient_descent&landscape=bowl&lr=0.01&steps=50"


def scene(*claims: Claim, run: str = STRAIGHT, other: str | None = CRAWLING) -> Scene:
    return Scene(run_of(run), None if other is None else run_of(other), claims)


def test_a_claim_holds_within_its_bounds_both_included() -> None:
    claim = Claim("loss", by=2.0, at_least=1.0)
    assert [claim.admits(value) for value in (0.99, 1.0, 2.0, 2.01)] == [False, True, True, False]


@pytest.mark.parametrize("measured", [None, float("nan")])
def test_a_claim_does_not_hold_where_nothing_could_be_measured(measured: float | None) -> None:
    assert not Claim("loss", by=2.0).admits(measured)


def test_an_outcome_is_measured_by_its_step_and_only_if_the_run_ended_so() -> None:
    told = scene(Claim("converged"), Claim("diverged"))
    assert told.measure(told.claims[0]) == told.descent.outcome.step
    assert told.measure(told.claims[1]) is None
    assert len(told.broken()) == 1


def test_a_ratio_is_the_other_run_s_measurement_over_the_run_s_own() -> None:
    told = scene(Claim("stride", Of.RATIO, step=1))
    assert told.measure(told.claims[0]) == pytest.approx(0.01 / 0.5)


def test_a_run_compared_with_itself_is_nowhere_apart() -> None:
    assert scene(Claim("apart", Of.BOTH, by=0.0), other=STRAIGHT).broken() == ()


def test_ticks_below_counts_the_slider_positions_that_arrive() -> None:
    (claim,) = (told := scene(Claim("ticks_below", loss=1e-3))).claims
    ticks = run_of(STRAIGHT).rule.hyperparameters()[0].ticks()
    measured = told.measure(claim)
    assert measured is not None
    assert 0 < measured < len(ticks)


def test_a_sentence_quotes_its_measurements() -> None:
    told = scene(Claim("stride", step=1, coordinate="x", name="first"))
    assert told.words("The first step is {first:.1f} long.") == "The first step is 1.2 long."


def test_a_sentence_that_quotes_what_was_not_measured_is_refused() -> None:
    with pytest.raises(ValueError, match="gone"):
        scene(Claim("diverged", name="gone")).words("It diverged at step {gone}.")


def test_a_scene_of_one_run_has_no_other() -> None:
    with pytest.raises(LookupError):
        scene(Claim("converged", Of.OTHER), other=None).broken()


@pytest.mark.parametrize("query", ["optimizer", "optimizer=adamant", "optimizer=adam&lr=much"])
def test_a_query_that_asks_for_nothing_possible_is_refused(query: str) -> None:
    with pytest.raises((ValueError, FieldErrors)):
        run_of(query)
