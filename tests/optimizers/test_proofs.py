"""Proofs that a run stays: none is given where it does not, and what they rest on is so."""

import dataclasses
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from optimizers import landscapes, rules
from optimizers.beyond import Setting
from optimizers.company import Company
from optimizers.fading import FadingProof
from optimizers.hollows import REACH, hollows
from optimizers.landscape import Landscape
from optimizers.proofs import Contraction, Energy
from optimizers.rule import FirstOrderRule
from tests.optimizers.random_runs import draw
from tests.sampling import examples

RULES: Any = rules.catalogue()
LANDSCAPES: Any = landscapes.catalogue()
FIRST_ORDER = [rule for rule in RULES.values() if issubclass(rule, FirstOrderRule)]
LINEAR = tuple(rule.id for rule in FIRST_ORDER if rule.is_linear)
UNTIL = 6000
RUNS, PROVED = 2500, 12


@pytest.mark.parametrize(
    ("kind", "rules_tried"),
    [(Contraction, LINEAR), (Energy, ("adagrad", "adam", "rmsprop")), (FadingProof, ("adam", "adamw", "rmsprop"))],
)
def test_random_runs_that_are_proved_to_stay_do_stay(kind: Any, rules_tried: tuple[str, ...]) -> None:
    dice = np.random.default_rng(3)
    proved = 0
    for run in (draw(dice, 400) for _ in range(RUNS)):
        if proved == examples(PROVED):
            break
        if run.rule.id not in rules_tried or run.landscape.epoch_length > 1:
            continue
        company = Company(Setting(run.rule, run.landscape, None, 0), np.array([run.start]).T)
        company.paths(run.steps)
        if kind(run.rule, run.landscape).holds(run.steps, UNTIL, company.member(0)[1]):
            excess = run.landscape.f(company.paths(UNTIL - run.steps)) - run.landscape.lowest
            assert (np.abs(excess) < run.landscape.tolerance).all(), run
            proved += 1
    assert proved >= min(3, examples(PROVED))


@pytest.mark.parametrize("rule_id", ["adam", "adamw", "rmsprop"])
def test_rates_fade_as_said_while_gradients_are_small_enough(rule_id: str) -> None:
    dice = np.random.default_rng(6)
    for _ in range(100):
        rule = RULES[rule_id](lr=0.1, **({"weight_decay": 0.0} if rule_id == "adamw" else {}))
        state, theta, at = rule.init(0.0), 0.0, int(dice.integers(2, 60))
        for t in range(1, at + 1):
            theta, state = rule.update(t, theta, float(dice.normal()), state)
        ahead = np.arange(1.0, 200.0)
        fading = rule.fading(at, ahead, state)
        for step, (low, high) in enumerate(zip(fading.low, fading.high, strict=True), at + 1):
            g = float(dice.uniform(-1, 1)) * fading.undisturbed
            theta, after = rule.update(step, theta, g, state)
            lasts = 1 - rule.beta1**step if hasattr(rule, "beta1") else 1.0
            assert low * (1 - 1e-12) <= float(rule.effective_rate(step, state, after)) / lasts <= high * (1 + 1e-12)
            state = after


@pytest.mark.parametrize("rule", [rule for rule in FIRST_ORDER if rule.is_linear], ids=lambda rule: rule.id)
def test_a_rule_that_calls_itself_linear_is_so_at_every_step(rule: Any) -> None:
    dice = np.random.default_rng(0)
    kind = type(rule().init(0.0))
    for t in (1, 7, 1000):
        one, two = (dice.normal(size=2 + len(kind._fields)) for _ in range(2))
        a, b = dice.normal(size=2)
        moved = [flat(rule(lr=0.3).update(t, x[0], x[1], kind(*x[2:]))) for x in (one, two, a * one + b * two)]
        np.testing.assert_allclose(moved[2], a * moved[0] + b * moved[1], rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(flat(rule(lr=0.3).update(1, one[0], one[1], kind(*one[2:]))), moved[0])


def flat(moved: Any) -> Any:
    theta, state = moved
    return np.array([theta, *state])


@pytest.mark.parametrize("rule", FIRST_ORDER, ids=lambda rule: rule.id)
def test_a_rule_that_keeps_no_time_does_the_same_at_every_step(rule: Any) -> None:
    dice = np.random.default_rng(1)
    kind = type(rule().init(0.0))
    state, theta, g = kind(*dice.uniform(0.1, 1, len(kind._fields))), 0.7, -0.3
    early, late = (flat(rule().update(t, theta, g, state)) for t in (1, 50))
    assert (early == late).all() or not rule().keeps_no_time


@pytest.mark.parametrize("rule", FIRST_ORDER, ids=lambda rule: rule.id)
def test_no_gradients_make_a_coordinate_faster_than_its_pace(rule: Any) -> None:
    dice = np.random.default_rng(2)
    for _ in range(200):
        own = dataclasses.replace(rule(), lr=float(dice.uniform(0.01, 1)))
        state, theta = own.init(0.0), 0.0
        at, until = int(dice.integers(2, 60)), 90
        for t in range(1, at + 1):
            theta, state = own.update(t, theta, float(dice.normal()), state)
        pace = own.pace(at, until, state)
        if pace is None:
            return
        rates = []
        for t in range(at + 1, until + 1):
            theta, after = own.update(t, theta, float(dice.choice([0.0, dice.normal()])), state)
            lasts = 1 - own.beta1**t if hasattr(own, "beta1") else 1.0
            rates.append(float(own.effective_rate(t, state, after)) / lasts)
            state = after
        assert rates[0] <= pace.rate * (1 + 1e-12)
        assert max(rates) <= pace.highest * (1 + 1e-12)
        assert max(later / now for now, later in pairwise(rates)) <= pace.growth * (1 + 1e-12)


@pytest.mark.parametrize("landscape", [kind() for kind in LANDSCAPES.values()], ids=lambda each: each.id)
def test_in_a_hollow_the_curvatures_stay_as_said_and_its_rim_lies_higher(landscape: Landscape) -> None:
    dice = np.random.default_rng(4)
    for hollow in hollows(landscape):
        radius = min(hollow.radius, 1.0)
        angle, share = dice.uniform(0, 2 * np.pi, 500), np.sqrt(dice.uniform(0, 1, 500))
        ring = np.stack([np.cos(angle), np.sin(angle)])
        centre = np.array([[hollow.x], [hollow.y]])
        xx, xy, yy = landscape.hessian(centre + REACH * radius * share * ring)
        off = np.array(
            [[xx - hollow.hessian[0], xy - hollow.hessian[1]], [xy - hollow.hessian[1], yy - hollow.hessian[2]]]
        )
        assert np.abs(np.linalg.eigvalsh(np.moveaxis(off, 2, 0))).max() <= hollow.deviation + 1e-12
        assert (landscape.f(centre + radius * ring) - landscape.lowest).min() >= min(
            hollow.level, landscape.tolerance
        ) * (1 - 1e-9)
