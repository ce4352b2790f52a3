"""Arriving is staying: a run is called converged if it is at its goal for good, whatever number of steps is shown."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from optimizers import landscapes, maps, rules
from optimizers.descent import Kind, descend
from optimizers.landscape import Landscape, Point
from optimizers.landscapes.bowl import Bowl
from optimizers.landscapes.ravine import Ravine
from optimizers.landscapes.regression import Regression
from optimizers.outcomes import FURTHER, NEVER, Outcome, endings, horizon
from optimizers.verdicts import BRIEFLY, briefly
from tests.optimizers.random_runs import Drawn, draw
from tests.sampling import examples

RULES: Any = rules.catalogue()
LANDSCAPES: Any = landscapes.catalogue()
ROOT = Path(__file__).parents[2]
RUNS = 450


def converged_runs(seed: int, count: int) -> Iterator[tuple[Drawn, Outcome]]:
    dice = np.random.default_rng(seed)
    drawn = ((run, run.descend().outcome) for run in (draw(dice) for _ in range(count)))
    return ((run, outcome) for run, outcome in drawn if outcome.kind is Kind.CONVERGED)


def kept(runs: Iterator[tuple[Drawn, Outcome]]) -> list[bool]:
    """Of each run, whether it is called converged at the same step with four times the steps."""
    found = [(outcome, run.descend(times=4).outcome) for run, outcome in runs]
    return [(short.kind, short.step) == (long.kind, long.step) for short, long in found]


def test_of_random_runs_that_are_called_converged_99_in_100_are_so_at_the_same_step_with_four_times_the_steps() -> None:
    """A hundred runs that keep the law miss it by chance now and then: two standard deviations are let pass."""
    same = kept(converged_runs(20261130, examples(RUNS)))
    assert len(same) > examples(RUNS) / 20
    chance = 2 * np.sqrt(0.01 * 0.99 * len(same))
    assert sum(same) >= 0.99 * len(same) - chance


def test_no_other_draw_of_runs_speaks_against_99_in_100(seed: int) -> None:
    """Failures that would come once in a hundred million draws, if 99 in 100 kept their judgement, are too many."""
    same = kept(converged_runs(seed, examples(300)))
    assert binom.sf(len(same) - sum(same) - 1, len(same), 0.01) > 1e-8


def test_what_passes_the_minimum_and_swings_without_end_has_not_arrived() -> None:
    """Adadelta on the ravine with κ 3: under the tolerance at step 39, at f = .046 at step 200, at .55 at 1,000."""
    ravine = Ravine(kappa=3)
    run = descend(RULES["adadelta"](eps=0.003), ravine, ravine.start, 200)
    assert (run.outcome.kind, run.outcome.step, run.outcome.leaves) == (Kind.UNSETTLED, 39, None)
    assert run.outcome.message.startswith(
        "Passed within 10⁻⁶ of the lowest value at step 39, and left again: f = 0.0458"
    )


def test_what_leaves_beyond_the_steps_shown_has_not_arrived_and_the_step_is_said() -> None:
    ravine = Ravine()
    rule = RULES["rmsprop"](lr=0.01)
    run = descend(rule, ravine, ravine.start, 400)
    assert run.losses[-1] < ravine.tolerance
    assert run.outcome.kind is Kind.UNSETTLED
    assert run.outcome.leaves is not None
    longer = descend(rule, ravine, ravine.start, run.outcome.leaves)
    assert longer.losses[-1] >= ravine.tolerance > longer.losses[-2]
    assert str(run.outcome.leaves) in run.outcome.message


def test_the_order_of_kinds() -> None:
    bowl = Bowl()
    inside, outside, far = (1e-4, 0.0), (1.0, 0.0), (4000.0, 0.0)
    paths = {
        Kind.DIVERGED: [outside, inside, far],
        Kind.CONVERGED: [outside, inside, inside],
        Kind.UNSETTLED: [inside, outside, outside],
        Kind.RAN_OUT: [outside, outside, outside],
    }
    ended = endings(bowl, np.array(list(paths.values())).transpose(2, 0, 1))
    assert ended.kinds == tuple(paths)
    assert ended.steps.tolist() == [2, 1, 0, 2]


def test_a_touch_outranks_the_trap_in_which_a_run_ends() -> None:
    wells = LANDSCAPES["two_wells"]()
    deep, lesser = wells.minima
    path = np.array([[(deep.x, deep.y), (lesser.x, lesser.y), (lesser.x, lesser.y)]]).transpose(2, 0, 1)
    assert endings(wells, path).kinds == (Kind.UNSETTLED,)
    assert endings(wells, path[:, :, 1:]).kinds == (Kind.TRAPPED,)


@pytest.mark.parametrize("left", [11.0, NEVER])
def test_a_run_at_its_goal_in_the_end_is_believed_only_if_it_stays(left: float) -> None:
    asked = []

    def leaving(runs: Any, losses: Any, until: int) -> Any:
        asked.append((runs.tolist(), losses.shape, until))
        return np.array([left])

    points = np.zeros((2, 2, 11))
    points[0, 0] = 1.0
    ended = endings(Bowl(), points, leaving)
    assert asked == [([1], (1, 11), FURTHER)]
    assert ended.kinds == (Kind.RAN_OUT, Kind.CONVERGED if left == NEVER else Kind.UNSETTLED)


def test_every_kind_has_a_few_words_and_the_scripts_use_the_same() -> None:
    script = (ROOT / "static/runs/numbers.js").read_text()
    assert set(BRIEFLY) == set(Kind)
    for kind, words in BRIEFLY.items():
        assert briefly(Outcome(kind, 7, "")) == words.format(7)
        assert f"{kind.value}: (step) => `{words.format('${step}')}`" in script
    assert briefly(Outcome(Kind.UNSETTLED, 7, "", 0.0312)) == "hovers 0.031 above the minimum"
    assert briefly(Outcome(Kind.CONVERGED, 7, "", 0.0001)) == "arrives at step 7"


# Sampled data: the mean of an epoch


def regression(batch_size: int) -> Regression:
    return Regression(batch_size=batch_size)


def test_single_flowers_touch_the_goal_and_do_not_arrive() -> None:
    run = descend(RULES["gradient_descent"](lr=0.0402), regression(1), Regression.start, 600, seed=1)
    assert (run.outcome.kind, run.outcome.step) == (Kind.UNSETTLED, 149)
    assert run.outcome.level == pytest.approx(run.excess[-150:].mean())
    assert "hovers about the minimum, 2.57 above it on average" in run.outcome.message


def test_a_smaller_rate_hovers_lower() -> None:
    landscape = regression(1)
    swept = maps.sweep(RULES["gradient_descent"](), landscape, landscape.start, 2000, "lr", seed=1)
    known = {rate: level for rate, level in zip(swept.ticks, swept.levels, strict=True) if 0.004 < rate < 0.03}
    levels = list(known.values())
    assert len(levels) > 8
    assert levels == sorted(levels)


def test_whether_a_run_on_sampled_data_still_falls_is_said() -> None:
    landscape = regression(1)
    falling = descend(RULES["gradient_descent"](lr=0.001), landscape, landscape.start, 600, seed=1)
    settled = descend(RULES["gradient_descent"](lr=0.02), landscape, landscape.start, 2000, seed=1)
    assert falling.outcome.message.endswith("above the minimum on average, and still falling.")
    assert settled.outcome.message.endswith("above it on average.")


def test_with_all_examples_in_the_batch_the_ordinary_rule_holds() -> None:
    whole = regression(150)
    run = descend(RULES["gradient_descent"](lr=0.04), whole, whole.start, 600, seed=1)
    assert (run.outcome.kind, run.outcome.level) == (Kind.CONVERGED, None)
    assert run.excess[run.outcome.step - 1] >= whole.tolerance > run.excess[run.outcome.step]


def by_definition(landscape: Regression, excess: Any, shown: int) -> tuple[Kind, int]:
    """The judgement of a run on sampled data spelt out: `excess` is known beyond the `shown` steps."""
    epoch, tolerance = landscape.epoch_length, landscape.tolerance
    if shown + 1 < epoch:
        first = shown + 1 - max(1, -(-shown // 4))
        at_goal = excess[first : shown + 1].mean() < tolerance
    else:
        means = [excess[at : at + epoch].mean() for at in range(shown + 2 - epoch)]
        over = [at for at, mean in enumerate(means) if not mean < tolerance]
        first = over[-1] + 1 if over else 0
        at_goal = first < len(means)
    if at_goal and all(excess[at : at + epoch].mean() < tolerance for at in range(first, len(excess) + 1 - epoch)):
        return Kind.CONVERGED, first
    touched = np.flatnonzero(excess[: shown + 1] < tolerance)
    return (Kind.UNSETTLED, int(touched[0])) if touched.size else (Kind.RAN_OUT, shown)


def test_random_runs_on_sampled_data_are_judged_by_the_means_of_their_epochs(seed: int) -> None:
    dice = np.random.default_rng(seed)
    for _ in range(examples(30)):
        landscape = regression(int(dice.choice([10, 30, 75, 100, 140])))
        rule, steps = RULES["adagrad"](lr=float(np.exp(dice.uniform(-2, 0)))), int(dice.integers(1, 400))
        drawn = int(dice.integers(100))
        ours = descend(rule, landscape, landscape.start, steps, seed=drawn).outcome
        further = descend(rule, landscape, landscape.start, horizon(steps), seed=drawn).excess
        assert (ours.kind, ours.step) == by_definition(landscape, further, steps)


# Many runs together are judged as each alone


def test_every_tick_of_random_sweeps_is_judged_as_the_run_alone(seed: int) -> None:
    dice = np.random.default_rng(seed)
    for run in islice((draw(dice, 300) for _ in range(1000)), examples(8)):
        parameter = run.rule.hyperparameters()[int(dice.integers(len(run.rule.hyperparameters())))].name
        swept = maps.sweep(
            run.rule, run.landscape, run.start, run.steps, parameter, schedule=run.schedule, seed=run.seed
        )
        for tick in range(0, len(swept.ticks), 9):
            alone = run.at(parameter, swept.ticks[tick]).descend().outcome
            assert swept.outcomes[tick] == (alone.kind, alone.step), (run, parameter, swept.ticks[tick])
            assert swept.levels[tick] == pytest.approx(np.nan if alone.level is None else alone.level, nan_ok=True)


@pytest.mark.parametrize(("rule_id", "rate"), [("adam", 0.1), ("rmsprop", 0.01), ("momentum", 0.01), ("adadelta", 1.0)])
def test_a_map_of_starts_judges_each_as_the_run_alone(rule_id: str, rate: float, seed: int) -> None:
    himmelblau, rule = LANDSCAPES["himmelblau"](), RULES[rule_id](lr=rate)
    starts = np.random.default_rng(seed).uniform(-4, 4, (2, 700))
    ended = maps.basins(rule, himmelblau, starts, 150)
    for run in range(0, 700, 23):
        alone = descend(rule, himmelblau, Point(*starts[:, run].tolist()), 150).outcome
        assert (ended.kinds[run], ended.steps[run]) == (alone.kind, alone.step)


@pytest.mark.parametrize(
    ("rule", "landscape"),
    [
        (RULES["rmsprop"](lr=0.01), Ravine()),
        (RULES["adam"](lr=0.3), Ravine(kappa=3)),
        (RULES["gradient_descent"](lr=0.02), regression(75)),
        (RULES["adagrad"](lr=0.5), regression(100)),
    ],
)
def test_each_number_of_steps_is_judged_as_a_run_of_so_many(rule: Any, landscape: Landscape) -> None:
    swept = maps.sweep(rule, landscape, landscape.start, 2000, "steps", seed=3)
    for tick in range(0, len(swept.ticks), 5):
        alone = descend(rule, landscape, landscape.start, int(swept.ticks[tick]), seed=3).outcome
        assert swept.outcomes[tick] == (alone.kind, alone.step)
