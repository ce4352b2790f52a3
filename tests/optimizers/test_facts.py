"""The facts that the course teaches, each held by the core."""

from typing import Any

import numpy as np
import pytest

from optimizers import landscapes, rules
from optimizers.descent import Descent, Kind, descend
from optimizers.landscape import Point

RULES: Any = rules.catalogue()
LANDSCAPES: Any = landscapes.catalogue()


def run(
    rule_id: str, landscape_id: str, start: Point | None = None, steps: int = 200, **hyperparameters: float
) -> Descent:
    landscape = LANDSCAPES[landscape_id]()
    return descend(RULES[rule_id](**hyperparameters), landscape, start or landscape.start, steps)


def slope_of(curvature: float, rule: Any, steps: int = 3000) -> float:
    """How far the rule is from the minimum of λx²/2 in the last tenth of the steps, from 1."""
    theta, state = 1.0, rule.init(1.0)
    last = []
    for t in range(1, steps + 1):
        theta, state = rule.update(t, theta, curvature * rule.probe(theta, state), state)
        if not abs(theta) < 1e100:
            return np.inf
        last.append(abs(theta))
    return float(max(last[-steps // 10 :]))


@pytest.mark.parametrize("curvature", [0.5, 7.0, 100.0])
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
@pytest.mark.parametrize(
    ("rule_id", "limit"),
    [
        ("gradient_descent", lambda gamma, curvature: 2 / curvature),  # noqa: ARG005
        ("momentum", lambda gamma, curvature: 2 * (1 + gamma) / curvature),
        ("nesterov", lambda gamma, curvature: 2 * (1 + gamma) / ((1 + 2 * gamma) * curvature)),
    ],
)
def test_the_largest_stable_rate_on_a_quadratic(rule_id: str, limit: Any, momentum: float, curvature: float) -> None:
    told = {} if rule_id == "gradient_descent" else {"momentum": momentum}
    rate = limit(momentum, curvature)
    assert RULES[rule_id](lr=1.0, **told).stability_limit(curvature) == pytest.approx(rate)
    assert slope_of(curvature, RULES[rule_id](lr=rate * 0.98, **told)) < 1e-3
    assert slope_of(curvature, RULES[rule_id](lr=rate * 1.02, **told)) > 1e3


def test_nesterov_s_limit_is_under_gradient_descent_s() -> None:
    assert RULES["nesterov"](momentum=0.9).stability_limit(1.0) < RULES["gradient_descent"]().stability_limit(1.0)


def test_averaging_momentum_bears_a_rate_2_1_plus_gamma_over_1_minus_gamma() -> None:
    """v ← γv + (1−γ)g is momentum at the rate η(1−γ): its limit is 1/(1−γ) times as large."""
    gamma, curvature = 0.9, 4.0
    limit = 2 * (1 + gamma) / ((1 - gamma) * curvature)
    assert slope_of(curvature, RULES["momentum"](lr=0.98 * limit * (1 - gamma), momentum=gamma)) < 1e-3
    assert slope_of(curvature, RULES["momentum"](lr=1.02 * limit * (1 - gamma), momentum=gamma)) > 1e3


@pytest.mark.parametrize("g", [-1e6, -3.0, 1e-3, 42.0])
def test_adam_s_first_step_has_the_length_of_its_rate_whatever_the_gradient(g: float) -> None:
    rule = RULES["adam"](lr=0.3)
    theta, _ = rule.update(1, 0.0, g, rule.init(0.0))
    assert theta == pytest.approx(-0.3 * np.sign(g), rel=1e-4)


def test_adam_s_first_step_is_half_its_rate_at_a_gradient_of_epsilon_and_none_at_zero() -> None:
    rule = RULES["adam"](lr=0.3)
    assert rule.update(1, 0.0, 1e-8, rule.init(0.0))[0] == pytest.approx(-0.15)
    assert rule.update(1, 0.0, 0.0, rule.init(0.0))[0] == 0


def test_without_bias_correction_adam_s_first_step_is_316_times_as_long() -> None:
    rule = RULES["adam"](lr=0.3, bias_correction=0)
    theta, _ = rule.update(1, 0.0, 5.0, rule.init(0.0))
    assert -theta / 0.3 == pytest.approx((1 - 0.9) / np.sqrt(1 - 0.999), rel=1e-6)
    assert -theta / 0.3 == pytest.approx(3.16, abs=0.005)


@pytest.mark.parametrize(("rho", "times"), [(0.9, 3.16), (0.99, 10.0)])
def test_rmsprop_s_first_step_is_longer_than_its_rate(rho: float, times: float) -> None:
    rule = RULES["rmsprop"](lr=0.3, rho=rho)
    theta, _ = rule.update(1, 0.0, 5.0, rule.init(0.0))
    assert -theta / 0.3 == pytest.approx(times, abs=0.005)


@pytest.mark.parametrize("rule_id", ["momentum", "nesterov"])
def test_without_momentum_it_is_gradient_descent(rule_id: str) -> None:
    plain = run("gradient_descent", "ravine", lr=0.015)
    np.testing.assert_array_equal(run(rule_id, "ravine", lr=0.015, momentum=0.0).points, plain.points)


def test_adagrad_s_effective_rate_never_grows() -> None:
    rates = run("adagrad", "ravine", lr=1.0).rates
    assert rates is not None
    assert (np.diff(rates) <= 0).all()


def test_adam_without_a_first_moment_is_bias_corrected_rmsprop() -> None:
    adam = run("adam", "ravine", lr=0.05, beta1=0.0, beta2=0.9)
    g, v = adam.gradients, adam.state.v[:, 1:]
    t = np.arange(1, g.shape[1] + 1)
    np.testing.assert_allclose(
        np.diff(adam.points), -0.05 * g / (np.sqrt(v / (1 - 0.9**t)) + 1e-8), rtol=1e-7, atol=1e-12
    )
    rmsprop = run("rmsprop", "ravine", steps=1, lr=0.05, rho=0.9)
    np.testing.assert_allclose(rmsprop.state.v[:, 1], v[:, 0], rtol=1e-12)


def test_adadelta_settles_under_its_limit_and_oscillates_above_with_a_known_amplitude() -> None:
    eps, steps = 1e-4, 20_000
    below = slope_of(1.5, RULES["adadelta"](eps=eps), steps)
    above = slope_of(3.0, RULES["adadelta"](eps=eps), steps)
    expected = 0.5 * np.sqrt(eps * steps * (1 - 4 / 9))
    assert below < 1e-6
    assert above == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize(("curvature", "rate"), [(1.5, 1.0), (3.0, 2 / 3)])
def test_adadelta_s_hidden_rate_tends_to_1_below_the_limit_and_to_2_over_lambda_above(
    curvature: float, rate: float
) -> None:
    rule = RULES["adadelta"](eps=1e-4)
    theta, state = 1.0, rule.init(1.0)
    before = state
    for t in range(1, 20_001):
        before, (theta, state) = state, rule.update(t, theta, curvature * theta, state)
    assert rule.effective_rate(20_000, before, state) == pytest.approx(rate, rel=0.02)


@pytest.mark.parametrize("rule_id", [name for name in RULES if name not in ("newton", "lbfgs")])
def test_from_the_exact_ridge_no_deterministic_first_order_rule_leaves(rule_id: str) -> None:
    ended = run(rule_id, "saddle", Point(1, 0), steps=300, lr=0.05)
    assert (ended.points[1] == 0).all()
    assert ended.outcome.kind is not Kind.ESCAPED


def steps_until_y_is_1(rule_id: str, **hyperparameters: float) -> int:
    path = run(rule_id, "saddle", Point(1, 0.01), steps=2000, **hyperparameters).points
    return int(np.argmax(np.abs(path[1]) > 1))


def test_who_leaves_the_saddle_first_depends_on_the_settings() -> None:
    assert steps_until_y_is_1("adadelta") == 37
    assert steps_until_y_is_1("momentum", lr=0.001) == 276
    assert steps_until_y_is_1("adadelta", lr=0.01) == 1220
    assert steps_until_y_is_1("momentum", lr=0.01) == 49


def test_plain_newton_is_drawn_to_a_saddle_and_damped_newton_leaves_it() -> None:
    plain = run("newton", "bounded_saddle", Point(1, 0.01), steps=30, damped=0)
    damped = run("newton", "bounded_saddle", Point(1, 0.01), steps=60)
    assert plain.outcome.kind is Kind.TRAPPED
    assert np.hypot(*plain.points[:, -1]) < 1e-6
    assert damped.outcome.kind is Kind.CONVERGED


def stays_under(descent: Descent, tolerance: float = 1e-3) -> float:
    """The first step from which f − f* stays under the tolerance; infinity if it does not at the end."""
    over = np.flatnonzero(descent.losses - descent.landscape.lowest >= tolerance)
    if descent.outcome.kind is Kind.DIVERGED or (len(over) and over[-1] == descent.points.shape[1] - 1):
        return np.inf
    return float(over[-1] + 1) if len(over) else 0.0


@pytest.mark.parametrize(
    ("rule_id", "landscape_id", "start", "told", "steps"),
    [
        ("gradient_descent", "himmelblau", Point(0, 0), {"lr": 0.0202}, 10),
        ("momentum", "two_wells", Point(0.75, 1.6), {"lr": 0.038, "momentum": 0.9}, 90),
        ("nesterov", "ravine", Point(-1.8, 0.9), {"lr": 0.0121, "momentum": 0.9}, 50),
        ("adam", "six_hump_camel", Point(-1.5, -0.5), {"lr": 0.444}, 82),
    ],
)
def test_where_each_rule_shines(
    rule_id: str, landscape_id: str, start: Point, told: dict[str, float], steps: int
) -> None:
    assert stays_under(run(rule_id, landscape_id, start, 400, **told)) == steps


def test_adagrad_shines_where_one_coordinate_is_a_thousand_times_as_steep() -> None:
    landscape = LANDSCAPES["ravine"](kappa=1000)
    assert stays_under(descend(RULES["adagrad"](lr=1.15), landscape, Point(-1.8, 0.9), 400)) == 5


def test_adadelta_crosses_beale_s_plateau_where_adagrad_and_adam_do_not() -> None:
    start = Point(4, 3.5)
    assert stays_under(run("adadelta", "beale", start, 200, eps=0.01, rho=0.9)) <= 200
    for rate in np.geomspace(1e-3, 3, 40):
        assert stays_under(run("adagrad", "beale", start, 200, lr=rate)) == np.inf
        assert stays_under(run("adam", "beale", start, 200, lr=rate)) == np.inf
