"""How a run ends: each kind on both sides of its limit."""

from itertools import islice
from typing import Any

import numpy as np
import pytest

from optimizers import landscapes, maps, rules
from optimizers.descent import Kind, descend
from optimizers.landscape import Landscape, Point, largest_curvature
from optimizers.outcomes import FAR, FLAT, endings
from optimizers.schedules import Warmup
from optimizers.verdicts import number

RULES: Any = rules.catalogue()
LANDSCAPES: Any = landscapes.catalogue()


def kinds_of(landscape: Landscape, *paths: list[tuple[float, float]]) -> list[tuple[Kind, int]]:
    found = endings(landscape, np.array(paths, dtype=float).transpose(2, 0, 1))
    return [(kind, int(step)) for kind, step in zip(found.kinds, found.steps, strict=True)]


def test_converged_is_the_first_step_under_the_tolerance() -> None:
    bowl = LANDSCAPES["bowl"]()
    under, over = np.sqrt(2e-6) * (1 - 1e-9), np.sqrt(2e-6) * (1 + 1e-9)
    assert kinds_of(bowl, [(1, 0), (over, 0), (under, 0)], [(1, 0), (over, 0), (over, 0)]) == [
        (Kind.CONVERGED, 2),
        (Kind.RAN_OUT, 2),
    ]


def test_diverged_is_the_first_step_beyond_the_bound_or_not_finite() -> None:
    bowl = LANDSCAPES["bowl"]()
    far = FAR * bowl.view.radius
    assert kinds_of(bowl, [(1, 0), (far, 0), (far * (1 + 1e-12), 0)], [(1, 0), (far, 0), (0.5, 0)]) == [
        (Kind.DIVERGED, 2),
        (Kind.RAN_OUT, 2),
    ]
    assert kinds_of(bowl, [(1, 0), (np.nan, 0), (1, 0)], [(1, 0), (1, 0), (1, np.inf)]) == [
        (Kind.DIVERGED, 1),
        (Kind.DIVERGED, 2),
    ]


def test_a_run_that_leaves_for_ever_has_not_converged_on_the_way() -> None:
    far = 2 * FAR * 3
    assert kinds_of(LANDSCAPES["bowl"](), [(1, 0), (0, 0), (far, 0)]) == [(Kind.DIVERGED, 2)]


def test_escaped_is_the_first_step_outside_the_view_of_a_saddle_whatever_follows() -> None:
    saddle = LANDSCAPES["saddle"]()
    far = 2 * FAR * 4
    assert kinds_of(saddle, [(0, 1), (0, 4), (0, 4.001), (0, far)], [(0, 1), (0, 2), (0, 4), (0, 4)]) == [
        (Kind.ESCAPED, 2),
        (Kind.RAN_OUT, 3),
    ]


def test_to_be_thrown_up_the_ridge_is_no_escape_but_a_divergence() -> None:
    saddle = LANDSCAPES["saddle"]()
    far = 2 * FAR * 4
    assert kinds_of(saddle, [(1, 0), (5, 0.1), (5, 4.9), (5, 5.1)], [(1, 0), (-5, 0), (25, 0), (far, 0)]) == [
        (Kind.ESCAPED, 3),
        (Kind.DIVERGED, 3),
    ]


@pytest.mark.parametrize(("rate", "start"), [(2.61, Point(1, 0.01)), (2.61, Point(1, 0)), (3.0, Point(1, 0))])
def test_gradient_descent_on_a_saddle_at_too_large_a_rate_diverges_and_no_limit_is_blamed(
    rate: float, start: Point
) -> None:
    run = descend(RULES["gradient_descent"](lr=rate), LANDSCAPES["saddle"](), start, 200)
    assert run.outcome.kind is Kind.DIVERGED
    assert run.outcome.message == f"Diverged at step {run.outcome.step}."


@pytest.mark.parametrize("rule_id", RULES)
@pytest.mark.parametrize("landscape_id", ["saddle", "monkey_saddle"])
def test_at_every_tick_whoever_escapes_is_outside_the_view_and_below_the_saddle(
    rule_id: str, landscape_id: str
) -> None:
    landscape, rule = LANDSCAPES[landscape_id](), RULES[rule_id]()
    swept = maps.sweep(rule, landscape, landscape.start, 60, rule.hyperparameters()[0].name)
    for points, (kind, step) in zip(swept.points, swept.outcomes, strict=True):
        if kind is Kind.ESCAPED:
            assert np.abs(points[:, step]).max() > landscape.view.right
            assert landscape.f(points[:, step]) < 0


def test_leaving_the_view_of_a_landscape_with_a_bottom_is_no_escape() -> None:
    assert kinds_of(LANDSCAPES["bowl"](), [(1, 0), (3.5, 0), (1, 0)]) == [(Kind.RAN_OUT, 2)]


def test_trapped_is_a_flat_end_above_the_minimum_since_the_first_step_that_stayed_flat() -> None:
    saddle = LANDSCAPES["saddle"]()
    flat, steep = FLAT / 2 * (1 - 1e-9), FLAT / 2 * (1 + 1e-9)
    assert kinds_of(
        saddle, [(1, 0), (0, 0), (steep, 0), (flat, 0), (0, 0)], [(1, 0), (flat, 0), (0, 0), (0, 0), (steep, 0)]
    ) == [(Kind.TRAPPED, 3), (Kind.RAN_OUT, 4)]


