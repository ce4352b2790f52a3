"""Straight loops: every number as the plain loop gives it, and what cannot be written out keeps the plain loop."""

from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pytest

from optimizers import arithmetic, beyond, descent, landscapes, rules
from optimizers.arithmetic import Number
from optimizers.beyond import Setting
from optimizers.descent import descend
from optimizers.landscape import Point
from optimizers.landscapes.ravine import Ravine
from optimizers.outcomes import NEVER
from optimizers.rule import FirstOrderRule
from optimizers.rules.gradient_descent import GradientDescent
from optimizers.rules.momentum import Momentum, MomentumState
from optimizers.straight_loops import straight_follower, straight_loop
from tests.optimizers.random_runs import Drawn, draw
from tests.sampling import Sample

RULES: Any = rules.catalogue()
LANDSCAPES: Any = landscapes.catalogue()
FIRST_ORDER = [name for name, rule in RULES.items() if issubclass(rule, FirstOrderRule)]
PAIRS = [*product(FIRST_ORDER, LANDSCAPES)]


def assert_same_both_ways(run: Drawn) -> bool:
    """Whether a straight loop was there; what it and the plain loop leave is compared bit for bit."""
    setting = Setting(run.rule, run.landscape, None, run.seed)
    loop = descent._straight(setting)
    if loop is None:
        return False
    x, y = map(float, run.start)
    with np.errstate(all="ignore"):
        plain = descent._followed(setting, x, y, run.steps)
        straight = descent._follow_straight(loop, setting, x, y, run.steps)
    assert bits(straight) == bits(plain), run
    assert judged(setting, straight) == judged(setting, plain), run
    return True


def judged(setting: Setting, track: Any) -> tuple[Any, ...]:
    run = descent._descent(setting, track)
    return run.outcome, run.losses.tobytes(), run.excess.tobytes()


def bits(track: Any) -> tuple[Any, ...]:
    arrays = (track.points, track.gradients, *track.state, track.factors)
    last = [[*map(float, each)] if isinstance(each, tuple) else float(each) for each in track.place]
    return type(track.state), track.evaluations, str(last), [(each.shape, each.tobytes()) for each in arrays]


def test_every_pair_gives_the_numbers_of_the_plain_loop(sample: Sample) -> None:
    straight = 0
    for rule_id, landscape_id in (drawn := sample(PAIRS, 120)):
        landscape = LANDSCAPES[landscape_id]()
        straight += assert_same_both_ways(Drawn(RULES[rule_id](), landscape, landscape.start, 150, None, 0))
    assert straight > len(drawn) / 2, "most pairs have a loop of their own"


def test_any_settings_give_the_numbers_of_the_plain_loop(seed: int, sample: Sample) -> None:
    dice = np.random.default_rng(seed)
    tried = [
        assert_same_both_ways(run) for run in (draw(dice, 200) for _ in sample(range(2000), 250)) if not run.schedule
    ]

    assert sum(tried) > len(tried) / 4


def assert_left_both_ways(run: Drawn, tolerance: float) -> float | None:
    """When a run leaves its goal beyond its end, by the straight loop and step by step; None without such a loop."""
    wide: Any = type("Wide", (type(run.landscape),), {"tolerance": tolerance})
    setting = Setting(run.rule, wide(**vars(run.landscape)), None, run.seed)
    kinds: Any = type(run.rule), wide
    if not isinstance(run.rule, FirstOrderRule) or not (loop := straight_follower(*kinds)):
        return None
    with np.errstate(all="ignore"):
        track = descent._followed(setting, float(run.start[0]), float(run.start[1]), run.steps)
        losses = setting.landscape.f(track.points)
    beyond_end = range(run.steps, run.steps + 700)
    straight = beyond._straight(loop, setting, track.place, beyond_end)
    assert straight == beyond._step_by_step(setting, track.place, beyond_end, losses), run
    return straight


def test_a_run_is_followed_beyond_its_end_by_the_numbers_of_the_plain_loop(seed: int, sample: Sample) -> None:
    dice = np.random.default_rng(seed)
    drawn = [run for run in (draw(dice, 100) for _ in sample(range(1000), 120)) if run.landscape.epoch_length == 1]
    found = [assert_left_both_ways(run, float(10 ** dice.uniform(-3, 2))) for run in drawn if not run.schedule]
    tried = [left for left in found if left is not None]
    assert len(tried) > len(found) / 4
    assert 0 < sum(left < NEVER for left in tried) < len(tried), "some leave and some stay"


@pytest.mark.parametrize("rule_id", FIRST_ORDER)
def test_a_cycle_and_a_rest_end_what_is_followed_as_step_by_step(rule_id: str) -> None:
    for lr in (1.0, 2.0, 0.5):
        assert_left_both_ways(Drawn(RULES[rule_id](lr=lr), LANDSCAPES["bowl"](), Point(1.0, 0.5), 60, None, 0), 10.0)


