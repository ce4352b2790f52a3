"""What explanations say of runs, computed: ranges, shares and comparisons that a single proof in a bank cannot hold."""

import math
from collections.abc import Callable, Iterable

import numpy as np
import pytest

from optimizers.descent import Descent
from quizzes import bank
from quizzes.checks import variants
from quizzes.measures import first_below, turns
from quizzes.questions import Answer, mark, pose
from quizzes.runs import descend_run
from quizzes.variants import Variant

COURSE = bank.load()


def run(rule: str, landscape: str, **settings: object) -> Descent:
    given = "&".join(f"{name.replace('__', '.')}={value}" for name, value in settings.items())
    return descend_run(f"optimizer={rule}&landscape={landscape}&{given}")


def solves(question: str, name: str, values: Iterable[float], draw: int = 0) -> list[bool]:
    """Which settings solve a challenge."""
    asked = COURSE.question(question)
    _, key = pose(asked, variants(asked)[draw])
    return [mark(key, Answer("challenge", settings=((name, value),))).right for value in values]


def rests_from(descent: Descent) -> float:
    """The step from which a run stays within the landscape's tolerance, as far as it goes."""
    off = np.flatnonzero(np.abs(descent.excess) >= descent.landscape.tolerance)
    last = int(off[-1]) + 1 if off.size else 0
    return last if last < descent.losses.size else math.inf


@pytest.mark.parametrize(
    ("question", "name", "beside"),
    [
        ("momentum-over-the-rim", "momentum", lambda low, high: (low - 0.03, high + 0.03)),
        ("final-saved-by-momentum", "momentum", lambda low, high: (low - 0.03, high + 0.03)),
        ("adam-past-the-hump", "lr", lambda low, high: (low * 0.94, high * 1.1)),
        ("adadelta-wake-it-up", "eps", lambda low, high: (low * 0.85, high * 1.4)),
    ],
)
def test_a_challenge_is_solved_in_the_range_that_is_told_and_not_beside_it(
    question: str, name: str, beside: Callable[[float, float], tuple[float, float]]
) -> None:
    asked = COURSE.question(question)
    for draw, drawn in enumerate(variants(asked)):
        low, high = (float(Variant(asked, drawn).values[side]) for side in ("low", "high"))
        assert all(solves(question, name, np.linspace(low, high, 20), draw))
        assert not any(solves(question, name, beside(low, high), draw))


@pytest.mark.parametrize("draw", range(3))
def test_adagrad_arrives_without_overshoot_in_the_range_that_is_told(draw: int) -> None:
    asked = COURSE.question("adagrad-in-ten-steps")
    values = Variant(asked, variants(asked)[draw]).values
    low, high = float(values["low"]), float(values["high"])
    assert all(solves(asked.id, "lr", np.linspace(low, high, 40), draw))
    assert not any(solves(asked.id, "lr", (low * 0.85, high * 1.1, 5), draw))
    scale = float(values["scale"])
    start = f"{-1.8 * scale},{0.9 * scale}"
    late = run("adagrad", "ravine", landscape__kappa=1000, start=start, lr=5, steps=40)
    assert first_below(late, 0.001) <= 12, "a rate beyond the range arrives as well"
    assert turns(late, "x") > 0


def test_no_gradient_descent_comes_down_that_valley_in_a_thousand_steps() -> None:
    for lr in np.linspace(0.0015, 2 / 1000, 30):
        descent = run("gradient_descent", "ravine", landscape__kappa=1000, start="-0.45,0.225", lr=lr, steps=1000)
        assert first_below(descent, 0.001) > 1000


@pytest.mark.parametrize("kappa", [10, 20, 40])
def test_two_over_one_plus_kappa_is_best_in_the_long_run_and_not_for_a_near_goal(kappa: int) -> None:
    best = 2 / (1 + kappa)

    def steps(lr: float, goal: float) -> float:
        return first_below(run("gradient_descent", "ravine", landscape__kappa=kappa, lr=lr, steps=500), goal)

    assert steps(0.97 * best, 0.01) < steps(best, 0.01)
    assert steps(best, 1e-9) <= min(steps(share * best, 1e-9) for share in (0.8, 0.9, 1.02, 1.04))


@pytest.mark.parametrize("lam", [3, 5])
def test_where_adadelta_cannot_settle_its_swings_grow_like_a_root_and_its_rate_stands_at_two_over_lambda(
    lam: int,
) -> None:
    long = run("adadelta", "ravine", landscape__kappa=lam, start="0,0.01", eps=0.01, rho=0.9, steps=2000)
    swing = np.abs(long.points[1])
    assert swing[2000] / swing[500] == pytest.approx(2, rel=0.05), "four times as long, twice as wide"
    assert long.rates is not None
    assert long.rates[1, -1] == pytest.approx(2 / lam, rel=0.01)


@pytest.mark.parametrize("lam", [1.2, 1.5])
def test_where_adadelta_settles_its_rate_climbs_to_one(lam: float) -> None:
    long = run("adadelta", "ravine", landscape__kappa=lam, start="0,0.01", eps=0.01, rho=0.9, steps=2000)
    assert long.rates is not None
    assert long.rates[1, -1] == pytest.approx(1)
    assert long.losses[-1] < 1e-10


