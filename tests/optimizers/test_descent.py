"""A descent: laws that hold for every rule."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizers import landscapes, rules, schedules
from optimizers.counting import CountedLoss
from optimizers.descent import Descent, descend, scaled
from optimizers.landscape import Point
from optimizers.maps import together
from optimizers.rule import FirstOrderRule
from tests.sampling import examples

RULES: Any = rules.catalogue()
LANDSCAPES: Any = landscapes.catalogue()
SCHEDULES: Any = schedules.catalogue()
FIRST_ORDER = [name for name, rule in RULES.items() if issubclass(rule, FirstOrderRule)]
GENTLE = {"schedule_free": 0.05, "adadelta": 1.0, "adam": 0.05, "adamw": 0.05, "rmsprop": 0.02, "adagrad": 0.3}
PLACES = st.builds(Point, st.floats(-1.9, 1.9), st.floats(-1.9, 1.9))


def gentle(rule_id: str) -> Any:
    rule = RULES[rule_id]
    return rule(lr=GENTLE.get(rule_id, 0.01)) if rule_id in FIRST_ORDER else rule()


def ravine_run(rule_id: str, start: Point, steps: int = 60, **options: Any) -> Descent:
    return descend(gentle(rule_id), LANDSCAPES["ravine"](), start, steps, **options)


@pytest.mark.parametrize("rule_id", RULES)
@given(start=PLACES)
@settings(max_examples=examples(20))
def test_the_parts_add_up_to_the_step(rule_id: str, start: Point) -> None:
    run = ravine_run(rule_id, start)
    steps = np.diff(run.points)
    total = np.sum([part.value for part in run.parts], axis=0)
    np.testing.assert_allclose(total, steps, atol=1e-12 * (1 + np.abs(run.points).max()))


@pytest.mark.parametrize("rule_id", FIRST_ORDER)
@pytest.mark.parametrize("landscape_id", ["ravine", "rosenbrock", "six_hump_camel", "ackley", "saddle"])
def test_one_definition_serves_floats_and_arrays(rule_id: str, landscape_id: str) -> None:
    landscape = LANDSCAPES[landscape_id]()
    rule = scaled(gentle(rule_id), 0.02) if landscape_id == "rosenbrock" else gentle(rule_id)
    starts = np.array([landscape.start, (landscape.start.x * 0.9, landscape.start.y * 1.1)]).T
    together_points = together(rule, landscape, starts, 40)
    for run in range(2):
        alone = descend(rule, landscape, Point(*starts[:, run]), 40).points
        # Arrays raise to powers and take sines in another order of rounding: one part in 10^12, not the last bit.
        np.testing.assert_allclose(together_points[:, run, : alone.shape[1]], alone, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("rule_id", RULES)
def test_a_run_is_a_pure_function_of_its_arguments(rule_id: str) -> None:
    first, second = (
        descend(gentle(rule_id), LANDSCAPES["regression"](), LANDSCAPES["regression"].start, 50, seed=7)
        for _ in range(2)
    )
    np.testing.assert_array_equal(first.points, second.points)


def test_another_seed_draws_other_batches() -> None:
    regression = LANDSCAPES["regression"](batch_size=10)
    first, second = (
        descend(gentle("gradient_descent"), regression, regression.start, 20, seed=seed) for seed in (1, 2)
    )
    assert (first.points[:, 1:] != second.points[:, 1:]).any()


@pytest.mark.parametrize("rule_id", FIRST_ORDER)
def test_a_run_goes_on_where_its_recorded_state_says(rule_id: str) -> None:
    """One step of the rule from the recorded point, state and gradient gives the next recorded point and state."""
    run = ravine_run(rule_id, Point(-1.8, 0.9))
    for t in (1, 2, 17, 60):
        before = type(run.state)(*(field[:, t - 1] for field in run.state))
        theta, after = run.rule.update(t, run.points[:, t - 1], run.gradients[:, t - 1], before)
        np.testing.assert_allclose(theta, run.points[:, t], rtol=1e-13)
        for name, value in after._asdict().items():
            np.testing.assert_allclose(value, getattr(run.state, name)[:, t], rtol=1e-13, err_msg=name)


@pytest.mark.parametrize("rule_id", FIRST_ORDER)
def test_the_recorded_gradient_is_the_landscape_s_at_the_probe(rule_id: str) -> None:
    run = ravine_run(rule_id, Point(-1.8, 0.9))
    np.testing.assert_allclose(np.array(run.landscape.gradient(run.probes)), run.gradients, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("schedule_id", SCHEDULES)
def test_a_schedule_multiplies_the_learning_rate_from_outside(schedule_id: str) -> None:
    ravine, rule = LANDSCAPES["ravine"](), gentle("gradient_descent")
    run = descend(rule, ravine, ravine.start, 100, schedule=SCHEDULES[schedule_id]())
    np.testing.assert_allclose(np.diff(run.points), -rule.lr * run.factors * run.gradients, rtol=1e-9, atol=1e-15)


def test_the_rule_that_counts_everything_counts_what_it_asked_for() -> None:
    ravine = LANDSCAPES["ravine"]()
    for rule_id in FIRST_ORDER:
        assert ravine_run(rule_id, ravine.start, 30).evaluations == (0, 30, 0)
    newton = ravine_run("newton", ravine.start, 1)
    assert newton.evaluations.hessian == 1
    assert newton.evaluations.gradient == 1


@pytest.mark.parametrize("rule_id", [name for name in RULES if name not in FIRST_ORDER])
@pytest.mark.parametrize("landscape_id", ["plateau", "ravine", "himmelblau", "ackley", "rare_feature", "regression"])
def test_a_run_at_rest_is_the_run_with_every_step_computed(rule_id: str, landscape_id: str) -> None:
    landscape, rule, steps = LANDSCAPES[landscape_id](), RULES[rule_id](), 150
    theta, points, loss, batches = (
        np.array(landscape.start),
        [tuple(landscape.start)],
        CountedLoss(),
        landscape.stream(3),
    )
    state = rule.init(theta)
    for t in range(1, steps + 1):
        loss.turn_to(next(batches))
        loss.gradient(theta)
        theta, state = rule.update(t, theta, loss, state)
        points.append(tuple(theta))
    run = descend(rule, landscape, landscape.start, steps, seed=3)
    np.testing.assert_array_equal(run.points, np.array(points).T)
    assert run.evaluations == loss.evaluations
    np.testing.assert_array_equal(run.state.d[:, -1], state.d)


@pytest.mark.parametrize("rule_id", [name for name in RULES if name not in FIRST_ORDER])
def test_a_run_at_rest_asks_the_loss_nothing_more(rule_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line search at rest would go back through all its halvings at every step."""
    kind, asked = LANDSCAPES["plateau"], 0
    loss_of = kind.f

    def counting(landscape: Any, theta: Any) -> Any:
        nonlocal asked
        asked += 1
        return loss_of(landscape, theta)

    monkeypatch.setattr(kind, "f", counting)
    run = descend(RULES[rule_id](), kind(), kind.start, 2000)
    assert asked < 500
    assert run.evaluations.f == 0 or run.evaluations.f > 500
