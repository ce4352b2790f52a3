"""What the pairs say of the map is so: the core runs each."""

from dataclasses import replace

import numpy as np

from app.runs.address import parse_run
from app.runs.races import with_rate
from app.training.pairs import pairs
from optimizers import tuning
from optimizers.descent import Descent, Kind
from optimizers.rules.gradient_descent import GradientDescent
from optimizers.run import Run
from tests.addresses import asked


def run(title: str) -> Run:
    return parse_run(asked(next(pair.map_query for pair in pairs() if pair.title == title)))


def descent(title: str) -> Descent:
    return run(title).descend()


def test_titles_are_five_different_claims() -> None:
    assert len({pair.title for pair in pairs()}) == len(pairs()) == 5


def test_on_the_ravine_descent_jumps_from_wall_to_wall() -> None:
    y = descent("Steep valleys make descent zig-zag").points[1, :20]

    assert (np.sign(y[1:]) == -np.sign(y[:-1])).all()


def test_on_a_bowl_a_rate_above_the_limit_flies_away_and_one_below_arrives() -> None:
    above = run("A rate is safe or it diverges")
    below = replace(above, rule=GradientDescent(lr=1.9), steps=400)

    assert np.hypot(*above.descend().points[:, -1]) > np.hypot(*above.start)
    assert below.descend().outcome.kind is Kind.CONVERGED


def test_on_the_ravine_the_best_rate_lies_a_few_per_cent_below_the_limit() -> None:
    this = run("The best rate lies close to the limit")
    best = tuning.best_rate(this.rule, this.landscape, this.start, this.steps)

    assert best is not None
    assert 0.93 < best.rate / 0.02 < 1


def test_on_the_bowl_descent_arrives_at_once_and_adam_after_many_steps() -> None:
    adam = run("Adam is the slow one")
    best = tuning.best_rate(adam.rule, adam.landscape, adam.start, adam.steps)
    plain = replace(adam, rule=GradientDescent(lr=1.0)).descend().outcome

    assert best is not None
    at_best = replace(adam, rule=with_rate(adam.rule, best.rate)).descend().outcome
    assert (plain.kind, plain.step) == (Kind.CONVERGED, 1)
    assert at_best.step > 10


def test_adagrads_rate_only_falls() -> None:
    rates = descent("Adagrad’s rate dies").rates

    assert rates is not None
    assert (np.diff(rates, axis=1) <= 0).all()