@pytest.mark.parametrize("lr", [1e3, 1e150])
@pytest.mark.parametrize("rule_id", FIRST_ORDER)
def test_what_overflows_is_the_same_too(rule_id: str, lr: float) -> None:
    for landscape_id in ("rosenbrock", "ackley", "two_wells", "goldstein_price"):
        landscape = LANDSCAPES[landscape_id]()
        assert_same_both_ways(Drawn(RULES[rule_id](lr=lr), landscape, landscape.start, 20, None, 0))


@pytest.mark.parametrize("rule_id", ["gradient_descent", "momentum", "nesterov", "adagrad", "adadelta", "adam"])
def test_the_rules_of_the_lessons_are_straight(rule_id: str) -> None:
    assert straight_loop(RULES[rule_id], Ravine) is not None


@pytest.mark.parametrize("landscape_id", ["ravine", "rosenbrock", "matyas", "six_hump_camel", "saddle", "ackley"])
def test_their_landscapes_are_written_into_the_loop(landscape_id: str) -> None:
    loop: Any = straight_loop(Momentum, LANDSCAPES[landscape_id])

    assert "landscape.gradient" not in loop.__code__.co_names
    assert "gradient" not in loop.__code__.co_names


@dataclass(frozen=True)
class Branching(GradientDescent):
    def update(self, t: Number, theta: Number, g: Number, state: Any) -> tuple[Number, Any]:
        if t > 5:
            return theta - self.lr, state
        return theta - self.lr * g, state


@dataclass(frozen=True)
class Counting(GradientDescent):
    def update(self, t: Number, theta: Number, g: Number, state: Any) -> tuple[Number, Any]:
        return theta - sum(self.lr * g for _ in range(int(t))), state


@dataclass(frozen=True)
class Calling(Momentum):
    def update(self, t: Number, theta: Number, g: Number, state: Any) -> tuple[Number, Any]:
        moved, after = super().update(t, theta, g, state)
        return moved, after


@dataclass(frozen=True)
class Choosing(GradientDescent):
    def update(self, t: Number, theta: Number, g: Number, state: Any) -> tuple[Number, Any]:
        return theta - (self.lr if t > 5 else 2 * self.lr) * g, state


class Two(NamedTuple):
    a: Number
    b: Number


@dataclass(frozen=True)
class Trading(FirstOrderRule[Two]):
    lr: float = 0.01

    def init(self, theta: Number) -> Two:
        return Two(theta, 0.0 * theta)

    def update(self, t: Number, theta: Number, g: Number, state: Two) -> tuple[Number, Two]:
        return theta - self.lr * g / t, Two(b=state.a, a=state.b)

    def parts(self, *_: Any) -> Any: ...


@pytest.mark.parametrize("rule", [Branching, Counting, Choosing, Trading])
def test_what_is_more_than_assignments_keeps_the_plain_loop(rule: Any) -> None:
    assert straight_loop(rule, Ravine) is None
    assert descend(rule(lr=0.01), Ravine(), Ravine.start, 20).points.shape == (2, 21)


@dataclass(frozen=True)
class Shared(Momentum):
    def update(self, t: Number, theta: Number, g: Number, state: MomentumState) -> tuple[Number, MomentumState]:
        """Helpers, constants, a rebound name, keywords, a root of what may be negative, and a power of the time."""
        share = self._share(t)
        share, rest = 1 - share, share
        v = arithmetic.sqrt(g) * rest + self.momentum * state.v
        v = v + share
        return theta - self.lr * v, MomentumState(v=v)

    def _share(self, t: Number) -> Number:
        return HALF * self.momentum**t


HALF = 0.5


def test_helpers_and_constants_are_written_out_too() -> None:
    assert straight_loop(Shared, Ravine) is not None
    assert assert_same_both_ways(Drawn(Shared(), Ravine(), Ravine.start, 50, None, 0))


def test_a_method_that_is_inherited_is_written_out_too() -> None:
    assert straight_loop(Calling, Ravine) is not None
    assert assert_same_both_ways(Drawn(Calling(), Ravine(), Ravine.start, 50, None, 0))


@dataclass(frozen=True)
class Waved(Ravine):
    def gradient(self, theta: Number) -> tuple[Number, Number]:
        x, y = (arithmetic.sin(each) for each in theta)
        return x, y


def test_a_gradient_that_cannot_be_written_out_is_called() -> None:
    loop: Any = straight_loop(Momentum, Waved)

    assert "gradient" in loop.__code__.co_names
    assert assert_same_both_ways(Drawn(Momentum(), Waved(), Ravine.start, 50, None, 0))


def test_a_source_that_is_nowhere_keeps_the_plain_loop() -> None:
    names: dict[str, Any] = {"Momentum": Momentum}
    exec("class Typed(Momentum):\n    def update(self, t, theta, g, state):\n        return theta, state\n", names)

    assert straight_loop(names["Typed"], Ravine) is None
