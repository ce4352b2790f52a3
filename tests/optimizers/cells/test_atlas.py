"""A map's cells: each has the outcome of its run alone, whatever the blocks and the other cells."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from optimizers import landscapes, rules
from optimizers.cells import atlas
from optimizers.cells.atlas import MOST_PLACES, most_rows, outcomes
from optimizers.cells.axes import CellMap, basin_map, settings_map
from optimizers.cells.block import manner
from optimizers.cells.straight_steps import straight_step
from optimizers.cells.tally import KINDS
from optimizers.descent import Kind
from optimizers.functions.own_landscape import own_landscape
from optimizers.landscape import Point
from optimizers.pauses import PAUSE
from optimizers.rule import FirstOrderRule
from optimizers.run import Run
from tests.optimizers.cells.random_maps import described, draw_map, judged, told
from tests.sampling import Sample

RULES: Any = rules.catalogue()
LANDSCAPES: Any = landscapes.catalogue()
CELLS = 10
"""Tried of each map."""


def run(rule: Any, landscape: Any, steps: int = 120, **more: Any) -> Run:
    return Run(rule, landscape, more.pop("start", type(landscape).start), steps, more.pop("seed", 0), None)


def differing(drawn: CellMap, seed: Any) -> dict[str, Any]:
    """Cells, drawn from a seed, of which the map and the single run say different things."""
    found, dice = outcomes(drawn), np.random.default_rng(seed)
    rows, columns = drawn.shape
    cells = [(int(dice.integers(rows)), int(dice.integers(columns))) for _ in range(CELLS)]
    wrong = {}
    for cell in cells:
        said, expected = told(found, *cell), judged(drawn, *cell)
        near = np.isclose(said[2], expected[2], rtol=1e-9, atol=1e-300, equal_nan=True)
        if said[:2] != expected[:2] or not (near or not np.isfinite(expected[2])):
            wrong[f"{described(drawn)} {cell}"] = (said, expected)
    return wrong


def test_every_cell_of_any_map_is_as_its_run_alone(seed: int, sample: Sample) -> None:
    """Rules, landscapes typed and built in, schedules, samples, starts and pairs of settings, by the dice."""
    wrong: dict[str, Any] = {}
    for number in sample(range(5000), 14):
        dice = np.random.default_rng([seed, number])
        drawn = draw_map(dice, 120, 9)
        if not isinstance(drawn.run.rule, FirstOrderRule):
            drawn = basin_map(drawn.run, 3)
        wrong |= differing(drawn, [seed, number])
    assert wrong == {}


@pytest.mark.parametrize(
    ("rule", "landscape_id"),
    [
        (RULES["adam"](lr=0.5), "rastrigin"),
        (RULES["momentum"](lr=0.02), "two_wells"),
        (RULES["nesterov"](lr=0.3), "ackley"),
        (RULES["gradient_descent"](lr=0.03), "himmelblau"),
    ],
)
def test_where_neighbours_end_elsewhere_it_still_holds(rule: Any, landscape_id: str, seed: int) -> None:
    """Chaos: one number that differed in its last bit would be seen."""
    assert differing(basin_map(run(rule, LANDSCAPES[landscape_id](), 300), 60), seed) == {}


@pytest.mark.parametrize("rule", [RULES["adam"](lr=0.1), RULES["momentum"](lr=0.01)])
def test_what_is_not_written_out_is_the_same(rule: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = basin_map(run(rule, LANDSCAPES["himmelblau"](), 60), 4)
    usual = outcomes(drawn)
    monkeypatch.setattr(atlas, "straight_step", lambda _: None)
    plain = outcomes(drawn)

    for field in ("kinds", "steps", "losses", "minima"):
        np.testing.assert_array_equal(getattr(usual, field), getattr(plain, field))


def test_the_blocks_are_nothing_to_the_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = settings_map(run(RULES["adam"](), LANDSCAPES["beale"](), 40), "lr", "beta2", 24)
    whole = outcomes(drawn)
    parts = [outcomes(drawn, range(first, first + 8)) for first in (0, 8, 16)]
    monkeypatch.setattr(atlas, "BLOCK", 17)
    small = outcomes(drawn)

    for field in ("kinds", "steps", "losses"):
        np.testing.assert_array_equal(getattr(whole, field), np.concatenate([getattr(part, field) for part in parts]))
        np.testing.assert_array_equal(getattr(whole, field), getattr(small, field))


def test_cells_that_come_to_rest_say_in_which_minimum() -> None:
    drawn = basin_map(run(RULES["gradient_descent"](lr=0.01), LANDSCAPES["himmelblau"](), 400), 20)
    found = outcomes(drawn)
    settled = found.kinds == KINDS.index(Kind.CONVERGED)

    assert {*np.unique(found.minima[settled])} == {0, 1, 2, 3}
    assert (found.minima[~settled & (found.kinds != KINDS.index(Kind.TRAPPED))] == -1).all()
    for row, column in zip(*np.nonzero(settled), strict=True):
        end = drawn.cell(int(row), int(column)).descend().points[:, -1]
        place = found.places[found.minima[row, column]]
        assert np.hypot(end[0] - place.x, end[1] - place.y) < 0.01


def test_minima_that_nobody_named_are_found() -> None:
    rastrigin = basin_map(run(RULES["gradient_descent"](lr=0.003), LANDSCAPES["rastrigin"](), 200), 30)
    found = outcomes(rastrigin)

    assert 60 < len(found.places) <= MOST_PLACES
    assert sum(place.is_global for place in found.places) == 1
    assert (np.array([place.f for place in found.places[1:]]) > 0.9).all()


def test_a_sampled_map_is_of_the_runs_own_seed() -> None:
    sampled = dataclasses.replace(LANDSCAPES["regression"](), batch_size=4)
    one, other = (
        outcomes(settings_map(run(RULES["adam"](), sampled, 60, seed=seed), "lr", "loss.batch_size", 6))
        for seed in (1, 2)
    )
    assert not np.array_equal(one.losses, other.losses)
    assert np.isfinite(one.levels).any()


def test_a_map_pauses_often() -> None:
    pauses = []
    token = PAUSE.set(lambda: pauses.append(1))
    try:
        outcomes(basin_map(run(RULES["adam"](lr=0.1), own_landscape("x^2+y^4")(), 640), 20))
    finally:
        PAUSE.reset(token)
    assert len(pauses) >= 10


@pytest.mark.parametrize("rule_id", RULES)
def test_how_many_rows_are_taken_at_a_time_is_bounded(rule_id: str) -> None:
    few = basin_map(run(RULES[rule_id](), LANDSCAPES["beale"](), 1), 2)
    many = basin_map(run(RULES[rule_id](), LANDSCAPES["beale"](), 2000), 256)

    assert most_rows(few) == 2
    assert most_rows(many) < 256


def test_rules_of_one_coordinate_are_written_out(sample: Sample) -> None:
    """Else maps of them are slow."""
    first_order = [rule for rule in RULES.values() if issubclass(rule, FirstOrderRule)]
    pairs = sample([(rule, landscape) for rule in first_order for landscape in LANDSCAPES.values()], 50)
    manners = [manner(basin_map(run(rule(), landscape()), 2).setting) for rule, landscape in pairs]

    assert [each for each in manners if straight_step(each) is None] == []


def test_a_start_without_a_value_is_told_too() -> None:
    rooted = own_landscape("sqrt(x)+y^2")()
    drawn = basin_map(run(RULES["gradient_descent"](lr=0.05), rooted, 30, start=Point(1, 1)), 6)

    assert differing(drawn, 1) == {}
