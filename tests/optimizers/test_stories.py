"""What the course's tables say of rules on landscapes, found again with the core."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from optimizers import landscapes, maps, rules
from optimizers.arithmetic import Array
from optimizers.descent import Kind, descend
from optimizers.landscape import Landscape, Point
from optimizers.landscapes.goldstein_price import GoldsteinPrice
from optimizers.landscapes.mccormick import McCormick
from optimizers.landscapes.ravine import Ravine
from optimizers.landscapes.three_hump_camel import ThreeHumpCamel
from optimizers.outcomes import Endings, endings
from optimizers.rule import Rule
from optimizers.rules.adam import Adam
from optimizers.rules.gradient_descent import GradientDescent
from optimizers.rules.momentum import Momentum
from optimizers.rules.newton import Newton

RULES: Any = rules.catalogue()
LANDSCAPES: Any = landscapes.catalogue()
NEVER = np.inf
FEW = 5
"""Steps: a run that leaps about may stand low in its last ones by chance."""


@pytest.mark.parametrize(
    ("rate", "kind"),
    [
        (0.09, Kind.TRAPPED), (0.091, Kind.CONVERGED), (0.2, Kind.CONVERGED), (0.254, Kind.CONVERGED),
        (0.262, Kind.RAN_OUT), (0.273, Kind.CONVERGED), (0.307, Kind.CONVERGED), (0.31, Kind.DIVERGED),
    ],
)  # fmt: skip
def test_on_the_three_hump_camel_descent_stays_leaps_out_or_diverges_as_its_rate_says(rate: float, kind: Kind) -> None:
    assert descend(GradientDescent(lr=rate), ThreeHumpCamel(), ThreeHumpCamel.start, 1000).outcome.kind is kind


def test_on_the_three_hump_camel_adams_even_steps_stay_in_the_hollow() -> None:
    run = descend(Adam(lr=0.1), ThreeHumpCamel(), ThreeHumpCamel.start, 500)
    assert run.outcome.kind is Kind.TRAPPED
    assert run.losses[-1] == pytest.approx(0.299, abs=5e-4)


def test_on_goldstein_and_price_descent_survives_only_a_tiny_rate_and_adam_arrives() -> None:
    start = GoldsteinPrice.start
    assert descend(GradientDescent(lr=1.05e-4), GoldsteinPrice(), start, 2000).outcome.kind is not Kind.DIVERGED
    assert descend(GradientDescent(lr=1.07e-4), GoldsteinPrice(), start, 2000).outcome.kind is Kind.DIVERGED
    assert descend(Adam(lr=0.1), GoldsteinPrice(), start, 300).outcome.kind is Kind.CONVERGED


@pytest.mark.parametrize("name", ["gradient_descent", "momentum", "nesterov", "adagrad", "adadelta", "adam"])
def test_from_the_far_corner_of_mccormick_every_rule_ends_in_the_lesser_hollow(name: str) -> None:
    run = descend(RULES[name](lr=0.1), McCormick(), Point(3, 3), 4000)
    assert run.outcome.kind is Kind.TRAPPED
    assert run.losses[-1] == pytest.approx(1.2284, abs=1e-4)
    assert run.points[:, -1] == pytest.approx([2.594, 1.594], abs=1e-3)


def test_from_its_own_start_mccormick_lets_descent_find_the_lower_hollow_and_from_the_far_corner_never() -> None:
    mccormick = McCormick()
    own, far = (maps.sweep(GradientDescent(), mccormick, start, 300, "lr") for start in (McCormick.start, Point(3, 3)))
    assert "from (3, 3) gradient descent finds only the lesser" in McCormick.teaches
    assert Kind.CONVERGED in {kind for kind, _ in own.outcomes}
    assert Kind.CONVERGED not in {kind for kind, _ in far.outcomes}
    assert Kind.TRAPPED in {kind for kind, _ in far.outcomes}


def test_below_mccormicks_minimum_outside_its_view_nothing_has_been_reached() -> None:
    run = descend(Newton(), McCormick(), Point(3, 3), 200)
    assert run.losses[-1] < McCormick().lowest
    assert run.outcome.kind is not Kind.CONVERGED


def test_descent_beats_momentum_on_himmelblau_and_loses_on_the_ravine() -> None:
    assert _best("gradient_descent", LANDSCAPES["himmelblau"](), (0, 0)) <= 10
    assert _best("momentum", LANDSCAPES["himmelblau"](), (0, 0)) == pytest.approx(112, abs=6)
    assert _best("gradient_descent", Ravine(), (-1.8, 0.9)) == pytest.approx(196, abs=10)
    assert _best("momentum", Ravine(), (-1.8, 0.9)) == pytest.approx(99, abs=2)


def test_the_longer_the_ravine_the_more_momentum_wins() -> None:
    long = Ravine(kappa=1000)
    alone = _best("gradient_descent", long, (-1.8, 0.9), steps=2200, rates=(1.8e-3, 2.1e-3))
    assert alone == pytest.approx(1927, rel=0.05)
    assert _best("momentum", long, (-1.8, 0.9)) == pytest.approx(131, abs=3)


def test_momentum_leaps_the_lesser_well_and_overshoots_in_the_bowl() -> None:
    assert _best("gradient_descent", LANDSCAPES["two_wells"](), (0.75, 1.6)) == NEVER
    assert _stays_under(Momentum(lr=0.038), LANDSCAPES["two_wells"](), Point(0.75, 1.6)) == 90
    assert _best("momentum", LANDSCAPES["bowl"](), (-2.4, 1.8)) == pytest.approx(63, abs=4)
    assert _best("gradient_descent", LANDSCAPES["bowl"](), (-2.4, 1.8)) <= 2


def test_nesterov_bears_too_small_a_rate_for_rosenbrock_where_momentum_arrives() -> None:
    assert _best("nesterov", LANDSCAPES["rosenbrock"](), (0.2, 0.5)) == NEVER
    assert _best("momentum", LANDSCAPES["rosenbrock"](), (0.2, 0.5)) == pytest.approx(116, abs=2)


def test_adagrad_suffers_on_a_valley_across_the_axes_and_nesterov_on_a_very_long_one() -> None:
    assert _best("adagrad", LANDSCAPES["matyas"](), (-9, -4)) == pytest.approx(70, abs=2)
    assert _best("nesterov", LANDSCAPES["matyas"](), (-9, -4)) == pytest.approx(45, abs=2)
    assert _best("nesterov", Ravine(kappa=1000), (-1.8, 0.9)) == NEVER


def test_adadelta_at_its_defaults_is_slow_in_the_bowl_and_on_the_camel() -> None:
    assert _stays_under(RULES["adadelta"](), LANDSCAPES["bowl"](), Point(-2.4, 1.8)) == NEVER
    assert _best("adagrad", LANDSCAPES["bowl"](), (-2.4, 1.8)) == 3
    assert _best("adadelta", LANDSCAPES["six_hump_camel"](), (-1.5, -0.5)) == NEVER


def _stays_under(rule: Rule, landscape: Landscape, start: Point, steps: int = 200) -> float:
    points = descend(rule, landscape, start, steps).points
    return float(_steps_until(endings(landscape, points[:, None, :]), landscape)[0])


def _best(
    name: str,
    landscape: Landscape,
    start: tuple[float, float],
    steps: int = 200,
    rates: tuple[float, float] = (1e-4, 10.0),
) -> float:
    """The fewest steps until f − f* stays under 1e-3, over a fine sweep of the learning rate."""
    values = np.geomspace(*rates, 400)
    starts = np.repeat(np.array([start], dtype=float).T, len(values), axis=1)
    points = maps.together(dataclasses.replace(RULES[name](), lr=values), landscape, starts, steps)
    return float(_steps_until(endings(landscape, points), landscape).min())


def _steps_until(ending: Endings, landscape: Landscape) -> Array:
    over = ~(ending.losses - landscape.lowest < 1e-3)
    columns = over.shape[1]
    last = np.where(over.any(axis=1), columns - 1 - over[:, ::-1].argmax(axis=1), -1)
    steps: Array = np.where(last >= columns - FEW, NEVER, last + 1.0)
    return steps
