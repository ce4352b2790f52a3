"""Axes of maps: values that an address names exactly, over the whole of a view or a slider."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from optimizers import landscapes, rules
from optimizers.addresses import AddressError, fields, read_map, read_run
from optimizers.cells.atlas import outcomes
from optimizers.cells.axes import MapKind, basin_map, present, settings_map
from optimizers.cells.limits import limit
from optimizers.cells.tally import KINDS
from optimizers.descent import Kind
from optimizers.run import Run
from tests.optimizers.cells.random_maps import draw_map
from tests.sampling import Sample

RULES: Any = rules.catalogue()
LANDSCAPES: Any = landscapes.catalogue()


def test_the_run_of_a_cell_is_named_exactly_by_its_address(seed: int, sample: Sample) -> None:
    """So a cell that is clicked leads to the very run that it tells of."""
    for number in sample(range(2000), 60):
        dice = np.random.default_rng([seed, number])
        drawn = draw_map(dice, 100, int(dice.integers(2, 257)))
        rows, columns = drawn.shape
        cell = drawn.cell(int(dice.integers(rows)), int(dice.integers(columns)))
        assert read_run(fields(cell.query())).query() == cell.query()


def test_a_basin_map_covers_the_view_with_square_cells() -> None:
    camel = LANDSCAPES["six_hump_camel"]()
    drawn = basin_map(Run(RULES["adam"](), camel, camel.start, 10, 0, None), 60)

    assert drawn.shape == (40, 60)
    assert drawn.x.values[0] == pytest.approx(-2.95)
    assert drawn.y.values[-1] == pytest.approx(1.95)
    assert present(drawn) == camel.start


@pytest.mark.parametrize(("x", "y"), [("lr", "momentum"), ("momentum", "landscape.kappa")])
def test_settings_go_over_the_whole_of_their_sliders(x: str, y: str) -> None:
    ravine = LANDSCAPES["ravine"]()
    drawn = settings_map(Run(RULES["momentum"](), ravine, ravine.start, 10, 0, None), x, y, 40)

    assert drawn.kind is MapKind.SETTINGS
    for axis in (drawn.x, drawn.y):
        assert axis.parameter
        assert (axis.values[0], axis.values[-1]) == (axis.parameter.low, axis.parameter.high)
        assert [*axis.values] == sorted({*axis.values})


def test_whole_numbers_stay_whole() -> None:
    sampled = LANDSCAPES["regression"]()
    drawn = settings_map(Run(RULES["adam"](), sampled, sampled.start, 10, 0, None), "loss.batch_size", "lr", 200)

    assert all(isinstance(value, int) for value in drawn.x.values)
    assert len(drawn.x) <= 150


@pytest.mark.parametrize("landscape_id", ["ravine", "matyas", "booth"])
@pytest.mark.parametrize("rule_id", ["gradient_descent", "momentum", "nesterov"])
def test_the_limit_parts_what_grows_from_what_shrinks(rule_id: str, landscape_id: str) -> None:
    """From both sides: beyond it nothing arrives, and before it nothing is lost."""
    landscape = LANDSCAPES[landscape_id]()
    run = Run(RULES[rule_id](), landscape, landscape.start, 600, 0, None)
    other = {"ravine": "landscape.kappa"}.get(landscape_id, "momentum")
    if other not in run.sliders():
        return
    drawn = settings_map(run, "lr", other, 16)
    stable, kinds = limit(drawn), outcomes(drawn).kinds
    assert stable
    rates = np.array(drawn.x.values)[None, :] / np.array(stable.values)[:, None]

    assert not np.isin(kinds[rates > 1.001], [KINDS.index(Kind.CONVERGED), KINDS.index(Kind.TRAPPED)]).any()
    assert not (kinds[rates < 0.999] == KINDS.index(Kind.DIVERGED)).any()
    assert (kinds[rates > 1.1] == KINDS.index(Kind.DIVERGED)).any()


def test_there_is_no_limit_where_theory_has_none() -> None:
    ravine, beale = LANDSCAPES["ravine"](), LANDSCAPES["beale"]()
    momentum = Run(RULES["momentum"](), ravine, ravine.start, 10, 0, None)

    assert limit(settings_map(momentum, "momentum", "lr", 5))
    assert limit(settings_map(momentum, "momentum", "landscape.kappa", 5)) is None
    assert limit(settings_map(dataclasses.replace(momentum, landscape=beale), "momentum", "lr", 5)) is None
    assert limit(settings_map(dataclasses.replace(momentum, rule=RULES["adam"]()), "lr", "beta1", 5)) is None
    assert limit(basin_map(momentum, 5)) is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("optimizer=adam", "kind"),
        ("optimizer=adam&kind=basins", "kind"),
        ("optimizer=adam&kind=basin&x=lr", "x"),
        ("optimizer=adam&kind=settings&x=lr", "y"),
        ("optimizer=adam&kind=settings&x=lr&y=lr", "y"),
        ("optimizer=adam&kind=settings&x=lr&y=momentum", "y"),
        ("optimizer=adam&kind=settings&x=lr&y=steps", "y"),
        ("optimizer=adam&kind=basin&size=1", "size"),
        ("optimizer=adam&kind=basin&size=257", "size"),
        ("optimizer=adam&kind=basin&size=20&rows=0,21", "rows"),
        ("optimizer=adam&kind=basin&size=20&rows=3", "rows"),
        ("optimizer=adam&kind=basin&size=20&rows=0,0", "rows"),
        ("optimizer=adam&kind=basin&size=20&rows=-1,2", "rows"),
        ("optimizer=adam&kind=basin&size=256&steps=2000", "rows"),
        ("optimizer=newton&kind=basin&size=256&steps=2000", "size"),
        ("optimizer=adam&kind=basin&lr=nan", "lr"),
    ],
)
def test_what_a_map_cannot_be_is_said_beside_its_field(query: str, field: str) -> None:
    with pytest.raises(AddressError) as refused:
        read_map(fields(query))
    assert field in [fault.field for fault in refused.value.faults]


def test_a_map_that_is_too_much_at_a_time_can_be_had_in_parts() -> None:
    whole = "optimizer=adam&kind=basin&size=200&steps=200"
    with pytest.raises(AddressError, match=r"at most \d+ rows at a time") as refused:
        read_map(fields(whole))
    most = int(str(refused.value).split("at most ")[1].split()[0])

    assert len(read_map(fields(f"{whole}&rows=0,{most}"))[1]) == most
