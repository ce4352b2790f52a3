"""Maps: a sweep is the runs that it stands for, computed together."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from optimizers import landscapes, rules, schedules
from optimizers.descent import Kind, descend
from optimizers.landscape import Point
from optimizers.maps import BLOCK, basins, best_rate, sweep

RULES: Any = rules.catalogue()
LANDSCAPES: Any = landscapes.catalogue()
SCHEDULES: Any = schedules.catalogue()


@pytest.mark.parametrize(
    ("rule_id", "landscape_id", "over"),
    [
        ("gradient_descent", "ravine", "lr"),
        ("momentum", "ravine", "momentum"),
        ("nesterov", "himmelblau", "lr"),
        ("adagrad", "matyas", "lr"),
        ("adadelta", "saddle", "eps"),
        ("adam", "ravine", "beta2"),
        ("adam", "ravine", "bias_correction"),
        ("schedule_free", "ravine", "lr"),
        ("newton", "rosenbrock", "damping"),
        ("gradient_descent", "regression", "lr"),
    ],
)
@pytest.mark.parametrize("schedule_id", [None, "cosine", "reduce_on_plateau"])
def test_each_tick_of_a_sweep_is_the_run_at_that_tick(
    rule_id: str, landscape_id: str, over: str, schedule_id: str | None
) -> None:
    landscape, rule = LANDSCAPES[landscape_id](), RULES[rule_id]()
    schedule = SCHEDULES[schedule_id]() if schedule_id else None
    swept = sweep(rule, landscape, landscape.start, 40, over, schedule=schedule, seed=5)
    for index in range(0, len(swept.ticks), 7):
        alone: Any = dataclasses.replace(rule, **{over: swept.ticks[index]})
        run = descend(alone, landscape, landscape.start, 40, schedule=schedule, seed=5)
        columns = run.points.shape[1]
        np.testing.assert_allclose(
            swept.points[index, :, :columns], run.points.astype(np.float32), rtol=1e-4, atol=1e-6
        )
        assert np.isnan(swept.points[index, :, columns:]).all()
        assert swept.outcomes[index] == (run.outcome.kind, run.outcome.step)
        assert swept.losses[index] == pytest.approx(run.losses[-1], rel=1e-6, abs=1e-12)


def test_the_best_rate_converges_first_of_all_ticks() -> None:
    ravine = LANDSCAPES["ravine"]()
    rule = RULES["gradient_descent"]()
    best = best_rate(rule, ravine, ravine.start, 1000)
    step = descend(RULES["gradient_descent"](lr=best), ravine, ravine.start, 1000).outcome.step
    others = sweep(rule, ravine, ravine.start, 1000, "lr").outcomes
    assert step <= min(step for kind, step in others if kind is Kind.CONVERGED)
    assert best < 2 / ravine.curvature


def test_basins_are_the_same_whatever_the_blocks() -> None:
    himmelblau = LANDSCAPES["himmelblau"]()
    rule = RULES["gradient_descent"](lr=0.01)
    starts = np.random.default_rng(0).uniform(-4, 4, (2, BLOCK + 50))
    ended = basins(rule, himmelblau, starts, 30)
    for run in (0, BLOCK - 1, BLOCK, BLOCK + 49):
        alone = descend(rule, himmelblau, Point(*starts[:, run]), 30)
        assert (ended.kinds[run], ended.steps[run]) == (alone.outcome.kind, alone.outcome.step)