def test_adagrad_at_its_best_rate_is_even_along_an_axis_and_not_along_a_diagonal() -> None:
    """A fair race: every rule at its own best rate, in equally narrow valleys, from like starts."""
    along, across = {"landscape__kappa": 25, "start": "-1.8,0.69", "steps": 300}, {"start": "-9,-4", "steps": 300}
    adagrad, descent = np.geomspace(0.3, 9.9, 50), np.linspace(0.9, 0.99, 30)

    def best(rule: str, landscape: str, rates: Iterable[float], **where: object) -> float:
        return min(rests_from(run(rule, landscape, lr=rate, **where)) for rate in rates)

    assert best("adagrad", "ravine", adagrad, **along) <= 12
    assert best("adagrad", "matyas", adagrad, **across) > 50
    assert 80 < best("gradient_descent", "ravine", descent * 2 / 25, **along) < 100
    assert 80 < best("gradient_descent", "matyas", descent * 2, **across) < 100


@pytest.mark.parametrize("kappa", [60, 100, 200])
def test_nesterov_creeps_well_below_its_limit_and_swings_close_to_it(kappa: int) -> None:
    def steps(share: float) -> float:
        rate = share / kappa
        return first_below(run("nesterov", "ravine", landscape__kappa=kappa, lr=rate, momentum=0.9, steps=300), 0.001)

    assert steps(1.2) < steps(1.3)
    assert steps(1.2) < steps(0.6)


def test_momentum_on_himmelblau_runs_through_the_first_basin_and_out_again() -> None:
    descent = run("momentum", "himmelblau", start="0,0", lr=0.01, momentum=0.9, steps=300)
    away = np.hypot(descent.points[0] - 3, descent.points[1] - 2)
    assert away.min() < 0.3
    assert away[-1] > 3


@pytest.mark.parametrize("lr", [0.05, 0.08])
def test_more_momentum_overshoots_farther(lr: float) -> None:
    def lowest(momentum: float) -> tuple[float, float]:
        descent = run("momentum", "ravine", landscape__kappa=4, lr=lr, momentum=momentum, steps=40)
        return float(-descent.points[1].min() / descent.points[1, 0]), float(descent.excess[-1])

    none, some, much = map(lowest, (0, 0.8, 0.95))
    assert none[0] < 0
    assert 0.4 < some[0] < 0.65
    assert some[1] < 0.001
    assert 0.8 < much[0] < 1
    assert much[1] > 0.03


def test_momentum_has_passed_the_minimum_by_step_24() -> None:
    values = Variant(COURSE.question("momentum-race"), ()).values
    assert float(values["x23"]) < 0 < float(values["x24"])
    assert values["n9"] == 71


def test_the_point_of_momentum_overshoot_lies_on_the_other_side() -> None:
    asked = COURSE.question("momentum-overshoot")
    for drawn in variants(asked):
        values = Variant(asked, drawn).values
        assert float(values["px"]) * float(values["x0"]) < 0
        assert float(values["py"]) * float(values["y0"]) < 0


@pytest.mark.parametrize("lr", [0.01, 0.1])
def test_nesterov_leaves_the_saddle_a_little_sooner_than_momentum(lr: float) -> None:
    ahead, plain = (
        run(rule, "saddle", start="1,0.01", lr=lr, momentum=0.9, steps=400) for rule in ("nesterov", "momentum")
    )
    assert plain.outcome.step - 5 <= ahead.outcome.step < plain.outcome.step


def test_paths_do_what_is_said_of_them_across_the_floor() -> None:
    def crossings(rule: str, **settings: object) -> int:
        return int(np.count_nonzero(np.diff(np.sign(run(rule, "ravine", **settings).points[1]))))

    assert crossings("gradient_descent", landscape__kappa=20, lr=0.02, steps=80) == 0
    assert crossings("adagrad", landscape__kappa=20, lr=0.4, steps=80) == 0
    assert crossings("adagrad", landscape__kappa=50, lr=0.3, steps=60) == 0
    assert crossings("momentum", landscape__kappa=20, lr=0.02, momentum=0.9, steps=80) > 10
    for lr in (0.15, 0.2):
        assert 0 < crossings("adam", landscape__kappa=50, lr=lr, steps=60) < 8


def test_gradient_descent_is_at_the_bottom_of_the_bowl_in_one_step_and_adam_at_no_rate() -> None:
    assert run("gradient_descent", "bowl", lr=1, steps=1).excess[-1] < 1e-12
    for lr in np.geomspace(0.001, 3, 60):
        assert run("adam", "bowl", lr=lr, steps=1).excess[-1] > 1e-6


def test_adams_first_step_climbs_before_it_leaves_the_dip() -> None:
    for lr in (0.32, 0.444, 0.6, 0.86):
        descent = run("adam", "six_hump_camel", start="-1.5,-0.5", lr=lr, steps=200)
        assert descent.losses[1] > descent.losses[0]


def test_the_rare_features_weight_keeps_the_higher_rate() -> None:
    descent = run("adagrad", "rare_feature", lr=0.5, steps=200)
    assert descent.rates is not None
    assert descent.rates[1, -1] > 5 * descent.rates[0, -1]
