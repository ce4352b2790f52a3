"""The best rate is one that a careful person would choose: it succeeds, and so do its neighbours."""

import dataclasses
from typing import Any, NamedTuple

import numpy as np
import pytest

from optimizers import landscapes, maps, rules
from optimizers.beyond import Setting
from optimizers.descent import Kind, descend
from optimizers.landscape import Landscape
from optimizers.landscapes.goldstein_price import GoldsteinPrice
from optimizers.landscapes.rare_feature import RareFeature
from optimizers.landscapes.ravine import Ravine
from optimizers.outcomes import SUCCESSES, Endings
from optimizers.tuning import AS_GOOD, SPACING, Best, best_rate, grid
from tests.optimizers.random_runs import Drawn, draw
from tests.sampling import examples

RULES: Any = rules.catalogue()
LANDSCAPES: Any = landscapes.catalogue()


def found(run: Drawn) -> Best | None:
    return best_rate(run.rule, run.landscape, run.start, run.steps, schedule=run.schedule, seed=run.seed)


def judged(run: Drawn, rates: Any, seed: int = 0) -> Endings:
    setting = Setting(run.rule, run.landscape, run.schedule, run.seed + seed)
    return maps.runs_at(setting, "lr", rates, run.start, run.steps)[1]


def tuned_runs(seed: int, count: int, sampled: bool = False) -> list[Drawn]:
    dice = np.random.default_rng(seed)
    drawn = (draw(dice, 150) for _ in range(2000))
    usable = (run for run in drawn if hasattr(run.rule, "lr") and (run.landscape.epoch_length > 1) == sampled)
    return [run for run, _ in zip(usable, range(count), strict=False)]


class Definition(NamedTuple):
    """What each rate that may be chosen is worth, the least being best: steps where runs succeed, else a mean loss."""

    worth: dict[float, float]
    succeeds: bool


