"""Maps: a sweep is the runs that it stands for, computed together."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from optimizers import landscapes, rules, schedules
from optimizers.descent import Descent, descend
from optimizers.landscape import Point
from optimizers.maps import BLOCK, basins, sweep

RULES: Any = rules.catalogue()
LANDSCAPES: Any = landscapes.catalogue()
SCHEDULES: Any = schedules.catalogue()


ON_THE_RULE = [
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
]
ON_THE_LANDSCAPE = [
    ("gradient_descent", "ravine", "landscape.kappa"),
    ("nesterov", "ravine", "landscape.kappa"),
    ("adam", "ravine", "landscape.kappa"),
    ("newton", "ravine", "landscape.kappa"),
    ("momentum", "regression", "loss.batch_size"),
    ("adam", "rare_feature", "loss.batch_size"),
    ("lbfgs", "regression", "loss.batch_size"),
]
ON_THE_SCHEDULE = [
    (rule, f"{schedule.id}:{each.name}")
    for rule in ("momentum", "adam")
    for schedule in SCHEDULES.values()
    for each in schedule.parameters()
]


@pytest.mark.parametrize(("rule_id", "landscape_id", "over"), ON_THE_RULE + ON_THE_LANDSCAPE)
@pytest.mark.parametrize("schedule_id", [None, "cosine", "reduce_on_plateau"])
def test_each_tick_of_a_sweep_is_the_run_at_that_tick(
    rule_id: str, landscape_id: str, over: str, schedule_id: str | None
) -> None:
    schedule = SCHEDULES[schedule_id]() if schedule_id else None
    assert_each_tick_is_its_run(RULES[rule_id](), LANDSCAPES[landscape_id](), schedule, over)


@pytest.mark.parametrize(("rule_id", "schedule_and_parameter"), ON_THE_SCHEDULE)
def test_each_tick_of_a_sweep_over_a_schedule_is_the_run_at_that_tick(
    rule_id: str, schedule_and_parameter: str
) -> None:
    schedule_id, name = schedule_and_parameter.split(":")
    assert_each_tick_is_its_run(
        RULES[rule_id](lr=0.015), LANDSCAPES["ravine"](), SCHEDULES[schedule_id](), f"schedule.{name}"
    )


def assert_each_tick_is_its_run(rule: Any, landscape: Any, schedule: Any, over: str) -> None:
    swept = sweep(rule, landscape, landscape.start, 40, over, schedule=schedule, seed=5)
    for index in range(0, len(swept.ticks), 7):
        run = alone(rule, landscape, schedule, over, swept.ticks[index])
        columns = run.points.shape[1]
        np.testing.assert_allclose(
            swept.points[index, :, :columns], run.points.astype(np.float32), rtol=1e-4, atol=1e-6
        )
        assert np.isnan(swept.points[index, :, columns:]).all()
        assert swept.outcomes[index] == (run.outcome.kind, run.outcome.step)
        assert swept.losses[index] == pytest.approx(run.losses[-1], rel=1e-6, abs=1e-12)


def alone(rule: Any, landscape: Any, schedule: Any, over: str, value: float) -> Descent:
    """The run at one tick, told by the slider's name in plain words."""
    owner, _, name = over.rpartition(".")
    match owner:
        case "":
            rule = dataclasses.replace(rule, **{name: value})
        case "landscape" | "loss":
            landscape = dataclasses.replace(landscape, **{name: value})
        case "schedule":
            schedule = dataclasses.replace(schedule, **{name: value})
    return descend(rule, landscape, landscape.start, 40, schedule=schedule, seed=5)


@pytest.mark.parametrize(
    ("rule", "landscape_id", "schedule_id"),
    [
        (RULES["gradient_descent"](lr=0.0195), "ravine", None),
        (RULES["gradient_descent"](lr=0.03), "ravine", None),
        (RULES["momentum"](lr=0.01), "two_wells", "cosine"),
        (RULES["adam"](lr=0.1), "regression", "reduce_on_plateau"),
        (RULES["gradient_descent"](lr=0.1), "saddle", None),
        (RULES["newton"](), "himmelblau", None),
    ],
)
def test_each_tick_of_a_sweep_over_the_steps_is_a_run_of_so_many_steps(
    rule: Any, landscape_id: str, schedule_id: str | None
) -> None:
    """A run does not know how long it will be: a shorter one is the beginning of a longer one."""
    landscape, schedule = LANDSCAPES[landscape_id](), SCHEDULES[schedule_id]() if schedule_id else None
    swept = sweep(rule, landscape, landscape.start, 2000, "steps", schedule=schedule, seed=5)
    assert swept.points.shape == (1, 2, 2001)
    assert (swept.ticks[0], swept.ticks[-1]) == (1, 2000)
    for index in range(0, len(swept.ticks), 6):
        run = descend(rule, landscape, landscape.start, int(swept.ticks[index]), schedule=schedule, seed=5)
        columns = run.points.shape[1]
        np.testing.assert_array_equal(swept.points[0, :, :columns], run.points.astype(np.float32))
        assert swept.outcomes[index] == (run.outcome.kind, run.outcome.step)
        assert swept.losses[index] == run.losses[-1]


def test_basins_are_the_same_whatever_the_blocks() -> None:
    himmelblau = LANDSCAPES["himmelblau"]()
    rule = RULES["gradient_descent"](lr=0.01)
    starts = np.random.default_rng(0).uniform(-4, 4, (2, BLOCK + 50))
    ended = basins(rule, himmelblau, starts, 30)
    for run in (0, BLOCK - 1, BLOCK, BLOCK + 49):
        alone = descend(rule, himmelblau, Point(*starts[:, run]), 30)
        assert (ended.kinds[run], ended.steps[run]) == (alone.outcome.kind, alone.outcome.step)