def test_the_ravine_at_a_rate_of_003_is_left_at_step_12_and_the_reason_is_said() -> None:
    ravine = LANDSCAPES["ravine"]()
    run = descend(RULES["gradient_descent"](lr=0.03), ravine, ravine.start, 1200)
    assert (run.outcome.kind, run.outcome.step) == (Kind.DIVERGED, 12)
    assert run.points.shape == (2, 13)
    assert np.isfinite(run.points).all()
    assert "0.03 is above 2/λ = 0.02" in run.outcome.message


def test_no_reason_is_given_where_the_rate_is_not_the_reason() -> None:
    easom = LANDSCAPES["easom"]()
    run = descend(RULES["gradient_descent"](lr=0.1), easom, Point(0.5, 5.5), 50)
    assert "rate" not in run.outcome.message


@pytest.mark.parametrize(
    ("start", "words"),
    [(Point(-1.5, -0.5), "a lesser minimum"), (Point(0, 0), "flat")],
)
def test_a_trap_is_named(start: Point, words: str) -> None:
    run = descend(RULES["gradient_descent"](lr=0.01), LANDSCAPES["six_hump_camel"](), start, 2000)
    assert run.outcome.kind is Kind.TRAPPED
    assert words in run.outcome.message


@pytest.mark.parametrize("landscape_id", LANDSCAPES)
@pytest.mark.parametrize("rule_id", RULES)
def test_every_rule_on_every_landscape_ends_with_finite_data_and_a_sentence(rule_id: str, landscape_id: str) -> None:
    landscape = LANDSCAPES[landscape_id]()
    run = descend(RULES[rule_id](), landscape, landscape.start, 60, seed=3)
    assert np.isfinite(run.points).all()
    assert np.isfinite(run.losses).all()
    assert run.points.shape[1] == run.losses.shape[0] == run.gradients.shape[1] + 1
    assert run.outcome.message.endswith(".")


@pytest.mark.parametrize("landscape_id", LANDSCAPES)
def test_a_curvature_is_a_number_or_infinite(landscape_id: str) -> None:
    assert LANDSCAPES[landscape_id]().curvature > 0


@pytest.mark.parametrize("seed", range(30))
def test_a_divergence_on_mini_batches_is_laid_to_the_batches_that_were_too_steep_and_never_to_the_average(
    seed: int,
) -> None:
    dice = np.random.default_rng(seed)
    size = int(dice.choice([1, 2, 5, 10, 30]))
    rate = round(float(np.exp(dice.uniform(np.log(0.03), np.log(0.3)))), 4)
    landscape = LANDSCAPES["regression"](batch_size=size)
    run = descend(RULES["gradient_descent"](lr=rate), landscape, landscape.start, 400, seed=seed)
    if run.outcome.kind is not Kind.DIVERGED:
        return
    batches = islice(landscape.stream(seed), run.outcome.step)
    curvatures = [largest_curvature(*each.hessian((0.0, 0.0))) for each in batches]
    too_steep = sum(rate > 2 / each for each in curvatures)
    assert too_steep > 0
    assert f"above 2/λ of the batch at {too_steep} of {run.outcome.step} steps" in run.outcome.message
    assert f"2/λ = {number(2 / landscape.curvature)}" not in run.outcome.message


def test_a_divergence_below_the_averages_limit_has_its_reason_too() -> None:
    landscape = LANDSCAPES["regression"](batch_size=1)
    rate = 0.0475
    assert rate < 2 / landscape.curvature
    run = descend(RULES["gradient_descent"](lr=rate), landscape, landscape.start, 2000, seed=1)
    assert run.outcome.kind is Kind.DIVERGED
    assert "of the batch at" in run.outcome.message


@pytest.mark.parametrize(("rate", "seed"), [(0.03202, 18), (0.03396, 39), (0.0338, 40)])
def test_a_velocity_that_batches_throw_out_only_together_has_its_reason_too(rate: float, seed: int) -> None:
    landscape = LANDSCAPES["regression"](batch_size=1)
    rule = RULES["momentum"](lr=rate, momentum=0.9)
    run = descend(rule, landscape, landscape.start, 2000, seed=seed)
    batches = islice(landscape.stream(seed), run.outcome.step)
    assert rate < min(2 * 1.9 / largest_curvature(*each.hessian((0.0, 0.0))) for each in batches)
    assert run.outcome.kind is Kind.DIVERGED
    assert f"each batch by itself bears the learning rate {number(rate)}, but not one after the" in run.outcome.message


def test_a_rate_that_a_schedule_keeps_below_the_limit_is_not_blamed() -> None:
    ravine = LANDSCAPES["ravine"]()
    warmed = Warmup(over=500)
    run = descend(RULES["gradient_descent"](lr=0.3), ravine, ravine.start, 100, schedule=warmed)
    assert run.outcome.kind is Kind.DIVERGED
    assert f"the learning rate {number(0.3 * run.outcome.step / 500)} is above 2/λ = 0.02" in run.outcome.message