def by_definition(ended: Endings, rates: Any, lowest: float) -> Definition:
    """The choice spelt out, from how the run at every rate ended when all were followed."""
    success, last = [kind in SUCCESSES for kind in ended.kinds], len(rates) - 1
    around = [[at for at in (here - 1, here, here + 1) if 0 <= at <= last] for here in range(last + 1)]
    worst = {
        here: max(ended.steps[at] for at in three)
        for here, three in enumerate(around)
        if all(success[at] for at in three)
    }
    if worst:
        return Definition({float(rates[here]): float(steps) for here, steps in worst.items()}, True)
    width = max(1, -(-(ended.losses.shape[1] - 1) // 4))
    away = abs(ended.losses - lowest) if lowest > -np.inf else ended.losses
    means = {
        float(rates[here]): float(away[here, -width:].mean())
        for here, three in enumerate(around)
        if all(ended.kinds[at] is not Kind.DIVERGED for at in three) and np.isfinite(ended.losses[here]).all()
    }
    return Definition(means, False)


def test_the_best_rate_of_random_runs_is_the_one_of_the_definition(seed: int) -> None:
    for run in tuned_runs(seed, examples(25)):
        rates = grid(Setting(run.rule, run.landscape, run.schedule, run.seed))
        best, wanted = found(run), by_definition(judged(run, rates), rates, run.landscape.lowest)
        assert (best is None) == (not wanted.worth), run
        if best:
            least = min(wanted.worth.values())
            assert best.succeeds == wanted.succeeds, run
            # Where runs end at one place, means differ by rounding alone, which goes by how many are computed together.
            assert wanted.worth[best.rate] == pytest.approx(least, rel=1e-9, abs=1e-12), run
            tied = [rate for rate, worth in wanted.worth.items() if worth == least] if best.succeeds else [best.rate]
            assert best.rate == min(tied), run


def test_on_sampled_data_it_is_the_lowest_mean_of_the_last_quarter_over_five_seeds(seed: int) -> None:
    for run in tuned_runs(seed, examples(6), sampled=True):
        best = found(run)
        assert (best and best.rate) == lowest_on_average(run), run


def lowest_on_average(run: Drawn) -> float | None:
    rates = grid(Setting(run.rule, run.landscape, run.schedule, run.seed))
    ended = [judged(run, rates, seed) for seed in range(5)]
    width = max(1, -(-run.steps // 4))
    means = np.mean([each.losses[:, -width:].mean(axis=1) for each in ended], axis=0)
    gone = np.array([any(each.kinds[at] is Kind.DIVERGED for each in ended) for at in range(len(rates))])
    beside = np.convolve(gone, [1, 1, 1], "same") > 0
    return None if beside.all() else float(rates[np.where(beside, np.inf, means).argmin()])


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if hasattr(rule(), "lr")], ids=lambda rule: rule.id)
def test_the_grid_spans_the_slider_in_steps_of_three_per_cent(rule: Any) -> None:
    rates = grid(Setting(rule(), Ravine(), None, 0))
    (slider,) = (each for each in rule.hyperparameters() if each.name == "lr")
    assert (rates[0], rates[-1]) == (slider.low, slider.high)
    assert (rates[1:] / rates[:-1]).max() < SPACING * 1.001


def test_every_rate_of_the_band_arrives_about_as_early() -> None:
    ravine = Ravine()
    for name in ("momentum", "nesterov", "adagrad", "adam"):
        best = best_rate(RULES[name](), ravine, ravine.start, 200)
        assert best is not None
        step = descend(RULES[name](lr=best.rate), ravine, ravine.start, 200).outcome.step
        for rate in np.geomspace(best.low, best.high, 7):
            run = descend(RULES[name](lr=float(f"{rate:.3g}")), ravine, ravine.start, 200)
            assert run.outcome.kind is Kind.CONVERGED, (name, rate)
            assert run.outcome.step <= 1.1 * AS_GOOD * step


def test_one_per_cent_more_or_less_is_nearly_as_good() -> None:
    """A rate of the first touch was 101 steps for Adam on the ravine, and 143 one per cent beside it."""
    ravine, adam = Ravine(), RULES["adam"]()
    best = best_rate(adam, ravine, ravine.start, 200)
    assert best is not None
    for share in (0.99, 1.01):
        run = descend(dataclasses.replace(adam, lr=share * best.rate), ravine, ravine.start, 200)
        assert run.outcome.kind is Kind.CONVERGED


def test_no_best_rate_is_told_where_runs_diverge_at_every_one() -> None:
    """Momentum on Goldstein–Price from its own start: the rate of the first touch diverged at step 4."""
    start = GoldsteinPrice.start
    assert best_rate(RULES["momentum"](), GoldsteinPrice(), start, 200) is None
    slowest = descend(RULES["momentum"](), GoldsteinPrice(), start, 200)
    assert descend(RULES["momentum"](lr=1e-4), GoldsteinPrice(), start, 200).outcome.kind is Kind.DIVERGED
    assert slowest.outcome.kind is Kind.DIVERGED


def test_on_the_rare_feature_the_best_rate_is_one_that_hovers_low() -> None:
    rare = RareFeature()
    best = best_rate(RULES["gradient_descent"](), rare, rare.start, 200)
    assert best is not None
    levels = {rate: np.mean([_level(rate, rare, seed) for seed in range(20, 30)]) for rate in (best.rate, 9.53)}
    assert levels[best.rate] < 0.1 * levels[9.53]


def _level(rate: float, rare: RareFeature, seed: int) -> float:
    level = descend(RULES["gradient_descent"](lr=rate), rare, rare.start, 200, seed=seed).outcome.level
    assert level is not None
    return level


def test_separate_rates_help_along_the_axes_and_not_along_a_diagonal() -> None:
    """What the site says of Matyas's function, a ravine of κ 25 turned by 45 degrees, at the best rate of each rule."""
    matyas, ravine = LANDSCAPES["matyas"](), Ravine(kappa=25)
    xx, xy, yy = matyas.hessian((0.0, 0.0))
    assert xx == yy
    assert (xx + abs(xy)) / (xx - abs(xy)) == pytest.approx(25)
    steps = {
        (land.name, name): descend(RULES[name](lr=_best(name, land)), land, land.start, 400).outcome.step
        for land in (matyas, ravine)
        for name in ("gradient_descent", "adagrad")
    }
    assert steps["Matyas", "adagrad"] > steps["Matyas", "gradient_descent"]
    assert steps[ravine.name, "adagrad"] < steps[ravine.name, "gradient_descent"] / 10


def _best(name: str, land: Landscape) -> float:
    best = best_rate(RULES[name](), land, land.start, 400)
    assert best is not None
    return best.rate
