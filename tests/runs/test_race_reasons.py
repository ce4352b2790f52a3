"""Every number in what is said of a racer's path is the path's own, found again another way."""

import math
import random
import re
from itertools import pairwise

import pytest
from werkzeug.datastructures import MultiDict

from app.runs.race_reasons import reason, walk
from app.runs.races import RacerResult, parse_race
from optimizers import landscapes, rules
from optimizers.descent import Kind
from optimizers.outcomes import SUCCESSES
from tests.sampling import Sample

LANDSCAPES = sorted(landscapes.catalogue())
SIX = ["gradient_descent", "momentum", "nesterov", "adagrad", "adadelta", "adam"]


def race(landscape: str, **settings: str) -> tuple[RacerResult, ...]:
    pairs = [("optimizer", each) for each in SIX] + [("landscape", landscape), *settings.items()]
    return parse_race(MultiDict(pairs)).results()


def some(sample: Sample, seed: int) -> list[RacerResult]:
    dice = random.Random(seed)
    rates = [f"{10 ** dice.uniform(-3, 0.5):.3g}" for _ in LANDSCAPES]
    races = [race(each, rates="same", lr=lr, gradients="60") for each, lr in zip(LANDSCAPES, rates, strict=True)]
    return sample([result for results in races for result in results], 80)


def places(result: RacerResult) -> list[tuple[float, float]]:
    """The points as far as the arrival, or all of them."""
    outcome = result.descent.outcome
    points = list(zip(*result.descent.points.tolist(), strict=True))
    return points[: outcome.step + 1] if outcome.kind in SUCCESSES else points


def turns(path: list[tuple[float, float]], smallest: float) -> int:
    count = 0
    for axis in (0, 1):
        moves = [b[axis] - a[axis] for a, b in pairwise(path)]
        moves = [move for move in moves if abs(move) > smallest]
        count += sum((a < 0) != (b < 0) for a, b in pairwise(moves))
    return count


def test_the_step_at_which_a_tenth_of_the_way_is_left_is_the_first(sample: Sample, seed: int) -> None:
    told = [
        (result, found)
        for result in some(sample, seed)
        if (found := re.search(r"at step (\d+); (\d+)", reason(result)))
    ]
    for result, found in told:
        path, minima = places(result), result.descent.landscape.minima
        goal = min(((each.x, each.y) for each in minima), key=lambda each: math.dist(each, path[-1]))
        step, rest = map(int, found.groups())
        assert math.dist(path[step], goal) <= 0.1 * math.dist(path[0], goal) < math.dist(path[step - 1], goal)
        assert step + rest == len(path) - 1
    assert told


def test_turns_are_counted_as_a_finger_would(sample: Sample, seed: int) -> None:
    for result in some(sample, seed):
        if result.descent.landscape.minima and result.descent.outcome.kind is not Kind.DIVERGED:
            smallest = 1e-6 * result.descent.landscape.view.radius
            assert walk(result.descent).turns == turns(places(result), smallest)


def test_a_racer_that_was_thrown_out_took_longer_and_longer_steps_from_there(sample: Sample, seed: int) -> None:
    for result in some(sample, seed):
        if result.descent.outcome.kind is Kind.DIVERGED:
            step = int(re.findall(r"From step (\d+) on", reason(result))[0])
            lengths = [math.dist(a, b) for a, b in pairwise(places(result))]
            lengths = [length for length in lengths if math.isfinite(length)]
            assert all(a < b for a, b in pairwise(lengths[step - 1 :]))


def test_a_rate_is_called_held_only_by_the_limit_of_its_rule() -> None:
    descent, momentum, nesterov, adagrad, *_ = map(reason, race("ravine", rates="same", lr="0.012", gradients="50"))
    assert "no rate above 0.02 is stable" in descent
    assert "no rate above" not in momentum  # its limit is 0.038
    assert "no rate above 0.0136 is stable" in nesterov
    assert "its first rate along x is 50 times that along y" in adagrad


@pytest.mark.parametrize("landscape", ["saddle", "monkey_saddle"])
def test_where_there_is_no_minimum_the_steps_are_told(landscape: str) -> None:
    for result in race(landscape, rates="same", lr="0.05", gradients="100"):
        assert re.match(r"(Its first step is|From step) ", reason(result))


def test_every_rule_on_every_landscape_has_a_reason() -> None:
    for rule in rules.catalogue():
        args = MultiDict([("optimizer", rule), ("landscape", "himmelblau"), ("rates", "own"), ("gradients", "30")])
        assert all(reason(result).endswith(".") for result in parse_race(args).results())
